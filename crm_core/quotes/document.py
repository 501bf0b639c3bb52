"""A version of a quote as a PDF, in the buyer's language."""

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crm_core.quotes.models import Quote, QuoteLine, QuoteVersion
from shop.documents.content import written_day
from shop.documents.rendering import begin, percent, sender_line
from shop.documents.seller import seller
from shop.formats import format_money
from shop.pdf.layout import Column
from shop.time_zones import shop_day
from shop.user.language import reader_language


def language_of(quote: Quote) -> str:
    """Return the language that a quote's buyer reads."""
    return reader_language(quote.user, otherwise=quote.language)


def file_name_of(version: QuoteVersion) -> str:
    """Return the name under which it is kept."""
    return f"{version.quote.number}-{version.number or 'draft'}.pdf"


def quote_pdf(version: QuoteVersion, language: str = "") -> bytes:
    """Return a version as a PDF: what is offered to whom, at which price, and until when."""
    quote = version.quote
    language = language or language_of(quote)
    with translation.override(language):
        pdf = begin(_("Quote %(number)s") % {"number": quote.number}, seller(), language)
        pdf.address(_address(quote), sender=sender_line(seller()))
        pdf.heading(_("Quote"))
        pdf.facts(_facts(version))
        pdf.paragraph(version.message)
        pdf.table(_columns(), [_row(quote, line) for line in version.lines.order_by("key")])
        pdf.totals(
            [
                (_("Net amount"), format_money(version.net, quote.currency)),
                (_("VAT"), format_money(version.gross - version.net, quote.currency)),
                (_("Total"), format_money(version.gross, quote.currency)),
            ]
        )
        pdf.paragraph(_("Delivery comes on top. The tax is that of the place of delivery."))
        pdf.paragraph(_("The goods are not reserved until they are ordered."))
        return pdf.output()


def _address(quote: Quote) -> list[str]:
    company = quote.company.name if quote.company else ""
    return [line for line in (company, quote.name if quote.name != company else "") if line]


def _facts(version: QuoteVersion) -> list[tuple[str, str]]:
    quote = version.quote
    sent_on = shop_day(version.sent_at) if version.sent_at else shop_day()
    facts = [
        (_("Number"), quote.number),
        (_("Version"), str(version.number or "")),
        (_("Date"), written_day(sent_on.isoformat())),
        (_("Valid until"), written_day(version.valid_until.isoformat() if version.valid_until else "")),
        (_("Delivery"), version.delivery),
        (_("Payment terms"), version.payment_terms),
        (_("Your contact"), quote.owner.get_full_name() if quote.owner else ""),
    ]
    return [(name, value) for name, value in facts if value]


def _columns() -> list[Column]:
    return [
        Column(title=_("Item"), share=5.2),
        Column(title=_("Quantity"), align="R"),
        Column(title=_("Unit price"), align="R", share=1.5),
        Column(title=_("VAT"), align="R"),
        Column(title=_("Amount"), align="R", share=1.7),
    ]


def _row(quote: Quote, line: QuoteLine) -> list[str]:
    words = [line.title, line.sku, line.note]
    unit = line.price if line.price is not None else line.list_price
    return [
        "\n".join(word for word in words if word),
        number_format(line.quantity, force_grouping=True),
        format_money(unit, quote.currency) if unit is not None else "",
        percent(line.tax_rate),
        format_money(line.net if quote.is_net else line.gross, quote.currency),
    ]
