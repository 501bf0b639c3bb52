"""A purchase order as the vendor gets it, in the vendor's language."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.countries import country_name_of
from shop.formats import format_money
from shop.identity.queries import shop_identity
from shop.pdf.layout import Column
from shop.purchasing.models import PurchaseOrder
from shop.purchasing.services.orders import order_value
from shop.stock.models import Warehouse


def purchase_order_pdf(order: PurchaseOrder) -> bytes:
    """Return the PDF: vendor, number, where to deliver, lines with the vendor's part numbers, the net sum."""
    with translation.override(order.vendor.language):
        return _draw(order)


def _draw(order: PurchaseOrder) -> bytes:
    identity, vendor = shop_identity(), order.vendor
    title = _("Purchase order %(number)s") % {"number": order.number}
    from shop.pdf.document import PdfDocument  # noqa: PLC0415 - no visitor's page draws

    document = PdfDocument(
        title, vendor.language, author=identity.name, made_at=order.sent_at or order.created_at
    )
    document.letterhead(identity.name, [line for line in identity.address.splitlines() if line])
    document.address([vendor.name, *(line for line in vendor.address.splitlines() if line.strip())])
    document.heading(title)
    document.facts(
        [
            (_("Date"), date_format(order.sent_at or order.created_at, "DATE_FORMAT")),
            (_("Our customer number"), vendor.customer_number),
            (_("Expected on"), date_format(order.expected_on, "DATE_FORMAT") if order.expected_on else ""),
            (_("Deliver to"), ", ".join([str(order.warehouse), *address_of(order.warehouse)])),
        ]
    )
    lines = list(order.lines.select_related("stockrecord__product__parent"))
    document.table(
        [
            Column(title=_("Part number"), share=2),
            Column(title=_("Product"), share=5),
            Column(title=_("Units"), share=1, align="R"),
            Column(title=_("Cost per unit"), share=2, align="R"),
            Column(title=_("Total"), share=2, align="R"),
        ],
        [
            (
                line.part_number or "–",
                f"{line.stockrecord.product}\n{line.stockrecord.partner_sku}",
                str(line.quantity),
                format_money(line.unit_cost, order.currency),
                format_money(line.unit_cost * line.quantity, order.currency),
            )
            for line in lines
        ],
    )
    document.totals([(_("Total, excluding tax"), format_money(order_value(lines), order.currency))])
    if order.note:
        document.paragraph(order.note)
    return document.output()


def address_of(place: Warehouse) -> list[str]:
    """Return the address of a warehouse in lines."""
    town = " ".join(part for part in (place.postcode, place.city) if part)
    country = country_name_of(place.country_id) if place.country_id else ""
    return [line for line in (place.line1, town, country) if line]
