"""What shipments add to the timeline and the documents of an order."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.fulfilment.models import Parcel, Shipment, ShipmentState
from shop.order.history import HISTORY, HistoryEntry, HistorySource
from shop.order.models import Order
from shop.order.papers import PAPERS, Paper, PaperSource

SEE = "fulfilment.view_shipment"


def shipment_entries(order: Order) -> Iterator[HistoryEntry]:
    """Tell when each shipment was collected, packed, shipped and delivered. Two queries."""
    parcels = Prefetch("parcels", Parcel.objects.defer("label"))
    for shipment in order.shipments.select_related("by", "warehouse").prefetch_related(parcels):
        number = {"number": shipment.number, "warehouse": shipment.warehouse}
        tracking = ", ".join(
            filter(
                None, (f"{each.carrier_name} {each.tracking_number}".strip() for each in _parcels(shipment))
            )
        )
        steps = (
            (shipment.picked_at, _("Shipment %(number)s collected (%(warehouse)s)") % number, "", ""),
            (shipment.packed_at, _("Shipment %(number)s packed") % number, "", ""),
            (shipment.shipped_at, _("Shipment %(number)s shipped") % number, tracking, "good"),
            (shipment.delivered_at, _("Shipment %(number)s delivered") % number, "", "good"),
        )
        for moment, title, text, tone in steps:
            if moment is not None:
                yield HistoryEntry(
                    at=moment, title=title, text=text, tone=tone, url=_url(shipment), kind="shipment"
                )


def shipment_papers(order: Order) -> Iterator[Paper]:
    """List packing slips and labels. Four queries."""
    held = Prefetch("parcels", Parcel.objects.defer("label").prefetch_related("lines").order_by("pk"))
    shipments = order.shipments.exclude(state=ShipmentState.CANCELLED).prefetch_related(held)
    for shipment in shipments.order_by("pk"):
        title = _("Packing slip %(number)s") % {"number": shipment.number}
        yield Paper(title=title, url=reverse("fulfilment:slip", args=[shipment.pk]))
        boxes = [parcel for parcel in shipment.parcels.all() if parcel.lines.all()]
        for number, parcel in enumerate(boxes if len(boxes) > 1 else (), start=1):
            own = _("Packing slip %(number)s, parcel %(parcel)d") % {
                "number": shipment.number,
                "parcel": number,
            }
            yield Paper(title=own, url=reverse("fulfilment:parcel_slip", args=[parcel.pk]))
    labelled = Parcel.objects.filter(shipment__order=order).exclude(label=None).defer("label")
    for parcel in labelled.order_by("pk"):
        title = _("Label %(number)s") % {"number": parcel.tracking_number}
        yield Paper(title=title, url=reverse("fulfilment:label", args=[parcel.pk]), at=parcel.created_at)


def _parcels(shipment: Shipment) -> list[Parcel]:
    return list(shipment.parcels.all())


def _url(shipment: Shipment) -> str:
    return reverse("fulfilment:shipment", args=[shipment.pk])


HISTORY.register(HistorySource(name="shipments", entries=shipment_entries, permission=SEE))
PAPERS.register(PaperSource(name="shipments", papers=shipment_papers, permission=SEE))
