"""The mails of quotes: to the buyer in their language, to the representative in theirs."""

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from crm_core.quotes.document import file_name_of, language_of, quote_pdf
from crm_core.quotes.links import buyer_link
from crm_core.quotes.models import Quote, QuoteVersion
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import attach, send
from shop.user.language import reader_language

RECEIVED, SENT, WRITTEN, ENDED, ANSWERED = (
    "quote-received",
    "quote-sent",
    "quote-comment",
    "quote-ended",
    "quote-answered",
)


def context_of(quote: Quote, language: str) -> dict[str, object]:
    """Return what every mail to a buyer says of a quote."""
    with translation.override(language):
        return {
            "number": quote.number,
            "name": quote.name,
            "total": quote.total,
            "currency": quote.currency,
            "valid_until": quote.valid_until,
            "order_until": quote.order_until,
            "link": buyer_link(quote),
            "state": quote.state,
            "state_words": quote.get_state_display(),
        }


def tell_buyer(kind: str, quote: Quote, *, fact: str, **more: object) -> bool:
    """Write to the buyer, once for each `fact` ("sent:3")."""
    if not quote.email:
        return False
    language = language_of(quote)
    context = {**context_of(quote, language), **more}
    key = f"quote:{quote.pk}:{fact}"
    return (
        send(kind, to=quote.email, language=language, context=context, key=key, user=quote.user) is not None
    )


@transaction.atomic
def send_offer(version: QuoteVersion) -> bool:
    """Write to the buyer what is offered, with the PDF and the link; once for each version."""
    quote = version.quote
    if not quote.email:
        return False
    language = language_of(quote)
    mail = send(
        SENT,
        to=quote.email,
        language=language,
        context={**context_of(quote, language), "message": version.message, "version": version.number},
        key=f"quote:{quote.pk}:sent:{version.number}",
        user=quote.user,
    )
    if mail is None:
        return False
    data = quote_pdf(version, language)
    attach(mail, SimpleUploadedFile(file_name_of(version), data, content_type="application/pdf"))
    return True


def tell_owner(quote: Quote, *, fact: str, words: str) -> bool:
    """Write to the representative what the buyer did; nobody is told where nobody is responsible."""
    owner = quote.owner
    if owner is None or not owner.is_active:
        return False
    language = reader_language(owner)
    context: dict[str, object] = {
        "number": quote.number,
        "name": quote.name,
        "words": words,
        "path": reverse("quotes_office:inspect", args=[quote.pk]),
    }
    key = f"quote:{quote.pk}:owner:{fact}"
    return send(ANSWERED, to=owner.email, language=language, context=context, key=key, user=owner) is not None


def _sample() -> dict[str, object]:
    return {
        "number": "Q26-7F3QW9ZDM4",
        "name": "Ada Li",
        "total": "1190.00",
        "currency": "EUR",
        "valid_until": timezone.localdate(),
        "order_until": timezone.localdate(),
        "link": settings.KILN_BASE_URL.rstrip("/") + "/quotes/sample/",
        "state": Quote.State.SENT,
        "state_words": Quote.State.SENT.label,
        "message": "",
        "version": 2,
        "text": "Could we have them by May?",
        "author": "Eve Lin",
        "words": "countered",
        "path": "/",
    }


for _code, _name, _template in (
    (RECEIVED, _("Quote requested"), "received"),
    (SENT, _("Quote sent"), "sent"),
    (WRITTEN, _("Comment on a quote"), "comment"),
    (ENDED, _("Quote accepted, expired or withdrawn"), "ended"),
    (ANSWERED, _("Answer to a quote, for the representative"), "answered"),
):
    KINDS.register(
        EmailType(
            code=_code,
            name=_name,
            template=f"crm_core/quotes/mail/{_template}",
            sample=_sample,
            purpose=TRANSACTIONAL,
        )
    )
