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
    user = request.user
    if user is None or not untold.update(told_at=now):
        return False
    language = reader_language(user, otherwise=request.language or settings.LANGUAGE_CODE)
    with translation.override(language):
        context = _context(request.due_at, key=request.key)
    send(
        KIND,
        to=user.email,
        language=language,
        context=context,
        key=f"{KIND}:{request.pk}",
        user=user,
    )
    return True


def _context(due_at: datetime, *, key: str) -> dict[str, object]:
    base = settings.KILN_BASE_URL.rstrip("/")
    return {
        "due_at": due_at,
        "link": base + reverse("privacy:deletion"),
        "state_link": base + reverse("privacy:request", args=[key]),
    }


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Account deletion"),
        template="privacy/mail/deletion",
        sample=lambda: _context(timezone.now() + timedelta(days=14), key="key"),
        purpose=TRANSACTIONAL,
    )
)
