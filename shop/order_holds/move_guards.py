"""What holds say to the moves of an order's status (`shop.order_statuses.MOVES`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.moves import GUARDS, MoveGuard
from shop.order_holds.queries import holds_of


def _is_not_held(orders: Sequence[Order]) -> Mapping[int, str]:
    held = holds_of(order.pk for order in orders)
    return {
        pk: _("The order is held: %(reason)s") % {"reason": holds[0].reason} for pk, holds in held.items()
    }


GUARDS.register(MoveGuard(name="is_not_held", refusals=_is_not_held))
