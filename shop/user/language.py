"""Which language somebody reads."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from shop.user.models import User


def reader_language(user: User | AnonymousUser | None, *, otherwise: str = "") -> str:
    """Return the language code to write to `user` in (None: somebody without an account).

    What they chose counts; then `otherwise`, such as the language of their order; then that of
    the page which is being answered; then the shop's own. Always one of LANGUAGES.
    """
    known = dict(settings.LANGUAGES)
    wishes = (getattr(user, "language", ""), otherwise, translation.get_language() or "")
    return next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)
