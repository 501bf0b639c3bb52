"""What the money says to the moves of an order's status (`shop.order_statuses.MOVES`)."""

from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.moves import register_guard
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


register_guard("is_promised", _is_promised)
register_guard("may_go_out", _may_go_out)
register_guard("keeps_nothing", _keeps_nothing)
register_guard("keeps_money", _keeps_money)
