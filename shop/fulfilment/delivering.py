"""Shipments arrive: somebody says so, the carrier does, or enough days have passed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.fulfilment.events import ShipmentDelivered
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import OPEN_STATES, Shipment, ShipmentState
from shop.fulfilment.moving import Person, locked_order, move, require_rights
from shop.order.models import Order
from shop.order.services import lock_order
from shop.shipping.deliveries import mark_ready
from shop.shipping.order_models import OrderDelivery

BATCH = 500


@transaction.atomic
def deliver(shipment: Shipment, *, at: datetime | None = None, by: Person = None) -> Shipment:
    """Note when a shipment arrived (now, if nobody says when); a delivered one stays as it is.

    Publishes `ShipmentDelivered`. Raises ShipmentRefusedError for one that has not gone out, or a moment
    before that or to come, MoveForbiddenError.
    """
    require_rights(by)
    now = timezone.now()
    lock_order(shipment.order)
    shipment.refresh_from_db()
    moment = at or now
    if shipment.shipped_at is not None and not shipment.shipped_at <= moment <= now:
        raise ShipmentRefusedError(_("It arrived after it was shipped and not in the future."))
    if move(
        shipment, sources=[ShipmentState.SHIPPED], to=ShipmentState.DELIVERED, by=by, delivered_at=moment
    ):
        publish(ShipmentDelivered(shipment_id=shipment.pk, order_id=shipment.order_id))
    return shipment


def waiting_pickup(order: Order) -> OrderDelivery | None:
    """Return what an order that is to be picked up chose, while its buyer has not been told to come."""
    rows = OrderDelivery.objects.filter(order=order, pickup_point__isnull=False, is_released=False)
    return rows.filter(ready_at=None, picked_up_at=None).first()


def pickup_ready(shipment: Shipment, *, by: Person) -> bool:
    """Tell the buyer of a packed shipment to come; False where they were told, or nothing is picked up.

    Raises ShipmentRefusedError while it, or another shipment of the order, is not packed, OrderHeldError,
    MoveForbiddenError.
    """
    require_rights(by)
    order = locked_order(shipment)
    open_states = [state for state in OPEN_STATES if state != ShipmentState.PACKED]
    if order.shipments.filter(state__in=open_states).exists():
        raise ShipmentRefusedError(_("Not everything of this order is packed yet."))
    found = waiting_pickup(order)
    return found is not None and mark_ready(found)


def deliver_by_tracking(tracking_number: str, *, at: datetime | None = None) -> int:
    """Note what a carrier told: all parcels with this number arrived. Return how many shipments that made.

    What a carrier plug-in calls from its own webhook; told again it changes nothing. A shipment of several
    parcels has arrived when somebody tells it of any of them that came last: the calendar or staff.
    """
    found = Shipment.objects.filter(
        state=ShipmentState.SHIPPED, parcels__tracking_number=tracking_number
    ).distinct()
    if not tracking_number:
        return 0
    return len([deliver(shipment, at=at) for shipment in found])


def deliver_due(*, now: datetime) -> int:
    """Take shipments as delivered that went out so many days ago (KILN_DELIVERED_AFTER_DAYS; 0: never)."""
    days = settings.KILN_DELIVERED_AFTER_DAYS
    if not days:
        return 0
    due = Shipment.objects.filter(state=ShipmentState.SHIPPED, shipped_at__lte=now - timedelta(days=days))
    return len([deliver(shipment) for shipment in due.order_by("shipped_at")[:BATCH]])
