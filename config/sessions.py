"""Django's sessions in database and cache, with a look less for every new one."""

from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string

KEY_LENGTH = 32


class SessionStore(cached_db.SessionStore):
    """Draws a new session's key without asking whether it is taken.

    Nobody draws 32 random characters twice, and if: the INSERT refuses the second and Django draws anew.
    """

    def _get_new_session_key(self) -> str:
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
