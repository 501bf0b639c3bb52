"""A certificate on paper, in the reader's language."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext as _

from partners.training.models import Certificate
from shop.identity.queries import shop_identity
from shop.time_zones import shop_day


def check_link(certificate: Certificate) -> str:
    """Return the whole address at which anybody checks a certificate."""
    path = reverse("partner_training:check", args=[certificate.number])
    return f"{settings.KILN_BASE_URL.rstrip('/')}{path}"


def certificate_document(certificate: Certificate) -> bytes:
    """Return a certificate as a PDF: who, what, until when, and a code that leads to its check."""
    from shop.pdf.document import PdfDocument  # noqa: PLC0415 - no visitor's page draws

    shop, link = shop_identity().name, check_link(certificate)
    document = PdfDocument(
        _("Certificate"), get_language() or "en", author=shop, made_at=certificate.issued_at
    )
    document.letterhead(shop)
    document.space(30)
    document.heading(_("Certificate"))
    document.space(6)
    document.heading(certificate.holder_name, level=2)
    document.paragraph(str(certificate.account.company))
    document.space(4)
    document.paragraph(_("has passed the course"))
    document.heading(certificate.course.title, level=2)
    document.space(6)
    document.facts(
        [
            (_("Issued"), date_format(shop_day(certificate.issued_at), "DATE_FORMAT")),
            (_("Valid until"), _end(certificate)),
            (_("Number"), certificate.number),
        ]
    )
    document.qr(link)
    document.paragraph(_("Check this certificate: %(link)s") % {"link": link}, small=True)
    return document.output()


def _end(certificate: Certificate) -> str:
    if certificate.expires_on is None:
        return _("no end")
    return str(date_format(certificate.expires_on, "DATE_FORMAT"))
