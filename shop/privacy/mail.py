"""The letter that says until when one can change one's mind."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.privacy.models import DeletionRequest
from shop.user.language import reader_language

KIND = "account-deletion"


@transaction.atomic
def confirm_request(request: DeletionRequest, *, now: datetime) -> bool:
    """Mail that the account will end and how to keep it, once; return whether this call did.

    A request that is withdrawn or done by now is not written about.
    """
    untold = DeletionRequest.objects.filter(pk=request.pk, told_at=None, withdrawn_at=None, done_at=None)
    if not untold.update(told_at=now):
        return False
    language = reader_language(request.user, otherwise=request.language or settings.LANGUAGE_CODE)
    with translation.override(language):
        context = _context(request.due_at)
    send(
        KIND,
        to=request.user.email,
        language=language,
        context=context,
        key=f"{KIND}:{request.pk}",
        user=request.user,
    )
    return True


def _context(due_at: datetime) -> dict[str, object]:
    return {"due_at": due_at, "link": settings.KILN_BASE_URL.rstrip("/") + reverse("privacy:deletion")}


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Account deletion"),
        template="privacy/mail/deletion",
        sample=lambda: _context(timezone.now() + timedelta(days=14)),
        purpose=TRANSACTIONAL,
    )
)
