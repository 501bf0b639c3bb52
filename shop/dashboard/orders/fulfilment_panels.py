"""What an order's page shows of its shipments and holds, and its one timeline."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from shop.dashboard.orders.hold_forms import NewHoldForm
from shop.fulfilment.models import Parcel, Shipment
from shop.order.history import history_of
from shop.order.models import Order
from shop.order_holds.queries import open_holds
from shop.order_holds.services import HOLD, RELEASE
from shop.order_statuses import CHANGE, UNFINISHED
from shop.user.models import User


def timeline(order: Order, user: User | AnonymousUser) -> dict[str, object]:
    """Tell what happened, the latest first; the page hands in the form for one more note."""
    return {"entries": history_of(order, user), "may_change": user.has_perm(CHANGE)}


def shipments(order: Order, _user: User | AnonymousUser) -> dict[str, object] | None:
    """List the shipments with their lines and parcels; none: there is no panel. Three queries."""
    rows = Shipment.objects.filter(order=order).select_related("warehouse").order_by("pk")
    parcels = Prefetch("parcels", Parcel.objects.defer("label"))
    found = list(rows.prefetch_related("lines__line", parcels))
    return {"shipments": found} if found else None


def holds(order: Order, user: User | AnonymousUser) -> dict[str, object] | None:
    """Tell what holds the order, and let who may hold it; neither: there is no panel."""
    held = open_holds(order)
    may_hold = user.has_perms((HOLD, CHANGE)) and order.status in UNFINISHED
    if not held and not may_hold:
        return None
    return {
        "holds": held,
        "may_release": user.has_perm(RELEASE),
        "hold_form": NewHoldForm() if may_hold else None,
    }
