"""Oscar's wish lists with keys that cannot be guessed."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.wishlists.abstract_models import AbstractWishList

KEY_BYTES = 16


class WishList(AbstractWishList):
    """A user's list. Whoever knows the key of a shared one sees it, so the key is a secret of 128 bits.

    Oscar's six letters and digits could be tried out.
    """

    key = models.CharField(_("Key"), max_length=32, unique=True, editable=False)

    @classmethod
    def random_key(cls, length: int = KEY_BYTES) -> str:
        """Return a new key from `length` random bytes, in characters that need no escaping in an address."""
        return secrets.token_urlsafe(length)


from oscar.apps.wishlists.models import *  # type: ignore[assignment]  # noqa: E402, F403 - ours come first
