"""The packing slip of a shipment, as a PDF in the language its buyer reads."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shop.fulfilment.models import Shipment
from shop.fulfilment.pick_lists import bins_of
from shop.pdf.document import Column, PdfDocument
from shop.user.language import reader_language


def packing_slip(shipment: Shipment) -> bytes:
    """Draw what is in a shipment: to whom, from which order, how many of what. It names no price."""
    order = shipment.order
    language = reader_language(order.user, otherwise=order.language)
    with translation.override(language):
        title = _("Packing slip %(number)s") % {"number": shipment.number}
        paper = PdfDocument(title, language, made_at=shipment.created_at)
        address = order.shipping_address
        paper.address([str(line) for line in address.active_address_fields()] if address else [])
        paper.heading(title)
        placed = date_format(localtime(order.date_placed), "DATE_FORMAT")
        paper.facts(
            [(_("Order"), order.number), (_("Placed"), placed), (_("Ships from"), str(shipment.warehouse))]
        )
        columns = [
            Column(title=_("Quantity"), share=0.6, align="R"),
            Column(title=_("Product"), share=4),
            Column(title=_("SKU"), share=1.4),
            Column(title=_("Bin location"), share=1.2),
        ]
        paper.table(columns, _rows(shipment))
        if shipment.number.isascii():
            paper.code128(shipment.number)
        return paper.output()


def _rows(shipment: Shipment) -> list[list[str]]:
    bins = bins_of(shipment)
    rows = shipment.lines.select_related("line").prefetch_related("line__attributes__option").order_by("pk")
    return [
        [str(row.quantity), row.line.description, row.line.partner_sku, bins.get(row.line_id, "")]
        for row in rows
    ]
