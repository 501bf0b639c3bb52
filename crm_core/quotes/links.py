"""Where a buyer finds a quote: in the company's pages, or behind a signed link."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from crm_core.quotes.models import Quote

SIGNER = TimestampSigner(salt="kiln.quote.link")


def quote_token(quote: Quote) -> str:
    """Return a token that opens a quote for KILN_ORDER_LINK_DAYS days."""
    return SIGNER.sign(quote.number)


def quote_from_token(token: str) -> Quote | None:
    """Return the quote of a token; None for a forged or old one, and for a quote of a company's account.

    Who may see that one, the company says: its pages ask for the log-in.
    """
    try:
        number = SIGNER.unsign(token, max_age=timedelta(days=settings.KILN_ORDER_LINK_DAYS))
    except BadSignature:
        return None
    quotes = Quote.objects.select_related("customer", "user", "company", "owner")
    return quotes.filter(number=number).exclude(user__isnull=False, company__isnull=False).first()


def buyer_path(quote: Quote) -> str:
    """Return the path of a quote's page for its buyer, in the active language."""
    if quote.company_id is not None and quote.user_id is not None:
        return reverse("company_quotes:show", args=[quote.number])
    return reverse("quotes:show", args=[quote_token(quote)])


def buyer_link(quote: Quote) -> str:
    """Return the same as a full address."""
    return settings.KILN_BASE_URL.rstrip("/") + buyer_path(quote)
