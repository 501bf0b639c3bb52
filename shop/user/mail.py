"""The letter to an account's old address, with the way back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import render
from shop.mail.services import send_rendered
from shop.user.language import reader_language
from shop.user.models import AddressChange

KIND = "account-address-changed"
SALT = "kiln.user.way-back"


def token_of(change: AddressChange) -> str:
    """Return what the link of a change ends with; `change_of` reads it."""
    return signing.dumps(change.key, salt=SALT)


def change_of(token: str) -> AddressChange | None:
    """Return the change of a link, whether it still counts or not; None for a link not made by us."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return AddressChange.objects.select_related("user").filter(key=key).first()


def send_address_change_notice(change: AddressChange, *, is_main: bool) -> None:
    """Tell the address before of another one, and how to take that back.

    `is_main`: mails go to the new address from now on. The letter is secret, because its link
    opens the account.
    """
    language = reader_language(change.user)
    context = _context(change, token=token_of(change), is_main=is_main, language=language)
    send_rendered(
        KIND,
        render(MAIL, context, language=language),
        to=change.email,
        language=language,
        key=f"{KIND}:{change.key}",
        user=change.user,
        is_secret=True,
    )


def _context(change: AddressChange, *, token: str, is_main: bool, language: str) -> dict[str, object]:
    with translation.override(language):
        path = reverse("user:way-back", args=[token])
    return {
        "old": change.email,
        "new": change.new_email,
        "is_main": is_main,
        "until": _until(change.changed_at),
        "link": settings.KILN_BASE_URL.rstrip("/") + path,
    }


def _until(changed_at: datetime) -> datetime:
    return changed_at + timedelta(seconds=settings.KILN_ADDRESS_WAY_BACK.total_seconds())


def _sample() -> dict[str, object]:
    change = AddressChange(email="ada@example.com", new_email="eve@example.com", changed_at=timezone.now())
    language = translation.get_language() or settings.LANGUAGE_CODE
    return _context(change, token="sample", is_main=True, language=language)  # noqa: S106 - opens nothing


MAIL = KINDS.register(
    EmailType(
        code=KIND,
        name=_("Account e-mail address changed"),
        template="account/mail/address_changed",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
