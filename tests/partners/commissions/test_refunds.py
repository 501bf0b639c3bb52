"""Money that goes back takes its share of the commission with it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.commissions.models import Commission
from partners.commissions.queries import totals_of
from partners.commissions.services import pay_out, reverse_commission, reverse_refunded_share
from shop.events.models import Delivery
from shop.events.services import publish
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.events import OrderRefunded
from shop.payments.gateways import DisputeData
from shop.payments.ledger import book_dispute
from shop.payments.manual_payments import book_transfer
from shop.payments.refunds import confirm_manual_refund, request_refund
from tests.partners.factories import CommissionFactory, PartnerUserFactory, referred_basket
from tests.shop.factories import OrderFactory
from tests.shop.payments.kit import order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def member():
    return PartnerUserFactory(account__commission_rate=Decimal("8.00"))


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    """Do something that publishes and have it delivered without an error."""

    def delivered(action):
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        assert list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error")) == []
        return result

    return delivered


@pytest.fixture
def order(member, deliver):
    """Three pieces of 119.00, 300.00 without tax; paid."""
    basket = referred_basket(member.account, price="119.00", quantity=3)
    order = deliver(lambda: order_by(BankTransfer(), basket=basket, guest_email="mei@example.com"))
    deliver(lambda: book_transfer(order, amount=order.total_incl_tax, reference="transfer"))
    return order


def refund(deliver, order, *, key="a", **what):
    """Send money back by hand and have it told."""
    [row] = request_refund(order, key=key, **what)
    return deliver(lambda: confirm_manual_refund(row, reference=key))


def entries(order):
    found = Commission.objects.filter(order=order).order_by("pk")
    return [(entry.kind, entry.status, entry.amount, entry.base) for entry in found]


EARNED = ("earned", "pending", Decimal(24), Decimal(300))


def test_refund_of_a_piece_takes_its_share_once_however_often_it_is_told(order, deliver):
    OrderFactory()
    row = refund(deliver, order, pieces={order.lines.get().pk: 1})
    for _again in range(2):
        deliver(lambda: publish(OrderRefunded(order_id=order.pk, refund_id=row.pk)))

    assert entries(order) == [EARNED, ("taken_back", "pending", Decimal(-8), Decimal(100))]
    taken = Commission.objects.get(kind="taken_back")
    assert (taken.refund, taken.payable_at) == (row, Commission.objects.get(kind="earned").payable_at)


def test_refunds_in_parts_add_up_to_the_whole(order, deliver, member):
    CommissionFactory(account=member.account, kind="taken_back", amount=Decimal(-3))  # of another order
    parts = [Decimal("33.33"), Decimal("0.01"), Decimal("100.00"), Decimal("223.65")]
    for number, extra in enumerate(parts):
        refund(deliver, order, key=f"part-{number}", extra=extra)

    rows = Commission.objects.filter(order=order, kind="taken_back").exclude(status="reversed")
    assert sum(parts) == Decimal("356.99")
    assert -sum(row.amount for row in rows) == Decimal(24)


def test_delivery_and_what_came_too_much_take_nothing(order, deliver):
    deliver(lambda: book_transfer(order, amount=Decimal("10.00"), reference="too much"))
    refund(deliver, order, extra=Decimal("10.00"))
    if order.shipping_incl_tax:
        refund(deliver, order, key="b", shipping=order.shipping_incl_tax)

    assert entries(order) == [EARNED]


def test_commission_that_is_reversed_gives_no_share_back(order, deliver):
    row = refund(deliver, order, extra=Decimal("1.00"))
    Commission.objects.filter(kind="taken_back").delete()
    Commission.objects.update(status="reversed", reversed_at=timezone.now())

    reverse_refunded_share(row, now=timezone.now())

    assert [(kind, status) for kind, status, _amount, _base in entries(order)] == [("earned", "reversed")]


def test_order_whose_goods_cost_nothing_gives_nothing_back(order, deliver):
    row = refund(deliver, order, extra=Decimal("1.00"))
    Commission.objects.filter(kind="taken_back").delete()
    Order.objects.filter(pk=order.pk).update(total_incl_tax=order.shipping_incl_tax)

    reverse_refunded_share(row, now=timezone.now())

    assert entries(order) == [EARNED]


@pytest.mark.parametrize("status", ["Paid", "Complete"])
def test_all_the_money_back_reverses_what_is_left_and_what_was_taken(order, deliver, status):
    """Of what has not gone out the order is cancelled, too; of what has, only the refund tells."""
    Order.objects.filter(pk=order.pk).update(status=status)
    refund(deliver, order, pieces={order.lines.get().pk: 1})
    refund(deliver, order, key="b", pieces={order.lines.get().pk: 2}, shipping=order.shipping_incl_tax)

    assert [(kind, status) for kind, status, _amount, _base in entries(order)] == [
        ("earned", "reversed"),
        ("taken_back", "reversed"),
    ]


def test_paid_out_commission_gets_negative_entries_that_add_up(order, deliver, member):
    now = timezone.now()
    Commission.objects.update(status="payable", payable_at=now)
    pay_out(member.account, currency="EUR", total=Decimal(24), now=now)

    row = refund(deliver, order, pieces={order.lines.get().pk: 1})
    assert entries(order)[1:] == [("taken_back", "payable", Decimal(-8), Decimal(100))]
    assert totals_of(member.account)[0].payable == Decimal(-8)

    for _twice in range(2):
        reverse_commission(order, now=now)
        reverse_refunded_share(row, now=now)
    assert entries(order) == [
        ("earned", "paid", Decimal(24), Decimal(300)),
        ("taken_back", "payable", Decimal(-8), Decimal(100)),
        ("taken_back", "payable", Decimal(-16), Decimal(200)),
    ]


def test_share_that_was_reversed_was_not_taken(order, deliver):
    now = timezone.now()
    refund(deliver, order, pieces={order.lines.get().pk: 1})
    Commission.objects.filter(kind="taken_back").update(status="reversed", reversed_at=now)
    Commission.objects.filter(kind="earned").update(status="paid", paid_at=now)

    reverse_commission(order, now=now)

    assert entries(order)[-1] == ("taken_back", "payable", Decimal(-24), Decimal(300))


def test_share_is_payable_with_its_commission(order, deliver, member):
    refund(deliver, order, pieces={order.lines.get().pk: 1})
    Commission.objects.update(status="payable")

    payout = pay_out(member.account, currency="EUR", total=Decimal(16), now=timezone.now())
    assert payout.entries.count() == 2
    assert [status for _kind, status, _amount, _base in entries(order)] == ["paid", "paid"]


def test_statement_says_what_went_back(order, deliver, member):
    refund(deliver, order, pieces={order.lines.get().pk: 1})
    partner = Client()
    partner.force_login(member.user)

    page = partner.get(reverse("partners:statement")).content.decode()

    assert ("goods worth €100" in page, "€8.00" in page) == (True, True)
    assert totals_of(member.account)[0].pending == Decimal(16)


def test_database_keeps_one_entry_per_refund(order, deliver):
    row = refund(deliver, order, pieces={order.lines.get().pk: 1})
    kind = {"kind": "taken_back", "amount": -1}

    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionFactory(order=order, account=Commission.objects.first().account, refund=row, **kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionFactory(refund=row)


def test_lost_dispute_takes_the_commission_back_once(order, deliver):
    fact = DisputeData(
        reference="dp",
        charge="transfer",
        payment="",
        state="lost",
        amount=order.total_incl_tax,
        currency="EUR",
        reason="fraudulent",
        opened_at=timezone.now(),
        due_at=None,
    )

    for _told in range(2):
        deliver(lambda: book_dispute(fact))

    assert list(Commission.objects.filter(order=order).values_list("kind", "status")) == [
        ("earned", "reversed")
    ]


def test_lost_dispute_over_a_part_takes_its_share(order, deliver):
    fact = DisputeData(
        reference="dp",
        charge="transfer",
        payment="",
        state="lost",
        amount=Decimal("119.00"),
        currency="EUR",
        reason="fraudulent",
        opened_at=timezone.now(),
        due_at=None,
    )

    for _told in range(2):
        deliver(lambda: book_dispute(fact))

    found = Commission.objects.filter(order=order).order_by("pk")
    assert [(row.kind, row.amount) for row in found] == [
        ("earned", Decimal("24.000")),
        ("taken_back", Decimal("-8.000")),
    ]
