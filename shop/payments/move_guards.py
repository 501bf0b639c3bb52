"""What the money says to the moves of an order's status (`shop.order_statuses.MOVES`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.moves import GUARDS, MoveGuard
from shop.order_statuses import AUTHORISED, PARTIALLY_DISPATCHED
from shop.payments.queries import balances_of, promised_among


def _is_promised(orders: Sequence[Order]) -> Mapping[int, str]:
    promised = promised_among(orders)
    return {
        each.pk: _("No payment is authorised or agreed for it.") for each in orders if each.pk not in promised
    }


def _may_go_out(orders: Sequence[Order]) -> Mapping[int, str]:
    promised = promised_among([each for each in orders if each.status in (AUTHORISED, PARTIALLY_DISPATCHED)])
    refusals = {}
    for order in orders:
        if order.paid_at is None and order.pk not in promised:
            refusals[order.pk] = _("The order is neither paid nor authorised.")
        elif not any(line.num_left for line in order.lines.all()):
            refusals[order.pk] = _("It has no items left to ship.")
    return refusals


def _has_nothing_left(orders: Sequence[Order]) -> Mapping[int, str]:
    left = (each for each in orders if any(line.num_left for line in each.lines.all()))
    return {order.pk: _("It has items left to ship.") for order in left}


def _keeps_nothing(orders: Sequence[Order]) -> Mapping[int, str]:
    balances = balances_of(orders)
    return {key: _("It has to be refunded first.") for key, balance in balances.items() if balance.kept > 0}


def _keeps_money(orders: Sequence[Order]) -> Mapping[int, str]:
    balances = balances_of(orders)
    return {key: _("There is nothing to refund.") for key, each in balances.items() if each.kept <= 0}


GUARDS.register(MoveGuard(name="is_promised", refusals=_is_promised))
GUARDS.register(MoveGuard(name="may_go_out", refusals=_may_go_out))
GUARDS.register(MoveGuard(name="has_nothing_left", refusals=_has_nothing_left))
GUARDS.register(MoveGuard(name="keeps_nothing", refusals=_keeps_nothing))
GUARDS.register(MoveGuard(name="keeps_money", refusals=_keeps_money))
