"""Asking for a consent by mail: a yes counts once the owner of the address has confirmed it there.

Whoever types an address learns nothing of it, and it gets one question a day at most for each purpose, however
often it is typed. Opening the link changes nothing (programs that look after mail open every link): the page has
a button.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_core.consents.addresses import Key, key_of
from crm_core.consents.links import confirmation_url
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.purposes import NEWSLETTER, Channel, purpose_name
from crm_core.consents.queries import latest_consent, subject_of
from crm_core.consents.services import held_subject, may_send, words, write
from shop.contact_data import normalised_email
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.privacy.queries import confirmed_addresses
from shop.user.language import reader_language
from shop.user.models import User

CONFIRM, WELCOME = "consent-confirm", "newsletter-welcome"
EVERY = timedelta(days=1)


@transaction.atomic
def ask(
    email: str,
    *,
    purpose: str,
    source: str,
    text: str,
    language: str,
    user: User | None = None,
    reference: str = "",
) -> Consent | None:
    """Take a yes that was typed beside an address; return the entry that was written, if any was.

    The confirmed address of the account that says it is granted at once; any other is asked by mail. Who has
    agreed already is not asked again. Raises UnknownAddressError for what is no address.
    """
    key = key_of(email=email)
    language = language or settings.LANGUAGE_CODE
    if user is not None and key[1] in {normalised_email(one) for one in confirmed_addresses(user)}:
        return _granted(key, purpose, source, text, language, reference)
    held_subject(key, language=language)
    if may_send(purpose, email=email) and latest_consent(subject_of(key), purpose, Channel.EMAIL):
        return None
    return _asked(key, purpose, source, text, language, reference)


def _granted(key: Key, purpose: str, source: str, text: str, language: str, reference: str) -> Consent:
    entry = write(
        key,
        purpose=purpose,
        action=Consent.Action.GRANTED,
        source=source,
        words=words(text, language=language),
        language=language,
        reference=reference,
    )
    _welcome(entry)
    return entry


def _asked(key: Key, purpose: str, source: str, text: str, language: str, reference: str) -> Consent | None:
    """Write the question and its mail, unless one went out today."""
    lately = Consent.objects.filter(
        subject=subject_of(key),
        purpose=purpose,
        action=Consent.Action.REQUESTED,
        decided_at__gt=timezone.now() - EVERY,
    )
    if lately.exists():
        return None
    entry = write(
        key,
        purpose=purpose,
        action=Consent.Action.REQUESTED,
        source=source,
        words=words(text, language=language),
        language=language,
        reference=reference,
    )
    language = reader_language(None, otherwise=language)
    send(
        CONFIRM,
        to=key[1],
        language=language,
        context=_question(entry, confirmation_url(entry, language=language)),
        key=f"{CONFIRM}:{entry.pk}",
    )
    return entry


@transaction.atomic
def confirm(question: Consent) -> Consent | None:
    """Let what was asked be granted, once; return the entry, None where the address was erased meanwhile.

    A second click, or the link after the reader has unsubscribed, finds the first answer and changes nothing.
    """
    subject = ConsentSubject.objects.select_for_update().get(pk=question.subject_id)
    reference = f"confirms:{question.pk}"
    known = subject.consents.filter(reference=reference).first()  # guard: consent-confirmed-once
    if known is not None or not subject.value:
        return known
    entry = write(
        (subject.kind, subject.value),
        purpose=question.purpose,
        channel=question.channel,
        action=Consent.Action.GRANTED,
        source=question.source,
        words=question.text,
        language=question.language,
        reference=reference,
        again=True,
    )
    _welcome(entry)
    return entry


def _welcome(entry: Consent) -> None:
    """Say that the newsletter will come, and how it ends."""
    if entry.purpose != NEWSLETTER or entry.channel != Channel.EMAIL:
        return
    subject = entry.subject
    language = reader_language(None, otherwise=subject.language)
    send(WELCOME, to=subject.value, language=language, context={}, key=f"{WELCOME}:{entry.pk}")


def _question(entry: Consent, link: str) -> dict[str, object]:
    return {
        "purpose": purpose_name(entry.purpose),
        "text": entry.text.text if entry.text else "",
        "link": link,
        "days": settings.KILN_CONSENT_CONFIRM_WITHIN.days,
    }


def _sample() -> dict[str, object] | None:
    entry = Consent.objects.filter(action=Consent.Action.REQUESTED).order_by("-pk").first()
    return _question(entry, f"{settings.KILN_BASE_URL.rstrip('/')}/sample/") if entry else None


KINDS.register(
    EmailType(
        code=CONFIRM,
        name=_("Confirmation of a consent"),
        template="crm_core/consents/mail/confirm",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
KINDS.register(
    EmailType(
        code=WELCOME,
        name=_("Newsletter: welcome"),
        template="crm_core/consents/mail/welcome",
        sample=dict,
        purpose=NEWSLETTER,
    )
)
