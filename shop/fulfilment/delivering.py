"""Shipments arrive: somebody says so, the carrier does, or enough days have passed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.fulfilment.events import ShipmentDelivered
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import Shipment, ShipmentState
from shop.fulfilment.moving import Person, move, require_rights
from shop.order.services import lock_order

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
