"""Changes of one order at once: by two of the staff, twice by one click, against dispatch and refund."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.fulfilment.services import dispatch, plan_shipments, start_picking
from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.order_changes.models import OrderChange
from shop.order_changes.preview import preview
from shop.order_changes.proposals import ReturnPieces, SetQuantity
from shop.order_changes.services import apply_change
from shop.payments.bank_transfer import BankTransfer
from shop.payments.exceptions import RefundRefusedError
from shop.payments.manual_payments import mark_as_paid
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from shop.trade_credit.models import Receivable
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import ProductFactory, StaffFactory
from tests.shop.payments.kit import order_by
from tests.shop.trade_credit.factories import buy, make_account

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL"),
]
SEVERAL, ROUNDS = 6, 3
REFUSALS = (ChangeRefusedError, RefundRefusedError, InvalidOrderStatus)


def paid_order():
    """Three pieces of 24.00 EUR, paid."""
    order = order_by(BankTransfer(), lines=[(ProductFactory(price="24.00", num_in_stock=10), 3)])
    mark_as_paid(order)
    return Order.objects.get(pk=order.pk)


def copy(order):
    return Order.objects.get(pk=order.pk)


def applied(order, proposals, key):
    """Return the call that applies what the preview shows now."""
    seen = preview(order, proposals)
    return partial(
        refused_is_fine,
        partial(apply_change, copy(order), proposals, fingerprint=seen.fingerprint, key=key),
        REFUSALS,
    )


def test_of_several_staff_one_applies():
    for _round in range(ROUNDS):
        order = paid_order()
        fewer = [SetQuantity(line_id=order.lines.get().pk, quantity=2)]

        at_once([applied(order, fewer, f"k{number}") for number in range(SEVERAL)])

        assert OrderChange.objects.filter(order=order).count() == 1
        assert (balance_of(copy(order)).kept, order.lines.get().quantity) == (Decimal("48.00"), 2)


def test_one_click_many_times_is_one_change():
    for _round in range(ROUNDS):
        order = paid_order()
        fewer = [SetQuantity(line_id=order.lines.get().pk, quantity=2)]

        seen = preview(order, fewer)
        click = {"fingerprint": seen.fingerprint, "key": "same"}

        answers = at_once([partial(apply_change, copy(order), fewer, **click) for _number in range(SEVERAL)])

        assert {getattr(answer, "pk", answer) for answer in answers} == {
            OrderChange.objects.get(order=order).pk
        }
        assert balance_of(copy(order)).kept == Decimal("48.00")


def test_an_edit_against_dispatch_leaves_one_of_both():
    for _round in range(ROUNDS):
        order = paid_order()
        line = order.lines.get()
        fewer = applied(order, [SetQuantity(line_id=line.pk, quantity=1)], "k")

        at_once([fewer, partial(refused_is_fine, partial(dispatch, copy(order)), REFUSALS)])

        line.refresh_from_db()
        assert line.num_dispatched == line.quantity
        assert balance_of(copy(order)).kept == line.line_price_incl_tax
        record = line.stockrecord
        assert (record.num_allocated, record.num_in_stock) == (0, 10 - line.quantity)


def test_a_piece_is_given_back_once_by_two_ways():
    for _round in range(ROUNDS):
        order = paid_order()
        dispatch(order)
        line = order.lines.get()
        back = [applied(order, [ReturnPieces(line_id=line.pk, quantity=3)], f"k{n}") for n in range(3)]
        money = partial(request_refund, copy(order), key="r", pieces={line.pk: 3})

        at_once([*back, partial(refused_is_fine, money, REFUSALS)])

        assert balance_of(copy(order)).kept == 0
        assert line.refund_lines.count() == 1


def test_a_buyers_cancellation_against_picking_leaves_one_of_both():
    for _round in range(ROUNDS):
        order, picker = paid_order(), StaffFactory()
        fewer = [SetQuantity(line_id=order.lines.get().pk, quantity=2)]
        seen = preview(order, fewer)
        shipments = plan_shipments(order)
        cancels = partial(
            apply_change, copy(order), fewer, fingerprint=seen.fingerprint, key="k", is_buyers=True
        )

        at_once(
            [
                partial(refused_is_fine, cancels, REFUSALS),
                partial(refused_is_fine, partial(start_picking, shipments, by=picker), REFUSALS),
            ]
        )

        rows = [row for each in order.shipments.all() for row in each.lines.all()]
        assert sum(row.quantity for row in rows) == order.lines.get().quantity


def test_changes_of_several_orders_never_exceed_one_credit_limit_and_none_is_lost():
    """Four orders of 24.00 on account; of as many changes that add 24.00 each, two fit into the limit."""
    for _round in range(ROUNDS):
        account = make_account(limit="144.00")
        orders = [buy(account.company) for _each in range(4)]
        more = {order.pk: [SetQuantity(line_id=order.lines.get().pk, quantity=2)] for order in orders}

        done = at_once([applied(order, more[order.pk], "k") for order in orders])

        account.refresh_from_db()
        owed = sum(Receivable.objects.filter(account=account).values_list("owed", flat=True))
        totals = sum(Order.objects.filter(company=account.company).values_list("total_incl_tax", flat=True))
        assert not [answer for answer in done if isinstance(answer, Exception)], done
        assert account.used == owed == totals == Decimal("144.00")
        assert OrderChange.objects.filter(order__in=orders).count() == 2
