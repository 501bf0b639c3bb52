"""Shipments arrive: somebody says so, the carrier does, or enough days have passed."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.carriers.interface import CarrierError
from shop.carriers.models import CarrierAccount
from shop.carriers.services import arrivals
from shop.events.services import publish
from shop.fulfilment.events import ShipmentDelivered
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import OPEN_STATES, Parcel, Shipment, ShipmentState
from shop.fulfilment.moving import Person, locked_order, move, require_rights
from shop.order.models import Order
from shop.order.services import lock_order
from shop.shipping.deliveries import mark_ready
from shop.shipping.order_models import OrderDelivery

logger = logging.getLogger(__name__)
BATCH = 500
#: Parcels of one carrier that it is asked about in one turn, those that have been under way longest first.
MOST_ASKED = 5_000


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


def ask_carriers() -> int:
    """Ask the carriers in use which parcels under way have arrived; return how many shipments that completed.

    Never inside a transaction. A carrier that does not answer keeps no other from being asked.
    """
    completed = 0
    for account in CarrierAccount.objects.filter(is_enabled=True).order_by("pk"):
        under_way = _under_way(account.code)
        numbers = list(under_way.order_by("pk").values_list("tracking_number", flat=True)[:MOST_ASKED])
        if not numbers:
            continue
        try:
            told = arrivals(account, numbers)
        except CarrierError as error:
            logger.warning("%s does not tell what has arrived: %s", account.name, error)
            continue
        completed += note_arrivals(account.code, told)
    return completed


def note_arrivals(carrier: str, told: Mapping[str, datetime]) -> int:
    """Note when parcels of a carrier arrived, by their tracking numbers; a webhook of a plug-in may call it.

    A shipment is delivered with the last of its parcels that have a number, at that moment. Told again it
    changes nothing. Returns how many shipments are delivered by it.
    """
    parcels = _under_way(carrier).filter(tracking_number__in=[number for number in told if number])
    shipments: dict[int, Shipment] = {}
    for parcel in parcels.select_related("shipment__order").order_by("pk"):
        moment = max(told[parcel.tracking_number], parcel.shipment.shipped_at or parcel.created_at)
        Parcel.objects.filter(pk=parcel.pk, delivered_at=None).update(
            delivered_at=min(moment, timezone.now())
        )
        shipments[parcel.shipment_id] = parcel.shipment
    return sum(_deliver_whole(shipment) for shipment in shipments.values())


def _under_way(carrier: str) -> QuerySet[Parcel]:
    parcels = Parcel.objects.filter(carrier=carrier, delivered_at=None, shipment__state=ShipmentState.SHIPPED)
    return parcels.exclude(tracking_number="").defer("label")


def _deliver_whole(shipment: Shipment) -> bool:
    moments = list(shipment.parcels.exclude(tracking_number="").values_list("delivered_at", flat=True))
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(moments):
        return False
    before = shipment.state
    return deliver(shipment, at=max(known)).state != before


def deliver_due(*, now: datetime) -> int:
    """Take shipments as delivered that went out so many days ago (KILN_DELIVERED_AFTER_DAYS; 0: never)."""
    days = settings.KILN_DELIVERED_AFTER_DAYS
    if not days:
        return 0
    due = Shipment.objects.filter(state=ShipmentState.SHIPPED, shipped_at__lte=now - timedelta(days=days))
    return len([deliver(shipment) for shipment in due.order_by("shipped_at")[:BATCH]])
