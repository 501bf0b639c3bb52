"""The letter to somebody without an account who asked for what we hold of their address."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import render
from shop.mail.services import send_rendered
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.services import complete, preview
from shop.privacy.models import DeletionRequest
from shop.privacy.services import confirm_guest_request
from shop.user.language import reader_language

KIND = "privacy-link"


def is_known(person: Person) -> bool:
    """Say whether we hold anything by which a completed person goes, the request itself apart."""
    return bool(person.users or person.orders or person.customers or preview(person))


@transaction.atomic
def answer_guest(request_id: int, *, order_id: int, now: datetime) -> bool:
    """Write the link to an address that is known; return whether a letter went out.

    Who named an order of that address is taken at their word: it is confirmed for KILN_DELETION_WAIT later,
    and the letter says how to stop it. An unknown address hears nothing, and the request is forgotten.
    """
    waiting = DeletionRequest.objects.select_for_update().filter(
        pk=request_id, withdrawn_at=None, done_at=None
    )
    request = waiting.first()
    if request is None or not request.email:
        return False
    person = Person(takes_accounts=True)
    person.add_email(request.email)
    if not is_known(complete(person)):
        if request.confirmed_at is None:
            request.delete()
        return False
    if order_id in person.orders:
        confirm_guest_request(request, now=now, due_at=now + settings.KILN_DELETION_WAIT)
        request.refresh_from_db()
    _send(request, now=now)
    return True


def _send(request: DeletionRequest, *, now: datetime) -> None:
    language = reader_language(None, otherwise=request.language)
    with translation.override(language):
        letter = render(KINDS[KIND], _context(request), language=language)
    key = f"{KIND}:{request.pk}:{now.isoformat()}"
    send_rendered(KIND, letter, to=request.email, language=language, key=key, is_secret=True)


def _context(request: DeletionRequest) -> dict[str, object]:
    path = reverse("privacy:request", args=[request.key])
    return {
        "link": settings.KILN_BASE_URL.rstrip("/") + path,
        "due_at": request.due_at,
        "is_confirmed": request.confirmed_at is not None,
    }


def _sample() -> dict[str, object]:
    now = timezone.now()
    request = DeletionRequest(key="key", due_at=now, requested_at=now)
    return _context(request)


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Link to one's own data"),
        template="privacy/mail/request",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
