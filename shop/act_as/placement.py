"""An order that a colleague places for a buyer says so."""

from django.utils.translation import gettext as _

from shop.act_as.current import acting_now
from shop.order.models import Order
from shop.order.placement import PLACEMENT_GUARDS, PlacementGuard


def note_who_placed(order: Order) -> None:
    """Write the colleague's name and reason into the order's notes, in its transaction."""
    acting = acting_now()
    if acting is None:
        return
    words = _("Placed by %(staff)s for the customer. Reason: %(reason)s")
    order.notes.create(
        user=acting.staff,
        note_type="System",
        message=words % {"staff": acting.staff, "reason": acting.session.reason},
    )


PLACEMENT_GUARDS.register(PlacementGuard(name="acted_for", check=note_who_placed, order=99))
