"""Reading shipments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from shop.fulfilment.models import OPEN_STATES, SENT_STATES, Parcel, ParcelLine, Shipment, ShipmentState
from shop.order.models import Order


def shipped_quantities(order: Order) -> dict[int, int]:
    """Tell how many pieces of each line (by pk) have gone out; lines of which none has are left out."""
    return {line.pk: line.num_dispatched for line in order.lines.all() if line.num_dispatched}


def delivered_at(order: Order) -> datetime | None:
    """Tell when the last piece of an order arrived; None while something is under way or to be sent."""
    shipments = [each for each in order.shipments.all() if each.state != ShipmentState.CANCELLED]
    times = [each.delivered_at for each in shipments if each.delivered_at is not None]
    return max(times) if times and len(times) == len(shipments) else None


def is_picked(order: Order) -> bool:
    """Tell whether somebody has begun to collect pieces of an order, or some have gone out.

    Such an order is no longer called off by its buyer alone.
    """
    begun = order.shipments.exclude(state__in=[ShipmentState.WAITING, ShipmentState.CANCELLED])
    return bool(shipped_quantities(order)) or begun.exists()


def open_shipments(order: Order) -> list[Shipment]:
    """List the shipments of an order that have still to go out, with their warehouses."""
    return list(order.shipments.filter(state__in=OPEN_STATES).select_related("warehouse").order_by("pk"))


def with_contents() -> QuerySet[Parcel]:
    """Read parcels without their labels, with what lies in each. Two queries more, however many there are."""
    held = ParcelLine.objects.select_related("row__line").order_by("row_id")
    attributes = "row__line__attributes__option"
    return Parcel.objects.defer("label").prefetch_related(
        Prefetch("lines", held.prefetch_related(attributes))
    )


def contents_text(parcel: Parcel) -> str:
    """Write what lies in a parcel ("2 × Bowl, 1 × Cup"); empty where nobody said."""
    rows = parcel.lines.select_related("row__line").order_by("row_id")
    return ", ".join(f"{each.quantity} × {each.row.line.title}" for each in rows)


@dataclass(frozen=True, kw_only=True)
class Tracking:
    """Where a parcel is: its carrier, number and link (empty where there is none), what is in it if known."""

    shipment: str
    carrier: str
    number: str
    url: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    contents: Sequence[str] = ()


def tracking_of(order: Order) -> list[Tracking]:
    """List the parcels of an order that have gone out, in the sequence of their shipments."""
    parcels = with_contents().filter(shipment__order=order, shipment__state__in=SENT_STATES)
    return [
        Tracking(
            shipment=parcel.shipment.number,
            carrier=parcel.carrier_name,
            number=parcel.tracking_number,
            url=parcel.tracking_url,
            shipped_at=parcel.shipment.shipped_at,
            delivered_at=parcel.delivered_at or parcel.shipment.delivered_at,
            contents=[f"{held.quantity} × {held.row.line.description}" for held in parcel.lines.all()],
        )
        for parcel in parcels.select_related("shipment").order_by("shipment__shipped_at", "pk")
    ]
