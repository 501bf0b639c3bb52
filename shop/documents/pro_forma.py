"""A pro forma invoice: what an order, a basket or a quote will come to, before anything is owed.

It has no number of its own and no electronic invoice inside, so that nobody books it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from shop.documents.content import written_day
from shop.documents.figures import LINE, Item, tax_totals
from shop.documents.rendering import begin, percent, sender_line
from shop.documents.seller import seller
from shop.documents.snapshot import items_of, treatment_of
from shop.formats import format_money
from shop.order.addresses import address_lines
from shop.order.models import Order
from shop.pdf.layout import Column
from shop.tax.situation import TAXED
from shop.time_zones import shop_day

VALID_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class ProForma:
    """What is offered: items with their figures, to whom, and until when. Texts are in `language`."""

    reference: str
    items: Sequence[Item]
    currency: str
    language: str = ""
    address: Sequence[str] = ()
    vat_id: str = ""
    treatment: str = TAXED
    shows_net: bool = False
    issued_on: date = field(default_factory=shop_day)
    valid_until: date | None = None
    note: str = ""


def pro_forma(order: Order, language: str = "") -> bytes:
    """Return the pro forma invoice of an order. Raises DocumentRefusedError where it does not add up."""
    address = order.billing_address or order.shipping_address
    with translation.override(order.language or None):
        today = shop_day()
        offered = ProForma(
            reference=order.number,
            items=items_of(order),
            currency=order.currency,
            language=order.language,
            address=address_lines(address) if address else (),
            vat_id=order.vat_id,
            treatment=treatment_of(order),
            shows_net=order.shows_net,
            issued_on=today,
            valid_until=today + timedelta(days=VALID_DAYS),
        )
    return pro_forma_pdf(offered, language)


def pro_forma_pdf(offered: ProForma, language: str = "") -> bytes:
    """Return a pro forma invoice of plain data."""
    language = language or offered.language or translation.get_language() or "en"
    totals = tax_totals(offered.items, offered.treatment)
    net, tax = sum((one.net for one in totals), Decimal(0)), sum((one.tax for one in totals), Decimal(0))
    with translation.override(language):
        pdf = begin(_("Pro forma invoice %(number)s") % {"number": offered.reference}, seller(), language)
        pdf.address(offered.address, sender=sender_line(seller()))
        pdf.heading(_("Pro forma invoice"))
        pdf.facts(
            [
                (_("Reference"), offered.reference),
                (_("Date"), written_day(offered.issued_on.isoformat())),
                (
                    _("Valid until"),
                    written_day(offered.valid_until.isoformat() if offered.valid_until else ""),
                ),
                (_("Your VAT id"), offered.vat_id),
            ]
        )
        pdf.table(
            [
                Column(title=_("Item"), share=5.2),
                Column(title=_("Quantity"), align="R"),
                Column(title=_("VAT"), align="R"),
                Column(title=_("Amount"), align="R", share=1.7),
            ],
            [
                [
                    f"{item.name}\n{item.sku}" if item.sku else item.name,
                    str(item.quantity) if item.kind == LINE else "",
                    percent(item.rate),
                    format_money(item.net if offered.shows_net else item.gross, offered.currency),
                ]
                for item in offered.items
            ],
        )
        pdf.totals(
            [
                (_("Net amount"), format_money(net, offered.currency)),
                (_("VAT"), format_money(tax, offered.currency)),
                (_("Total"), format_money(net + tax, offered.currency)),
            ]
        )
        pdf.paragraph(_("This is not an invoice and gives no right to deduct input tax."))
        pdf.paragraph(offered.note)
        return pdf.output()
