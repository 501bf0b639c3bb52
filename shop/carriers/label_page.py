"""One label on one page of 100 x 150 mm."""

from django.utils.translation import get_language, gettext as _

from shop.carriers.interface import Address, Parcel
from shop.countries import country_name_of
from shop.pdf.layout import LABEL

GRAMS_PER_KILO = 1000
#: Signs a line: the first with which the codes stand on the first page.
LONGEST_LINES, MOST_LINES = (80, 50, 30, 20), 9


def draw_label(parcel: Parcel, *, carrier: str, tracking_number: str, link: str = "") -> bytes:
    """Return the label as PDF: carrier, sender, recipient, parcel k of n, reference, Code 128 and QR.

    The bar code holds the tracking number, the QR code the tracking link, or the number where there is none.
    Chinese addresses are drawn in the forms of their country. What is too long for one page is cut.
    """
    for longest in LONGEST_LINES:
        from shop.pdf.document import PdfDocument  # noqa: PLC0415 - no visitor's page draws

        document = PdfDocument(tracking_number, _language(parcel.recipient), pdf_a=False, size=LABEL)
        document.page_words = lambda _page, _pages: ""
        document.heading(carrier[:longest], level=2)
        sender = _(", ").join(address_lines(parcel.sender))
        recipient = [line[:longest] for line in address_lines(parcel.recipient)][:MOST_LINES]
        document.address(recipient, sender=sender[: 2 * longest])
        document.paragraph(_facts(parcel)[: 2 * longest], bold=True)
        document.code128(tracking_number)
        document.qr(link or tracking_number, size=24)
        if document.pages == 1:
            break
    return document.output()


def _facts(parcel: Parcel) -> str:
    facts = [
        _("Parcel %(number)d of %(count)d") % {"number": parcel.number, "count": parcel.count},
        parcel.reference,
        f"{parcel.weight / GRAMS_PER_KILO:.2f} kg" if parcel.weight else "",
        parcel.service,
    ]
    return " · ".join(fact for fact in facts if fact)


def _language(recipient: Address) -> str:
    """Return the language whose characters the recipient's country writes."""
    forms = {"CN": "zh-hans", "SG": "zh-hans", "TW": "zh-hant", "HK": "zh-hant", "MO": "zh-hant"}
    return forms.get(recipient.country) or get_language() or "en"


def address_lines(address: Address) -> list[str]:
    """Return an address in lines, the country last and in the reader's language."""
    town = " ".join(part for part in (address.postcode, address.city) if part)
    country = country_name_of(address.country) if address.country else ""
    lines = [address.name, *address.lines, town, address.state, country, address.phone]
    return [line for line in lines if line]
