"""What every change of a shipment begins with: the right, the order's row, the one conditional update."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import Shipment, ShipmentState
from shop.order.exceptions import MoveForbiddenError
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_holds.exceptions import OrderHeldError
from shop.order_holds.queries import open_holds
from shop.order_statuses import CHANGE, DISPATCH, TO_DISPATCH
from shop.user.models import User

Person = User | AnonymousUser | None


def user_of(by: Person) -> User | None:
    """Return the account of who does something; the system itself has none."""
    return by if isinstance(by, User) else None


def require_rights(by: Person) -> None:
    """Refuse a person without the rights to ship. Raises MoveForbiddenError; None is the system itself."""
    if by is not None and not by.has_perms((CHANGE, DISPATCH)):
        raise MoveForbiddenError(_("You do not have permission to do this."))


def locked_order(shipment: Shipment) -> Order:
    """Lock the order of a shipment, which may be packed. Raises ShipmentRefusedError, OrderHeldError."""
    order = lock_order(shipment.order)
    if order.status not in TO_DISPATCH:
        text = _("The order is “%(status)s”; nothing of it is to be packed.")
        raise ShipmentRefusedError(text % {"status": order.status})
    holds = open_holds(order)
    if holds:
        raise OrderHeldError(_("The order is held: %(reason)s") % {"reason": holds[0].reason})
    return order


def move(shipment: Shipment, *, sources: Collection[str], to: str, by: Person, **values: object) -> bool:
    """Move a shipment, its order locked by the caller; tell whether this call did it.

    One that is there already stays as it is. Raises ShipmentRefusedError when it is in no state to.
    """
    rows = Shipment.objects.filter(pk=shipment.pk, state__in=sources)  # guard: shipment-move
    is_moved = bool(rows.update(state=to, by=user_of(by), **values))
    shipment.refresh_from_db()
    if not is_moved and shipment.state != to:
        text = _("Shipment %(number)s is “%(state)s” by now.")
        state = ShipmentState(shipment.state).label
        raise ShipmentRefusedError(text % {"number": shipment.number, "state": state})
    return is_moved
