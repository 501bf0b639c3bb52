"""The packing slip of a shipment, as `shop.documents` draws it."""

from django.utils import translation
from django.utils.translation import gettext as _

from shop.documents.slips import ParcelSheet, SheetLine, packing_slip as drawn_slip
from shop.fulfilment.models import Parcel, Shipment
from shop.fulfilment.pick_lists import bins_of
from shop.order.addresses import address_lines
from shop.time_zones import shop_day
from shop.user.language import reader_language


def packing_slip(shipment: Shipment, parcel: Parcel | None = None) -> bytes:
    """Draw what is in a shipment or one of its parcels, in its buyer's language; it names no price."""
    order = shipment.order
    language = reader_language(order.user, otherwise=order.language)
    with translation.override(language):
        sheet = _sheet(shipment, language, parcel)
    return drawn_slip(sheet, language)


def _sheet(shipment: Shipment, language: str, parcel: Parcel | None) -> ParcelSheet:
    order, bins = shipment.order, bins_of(shipment)
    rows = shipment.lines.select_related("line").prefetch_related("line__attributes__option").order_by("pk")
    address = shipment.address
    boxes = list(shipment.parcels.defer("label").order_by("pk"))
    parcels = [each for each in boxes if parcel is None or each == parcel]
    held = {each.row_id: each.quantity for each in parcel.lines.all()} if parcel else {}
    return ParcelSheet(
        order_number=order.number,
        address=address_lines(address) if address else [],
        lines=[
            SheetLine(
                name=row.line.description,
                quantity=held[row.pk] if parcel else row.quantity,
                sku=row.line.partner_sku,
                ordered=row.line.quantity,
                location=bins.get(row.line_id, ""),
            )
            for row in rows
            if parcel is None or row.pk in held
        ],
        language=language,
        ordered_on=shop_day(order.date_placed),
        shipped_on=shop_day(shipment.shipped_at) if shipment.shipped_at else None,
        number=shipment.number,
        parcel=_place(parcel, boxes) if parcel else "",
        carrier=", ".join(dict.fromkeys(each.carrier_name for each in parcels if each.carrier_name)),
        tracking_number=", ".join(each.tracking_number for each in parcels if each.tracking_number),
        warehouse=str(shipment.warehouse),
        wished_on=shipment.destination.wished_on if shipment.destination else None,
    )


def _place(parcel: Parcel, boxes: list[Parcel]) -> str:
    return _("%(number)d of %(count)d") % {"number": boxes.index(parcel) + 1, "count": len(boxes)}
