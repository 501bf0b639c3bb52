"""Documents as PDF/A-3: an invoice or a credit note with its XML inside, in any of the shop's languages."""

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.documents.content import Content, Row, written_day
from shop.documents.facturx import document_xml
from shop.documents.figures import LINE
from shop.documents.models import Document
from shop.documents.seller import Seller, footer_lines
from shop.formats import format_money
from shop.identity.models import ShopSettings
from shop.identity.queries import shop_identity
from shop.pdf.layout import Column

if TYPE_CHECKING:
    from shop.pdf.document import PdfDocument

LOGO = "max-480x200|format-png"
MINUS = "−"


def document_pdf(document: Document, language: str = "") -> bytes:
    """Return a document as PDF, in its own language or another; its figures are the frozen ones.

    Names of products stay as they were sold; the XML inside is the same in every language.
    """
    content = Content(document)
    language = language or content.language
    with translation.override(language):
        pdf = begin(
            document.title,
            content.seller,
            language,
            made_at=datetime.combine(document.issued_on, time(12), timezone.get_default_timezone()),
        )
        pdf.address(content.buyer["lines"], sender=sender_line(content.seller))
        pdf.heading(document.get_kind_display())
        pdf.facts(_facts(content))
        _items(pdf, content)
        pdf.totals(_totals(content))
        _taxes(pdf, content)
        for note in content.notes:
            pdf.paragraph(note)
        pdf.paragraph(_payment(content))
        if not content.is_credit_note and content.due > 0 and content.seller.iban:
            pdf.paragraph(_transfer(content))
    pdf.attach_invoice(document_xml(content))
    return pdf.output()


def begin(title: str, seller: Seller, language: str, *, made_at: datetime | None = None) -> "PdfDocument":
    """Begin a document of the shop: its head, its foot, its number of pages."""
    from shop.pdf.document import PdfDocument  # noqa: PLC0415 - no visitor's page draws

    pdf = PdfDocument(title, language, author=seller.name or seller.shop_name, made_at=made_at)
    pdf.page_words = lambda page, pages: _("Page %(page)d of %(pages)d") % {"page": page, "pages": pages}
    lines = [seller.street, seller.town, seller.email, seller.phone]
    pdf.letterhead(seller.shop_name or seller.name, [line for line in lines if line], logo=logo())
    pdf.footer(footer_lines(seller))
    return pdf


def sender_line(seller: Seller) -> str:
    """Return what stands above the address in the window."""
    return " · ".join(part for part in (seller.name or seller.shop_name, seller.street, seller.town) if part)


def logo() -> bytes | None:
    """Return the shop's logo as PNG, kept until there is another."""
    url = shop_identity().logo_url
    return _logo(url) if url else None


@lru_cache(maxsize=1)
def _logo(_url: str) -> bytes | None:
    row = ShopSettings.objects.select_related("logo").first()
    if row is None or row.logo is None:
        return None
    try:
        with row.logo.get_rendition(LOGO).file.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return None


def _facts(content: Content) -> list[tuple[str, str]]:
    number = _("Credit note number") if content.is_credit_note else _("Invoice number")
    corrected = content.corrected or {}
    return [
        (number, content.number),
        (_("Date"), written_day(content.issued_on)),
        (_("Order"), content.order_number),
        (_("Your order number"), content.po_number),
        (_("Ordered on"), written_day(content.placed_on)),
        (_("Date of supply"), written_day(content.supplied_on)),
        (_("Your VAT id"), content.buyer["vat_id"]),
        (_("Corrects invoice"), str(corrected.get("number", ""))),
        (_("Invoice date"), written_day(str(corrected.get("issued_on", "")))),
        (_("Delivered to"), _other_address(content)),
    ]


def _other_address(content: Content) -> str:
    """Return the delivery address where it is not the buyer's."""
    found = (content.delivery_address or {}).get("lines", [])
    return ", ".join(found) if found and found != content.buyer["lines"] else ""


def percent(rate: Decimal) -> str:
    """Write a rate: "19%"."""
    return f"{(rate * 100).normalize():f}%"


def _items(pdf: "PdfDocument", content: Content) -> None:
    rows = content.rows_of(LINE) if content.shown_rows else content.rows
    pdf.table(
        [
            Column(title=_("Item"), share=5.2),
            Column(title=_("Quantity"), align="R"),
            Column(title=_("VAT"), align="R"),
            Column(title=_("Unit price"), align="R", share=1.6),
            Column(title=_("Amount"), align="R", share=1.7),
        ],
        [_item(row, content) for row in rows],
    )


def _item(row: Row, content: Content) -> list[str]:
    """Write a row at the prices that the buyer saw, before discounts where these are listed below."""
    net = row.net if row.net_before is None else row.net_before
    gross = row.gross if row.gross_before is None else row.gross_before
    amount = net if content.shows_net else gross
    unit = amount / row.quantity
    return [
        f"{row.name}\n{row.sku}" if row.sku else row.name,
        str(row.quantity),
        percent(row.rate),
        format_money(unit, content.currency),
        format_money(amount, content.currency),
    ]


def _totals(content: Content) -> list[tuple[str, str]]:
    currency = content.currency
    names = {"goods": _("Items"), "delivery": _("Delivery"), "discount": _("Discount")}
    rows = []
    for kind, name, amount in content.shown_rows if len(content.shown_rows) > 1 else ():
        label = f"{names[kind]}: {name}" if name else names[kind]
        rows.append((label, format_money(Decimal(amount), currency)))
    total = _("Total credit") if content.is_credit_note else _("Total")
    return [
        *rows,
        (_("Net amount"), format_money(content.net, currency)),
        (_("VAT"), format_money(content.tax, currency)),
        (total, format_money(content.gross, currency)),
    ]


def _taxes(pdf: "PdfDocument", content: Content) -> None:
    currency = content.currency
    pdf.table(
        [
            Column(title=_("VAT rate")),
            Column(title=_("Net amount"), align="R"),
            Column(title=_("VAT"), align="R"),
            Column(title=_("Gross amount"), align="R"),
        ],
        [
            [
                percent(tax.rate),
                format_money(tax.net, currency),
                format_money(tax.tax, currency),
                format_money(tax.net + tax.tax, currency),
            ]
            for tax in content.taxes
        ],
    )
    if content.reported:
        text = _("VAT in %(currency)s: %(amount)s (exchange rate %(rate)s).")
        amount = format_money(Decimal(content.reported["tax"]), content.reported["currency"])
        values = {
            "currency": content.reported["currency"],
            "amount": amount,
            "rate": content.reported["rate"],
        }
        pdf.paragraph(text % values)


def _payment(content: Content) -> str:
    name = content.payment_name
    method = _("Payment method: %(name)s.") % {"name": name} if name else ""
    return " ".join(part for part in (content.payment_terms, method) if part)


def _transfer(content: Content) -> str:
    text = _("Please transfer %(amount)s to %(holder)s, IBAN %(iban)s, reference %(reference)s.")
    values = {
        "amount": format_money(content.due, content.currency),
        "holder": content.seller.account_holder,
        "iban": content.seller.iban,
        "reference": content.order_number,
    }
    return text % values


def file_name_of(document: Document) -> str:
    """Return what its PDF is called: by its number."""
    return f"{document.number}.pdf"


def pdfs_of(documents: Iterable[Document]) -> Iterable[tuple[str, bytes]]:
    """Return documents as files, one after another."""
    for document in documents:
        yield file_name_of(document), document_pdf(document)
