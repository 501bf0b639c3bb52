"""The signed links of mails: to the choices of a recipient, to end one purpose, to confirm a yes.

They name numbers of rows and nothing of the person. Choices and endings hold for as long as the mail is kept; a
confirmation for KILN_CONSENT_CONFIRM_WITHIN.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from crm_core.consents.addresses import key_of
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.services import held_subject
from shop.mail.gates import UnsubscribeLinks

CHOICES, ENDING, CONFIRMATION = "kiln.consents.choices", "kiln.consents.end", "kiln.consents.confirm"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What a link of a mail ends."""

    subject: ConsentSubject
    purpose: str
    channel: str


def choices_url(subject: ConsentSubject, *, language: str) -> str:
    """Return the whole address of somebody's choices."""
    return _whole("consents:choices", signing.dumps(subject.pk, salt=CHOICES), language)


def ending_url(subject: ConsentSubject, purpose: str, channel: str, *, language: str) -> str:
    """Return the whole address that ends one purpose."""
    token = signing.dumps([subject.pk, purpose, channel], salt=ENDING)
    return _whole("consents:unsubscribe", token, language)


def confirmation_url(entry: Consent, *, language: str) -> str:
    """Return the whole address where a yes is confirmed."""
    return _whole("consents:confirm", signing.dumps(entry.pk, salt=CONFIRMATION), language)


def subject_in(token: str) -> ConsentSubject | None:
    """Return whose choices a link shows; None for one that is not ours."""
    pk = _loaded(token, CHOICES)
    return ConsentSubject.objects.filter(pk=pk).first() if isinstance(pk, int) else None


def ending_in(token: str) -> Ending | None:
    """Return what a link ends; None for one that is not ours."""
    told = _loaded(token, ENDING)
    if not isinstance(told, list):
        return None
    pk, purpose, channel = told
    subject = ConsentSubject.objects.filter(pk=pk).first()
    return Ending(subject=subject, purpose=purpose, channel=channel) if subject else None


def question_in(token: str) -> Consent | None:
    """Return what a link confirms; None for one that is not ours, or too old."""
    pk = _loaded(token, CONFIRMATION, max_age=int(settings.KILN_CONSENT_CONFIRM_WITHIN.total_seconds()))
    questions = Consent.objects.filter(action=Consent.Action.REQUESTED).select_related("subject", "text")
    return questions.filter(pk=pk).first() if isinstance(pk, int) else None


@transaction.atomic
def unsubscribe_links(purpose: str, address: str, language: str) -> UnsubscribeLinks:
    """Return the ways out of a mail for a purpose, for its head and its foot."""
    subject = held_subject(key_of(email=address))
    return UnsubscribeLinks(
        one_click=ending_url(subject, purpose, "email", language=language),
        page=choices_url(subject, language=language),
    )


def _whole(name: str, token: str, language: str) -> str:
    with translation.override(language or settings.LANGUAGE_CODE):
        return settings.KILN_BASE_URL.rstrip("/") + reverse(name, args=[token])


def _loaded(token: str, salt: str, *, max_age: int | None = None) -> object:
    try:
        return signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None
