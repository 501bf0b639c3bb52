"""A lost dispute is money that has gone back: parcel, commission and report hear of it, the buyer's bank told them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.events.models import Event
from shop.mail.models import Mail
from shop.notifications.subscribers import on_order_refunded
from shop.order.models import Order
from shop.order.services import dispatch_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.exceptions import RefundRefusedError
from shop.payments.gateways import DisputeData
from shop.payments.ledger import book_dispute
from shop.payments.manual_payments import book_transfer
from shop.payments.models import Charge, Dispute, Refund
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    order = order_by(BankTransfer())
    book_transfer(order, amount=order.total_incl_tax, reference="ch")
    return order


@pytest.fixture
def lost(order):
    return DisputeData(
        reference="dp",
        charge="ch",
        payment="pi",
        state="lost",
        amount=order.total_incl_tax,
        currency="EUR",
        reason="fraudulent",
        opened_at=timezone.now(),
        due_at=None,
    )


def refunds_told():
    return Event.objects.filter(name="OrderRefunded").count()


@pytest.mark.parametrize("state", ["needs_response", "under_review", "won", "warning_closed"])
def test_dispute_that_is_not_lost_takes_nothing(order, lost, state):
    book_dispute(replace(lost, state=state))

    assert (Refund.objects.count(), balance_of(order).kept, refunds_told()) == (0, 24, 0)


def test_lost_dispute_takes_the_money_once(order, lost):
    book_dispute(replace(lost, state="needs_response"))
    for _told in range(3):
        book_dispute(lost)

    refund = Refund.objects.get()
    assert (refund.amount, refund.state, refund.dispute.reference) == (24, "succeeded", "dp")
    assert (balance_of(order).kept, Charge.objects.get().amount_refunded) == (0, 24)
    assert (order.sources.get().amount_refunded, refunds_told()) == (24, 1)
    with pytest.raises(RefundRefusedError):
        request_refund(order, key="a", extra=Decimal(1))


def test_lost_dispute_keeps_the_parcel_here(order, lost):
    book_dispute(lost)

    assert Order.objects.get().status == "Cancelled"
    assert order.lines.get().num_allocated == 0


def test_lost_dispute_of_what_has_gone_out_leaves_the_status(order, lost):
    dispatch_order(order)

    book_dispute(lost)

    assert (Order.objects.get().status, balance_of(order).kept) == ("Dispatched", 0)


def test_what_was_sent_back_before_is_not_lost_again(order, lost):
    request_refund(order, key="a", extra=Decimal(20))

    book_dispute(lost)

    assert Refund.objects.get(dispute__isnull=False).amount == 4


def test_lost_dispute_sends_no_mail_about_money_sent_back(order, lost):
    book_dispute(lost)

    on_order_refunded(type("Told", (), {"refund_id": Refund.objects.get().pk}))

    assert Mail.objects.count() == 0


def test_lost_dispute_of_a_part_takes_that_part_once(order, lost):
    for _told in range(2):
        book_dispute(replace(lost, amount=Decimal(10)))

    assert (Refund.objects.get().amount, balance_of(order).kept, refunds_told()) == (10, 14, 1)
    assert Order.objects.get().status == "Paid"


def test_lost_dispute_of_what_has_all_gone_back_takes_nothing(order, lost):
    request_refund(order, key="a", extra=Decimal(24))

    book_dispute(lost)

    assert (Refund.objects.count(), Charge.objects.get().amount_refunded, refunds_told()) == (1, 24, 0)


def test_each_lost_dispute_takes_of_its_own_charge(order, lost):
    other = order_by(BankTransfer())
    book_transfer(other, amount=other.total_incl_tax, reference="other")

    book_dispute(lost)
    assert (balance_of(order).kept, balance_of(other).kept) == (0, 24)
    book_dispute(replace(lost, reference="dp_2", charge="other", amount=Decimal(10)))

    assert (balance_of(order).kept, balance_of(other).kept) == (0, 14)
    assert list(Refund.objects.order_by("pk").values_list("order", "amount")) == [
        (order.pk, 24),
        (other.pk, 10),
    ]


def test_dispute_of_an_unknown_charge_is_nobodys(order, lost):
    assert book_dispute(replace(lost, charge="nobodys")) is None

    assert (Dispute.objects.count(), Refund.objects.count(), balance_of(order).kept) == (0, 0, 24)


def test_dispute_is_told_and_noted_once(order, lost):
    notes = order.notes.count()

    for state in ("needs_response", "under_review", "won"):
        book_dispute(replace(lost, state=state))

    assert (Dispute.objects.get().state, order.notes.count() - notes) == ("won", 1)
    assert Event.objects.filter(name="DisputeOpened").count() == 1
