"""What the money says to the moves of an order's status (`shop.order_statuses.MOVES`)."""

from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.moves import GUARDS, MoveGuard
from shop.order_statuses import AUTHORISED
from shop.payments.queries import balance_of, is_promised


def _is_promised(order: Order) -> str:
    return "" if is_promised(order) else _("No money is held or promised for it.")


def _may_go_out(order: Order) -> str:
    is_covered = order.paid_at is not None or (order.status == AUTHORISED and is_promised(order))
    if not is_covered:
        return _("The order is not paid, and nothing is held for it.")
    if not any(line.num_to_send for line in order.lines.all()):
        return _("Nothing of it is left to send.")
    return ""


def _keeps_nothing(order: Order) -> str:
    return _("Its money has to go back.") if balance_of(order).kept > 0 else ""


def _keeps_money(order: Order) -> str:
    return "" if balance_of(order).kept > 0 else _("There is no money to send back.")


GUARDS.register(MoveGuard(name="is_promised", refusal=_is_promised))
GUARDS.register(MoveGuard(name="may_go_out", refusal=_may_go_out))
GUARDS.register(MoveGuard(name="keeps_nothing", refusal=_keeps_nothing))
GUARDS.register(MoveGuard(name="keeps_money", refusal=_keeps_money))
