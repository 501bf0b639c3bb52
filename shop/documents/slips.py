"""What lies in a parcel: packing slip and delivery note, from plain data of a shipment or an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from shop.documents.content import written_day
from shop.documents.rendering import begin, sender_line
from shop.documents.seller import seller
from shop.order.addresses import address_lines
from shop.order.models import Order
from shop.pdf.layout import Column


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """One article of a parcel: `quantity` pieces of `ordered`; `price` stands where prices are asked for."""

    name: str
    quantity: int
    sku: str = ""
    ordered: int | None = None
    location: str = ""
    price: str = ""


@dataclass(frozen=True, kw_only=True)
class ParcelSheet:
    """A parcel, or a whole shipment, as its papers tell it. Texts are in the buyer's language."""

    order_number: str
    address: Sequence[str]
    lines: Sequence[SheetLine]
    language: str = ""
    ordered_on: date | None = None
    shipped_on: date | None = None
    number: str = ""
    parcel: str = ""
    carrier: str = ""
    tracking_number: str = ""
    warehouse: str = ""
    note: str = ""
    wished_on: date | None = None


def packing_slip(sheet: ParcelSheet, language: str = "", *, with_prices: bool = False) -> bytes:
    """Return the slip for packing, with the order's bar code; prices only where they are asked for."""
    return _slip(sheet, language, is_note=False, with_prices=with_prices)


def delivery_note(sheet: ParcelSheet, language: str = "") -> bytes:
    """Return the note that goes with the goods and is signed; it has no prices."""
    return _slip(sheet, language, is_note=True, with_prices=False)


def order_sheet(order: Order) -> ParcelSheet:
    """Return what is to be sent of a whole order; for orders without shipments of their own."""
    lines = [line for line in order.lines.order_by("pk") if line.num_to_send]
    address = order.shipping_address
    with translation.override(order.language or None):
        return ParcelSheet(
            order_number=order.number,
            address=address_lines(address) if address else (),
            lines=[
                SheetLine(
                    name=line.description,
                    sku=line.partner_sku,
                    quantity=line.num_to_send,
                    ordered=line.quantity,
                )
                for line in lines
            ],
            language=order.language,
            ordered_on=order.date_placed.date(),
            carrier=order.shipping_method,
        )


def _slip(sheet: ParcelSheet, language: str, *, is_note: bool, with_prices: bool) -> bytes:
    language = language or sheet.language or translation.get_language() or "en"
    with translation.override(language):
        title = _("Delivery note") if is_note else _("Packing slip")
        pdf = begin(f"{title} {sheet.number or sheet.order_number}", seller(), language)
        pdf.address(sheet.address, sender=sender_line(seller()))
        pdf.heading(title)
        pdf.facts(
            [
                (_("Order"), sheet.order_number),
                (_("Ordered on"), written_day(sheet.ordered_on.isoformat() if sheet.ordered_on else "")),
                (_("Shipment"), sheet.number),
                (_("Parcel"), sheet.parcel),
                (_("Not before"), written_day(sheet.wished_on.isoformat() if sheet.wished_on else "")),
                (_("Shipped on"), written_day(sheet.shipped_on.isoformat() if sheet.shipped_on else "")),
                (_("Warehouse"), sheet.warehouse),
                (_("Carrier"), sheet.carrier),
                (_("Tracking number"), sheet.tracking_number),
            ]
        )
        columns, cells = _columns(sheet, with_prices=with_prices)
        pdf.table(columns, [cells(line) for line in sheet.lines])
        pdf.paragraph(sheet.note)
        if is_note:
            pdf.space(16)
            pdf.paragraph(_("Goods received in full and in good order: date, signature"), small=True)
        elif sheet.order_number.isascii():
            pdf.code128(sheet.order_number)
        return pdf.output()


def _columns(sheet: ParcelSheet, *, with_prices: bool):  # noqa: ANN202 - columns and what fills them
    has_location = any(line.location for line in sheet.lines)
    columns = [Column(title=_("Item"), share=5)]
    columns += [Column(title=_("Location"), share=1.4)] if has_location else []
    columns += [Column(title=_("Ordered"), align="R"), Column(title=_("Quantity"), align="R")]
    columns += [Column(title=_("Price"), align="R", share=1.5)] if with_prices else []

    def cells(line: SheetLine) -> list[str]:
        ordered = line.quantity if line.ordered is None else line.ordered
        return [
            f"{line.name}\n{line.sku}" if line.sku else line.name,
            *([line.location] if has_location else []),
            str(ordered),
            str(line.quantity),
            *([line.price] if with_prices else []),
        ]

    return columns, cells
