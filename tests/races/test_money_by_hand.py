"""Two of the staff at once: noting, writing off, refunding, dispatching, losing a dispute, on PostgreSQL."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.events.models import Event
from shop.fulfilment.services import dispatch
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.exceptions import AmountRefusedError
from shop.payments.gateways import DisputeData
from shop.payments.joint import book_share
from shop.payments.joint_returns import book_joint_refund
from shop.payments.ledger import book_dispute
from shop.payments.manual_payments import book_transfer, mark_as_paid, write_off
from shop.payments.models import Charge, Dispute, Refund, WriteOff
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from shop.payments.services import cancel
from tests.races.running import behind, refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import ProductFactory
from tests.shop.payments.kit import order_by, refund_told

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL"),
]
SEVERAL = 8
ROUNDS = 4


def told(name, order):
    return Event.objects.filter(name=name, payload__order_id=order.pk).count()


def copies(order):
    return [Order.objects.get(pk=order.pk) for _copy in range(SEVERAL)]


def test_two_who_note_the_same_money_note_what_is_due():
    for _round in range(ROUNDS):
        order = order_by(BankTransfer())

        answers = at_once(
            [
                partial(
                    refused_is_fine,
                    partial(mark_as_paid, copy, amount=Decimal(20), key=str(number)),
                    AmountRefusedError,
                )
                for number, copy in enumerate(copies(order))
            ]
        )

        assert sorted(answers) == ["AmountRefusedError"] * (SEVERAL - 1) + ["done"]
        assert balance_of(order).received == 20


def test_paid_clicked_by_several_is_noted_once():
    for _round in range(ROUNDS):
        order = order_by(BankTransfer())

        at_once([partial(mark_as_paid, copy) for copy in copies(order)])

        assert [charge.amount for charge in Charge.objects.filter(order=order)] == [24]
        assert told("OrderPaid", order) == 1


def test_rest_is_written_off_by_one():
    for _round in range(ROUNDS):
        order = order_by(BankTransfer())

        answers = at_once(
            [
                partial(
                    refused_is_fine, partial(write_off, copy, key=str(number), reason="x"), AmountRefusedError
                )
                for number, copy in enumerate(copies(order))
            ]
        )

        assert sorted(answers) == ["AmountRefusedError"] * (SEVERAL - 1) + ["done"]
        assert WriteOff.objects.filter(order=order).count() == 1


def lost(order):
    """What the provider tells of a dispute that took all that had come for an order."""
    charge = order.charges.get()
    return DisputeData(
        reference=f"dp-{order.number}",
        charge=charge.reference,
        payment="",
        state="lost",
        amount=charge.amount_captured,
        currency="EUR",
        reason="",
        opened_at=timezone.now(),
        due_at=None,
    )


def paid_order(**kwargs):
    order = order_by(BankTransfer(), **kwargs)
    book_transfer(order, amount=order.total_incl_tax, reference=f"ch-{order.number}")
    return Order.objects.get(pk=order.pk)


def test_lost_dispute_told_at_once_takes_the_money_once():
    for _round in range(ROUNDS):
        order = paid_order()
        fact = lost(order)

        answers = at_once([partial(book_dispute, fact)] * SEVERAL)

        assert {getattr(answer, "reference", answer) for answer in answers} == {fact.reference}
        assert Refund.objects.filter(order=order).count() == 1
        assert (told("OrderRefunded", order), told("OrderCancelled", order)) == (1, 1)


@pytest.mark.parametrize("work", [cancel, partial(request_refund, key="k", extra=Decimal(24))])
def test_dispute_lost_while_the_money_goes_back_takes_it_once(work):
    order = paid_order()

    answers = behind(order.charges.get(), [partial(work, order), partial(book_dispute, lost(order))])

    assert [isinstance(answer, str) for answer in answers] == [False, False], answers
    assert [(row.amount, row.dispute) for row in Refund.objects.all()] == [(24, None)]
    assert (order.charges.get().amount_refunded, Dispute.objects.get().state) == (24, "lost")


def test_dispute_lost_while_the_parcel_goes_out_is_booked():
    order = paid_order()

    answers = behind(order.lines.get(), [partial(dispatch, order), partial(book_dispute, lost(order))])

    assert answers == [order, Dispute.objects.get()]
    assert Order.objects.get().status == "Dispatched"
    assert [(row.amount, row.dispute) for row in Refund.objects.all()] == [(24, answers[1])]


def test_two_who_send_the_same_piece_back_send_it_once():
    lines = [(ProductFactory(price="10.00", num_in_stock=1), 1), (ProductFactory(price="30.00"), 1)]
    order = paid_order(lines=lines)
    cheap = order.lines.get(line_price_incl_tax=10)
    works = [partial(request_refund, order, key=key, pieces={cheap.pk: 1}) for key in ("first", "second")]

    answers = behind(order.charges.get(), works)

    (refund,) = Refund.objects.all()
    assert answers == [[refund], "RefundRefusedError"]
    assert (refund.amount, order.charges.get().amount_refunded) == (10, 10)


def test_second_click_on_a_refund_finds_the_first():
    order = paid_order()
    works = [partial(request_refund, order, key="same", extra=Decimal(10))] * 2

    answers = behind(order.charges.get(), works)

    assert answers == [[Refund.objects.get()]] * 2


def test_refund_against_parcel_sends_no_piece_that_was_paid_back():
    for _round in range(ROUNDS):
        product = ProductFactory(price="10.00", num_in_stock=5)
        order = order_by(BankTransfer(), lines=[(product, 5)])
        book_transfer(order, amount=order.total_incl_tax, reference=order.number)
        line = order.lines.get().pk
        works = [
            partial(dispatch, Order.objects.get(pk=order.pk)),
            partial(request_refund, order, key=order.number, pieces={line: 3}),
        ]

        answers = at_once([partial(refused_is_fine, work, InvalidOrderStatus) for work in works])
        assert answers == ["done", "done"]

        record, sent = product.stockrecords.get(), order.lines.get().num_to_send
        assert (record.num_in_stock, record.num_allocated) == (5 - sent, 0)
        assert sent in (2, 5)
        assert balance_of(order).kept == 20


def test_a_dashboard_refund_of_several_orders_told_twice_is_divided_once():
    orders = [order_by(BankTransfer()) for _number in range(2)]
    for order in orders:
        with transaction.atomic():
            book_share(order, amount=order.total_incl_tax, reference="ch_j", method="card", label="")
    fact = refund_told(amount=Decimal(30), reference="re_j", charge="ch_j")

    behind(orders[0], [partial(book_joint_refund, fact)] * 2)

    rows = Refund.objects.filter(order__in=orders).order_by("order_id")
    assert [(row.order_id, row.amount) for row in rows] == [(orders[0].pk, 24), (orders[1].pk, 6)]
    assert [order.charges.get().amount_refunded for order in orders] == [24, 6]
