"""Which language somebody reads."""

from typing import Any

from django.conf import settings
from django.utils import translation


def reader_language(user: Any, *, otherwise: str = "") -> str:
    """Return the language code to write to `user` in (None: somebody without an account).

    What they chose counts; then `otherwise`, such as the language of their order; then that of
    the page which is being answered; then the shop's own. Always one of LANGUAGES.
    """
    known = dict(settings.LANGUAGES)
    wishes = (getattr(user, "language", ""), otherwise, translation.get_language() or "")
    return next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)
