"""Django's sessions in database and cache: a look less for new ones, a transaction less for others."""

from django.conf import settings
from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.core.cache import caches
from django.db import router
from django.utils.crypto import get_random_string

KEY_LENGTH = 32


class SessionStore(cached_db.SessionStore):
    """Draws a new session's key without asking whether it is taken, and writes a known one by one UPDATE.

    Nobody draws 32 random characters twice, and if: the INSERT refuses the second and Django draws anew.
    """

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
        """Write to the database and the cache; raises UpdateError for a session that somebody has ended."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        data = self._get_session()  # type: ignore[attr-defined]
        row = self.create_model_instance(data)
        rows = self.model.objects.using(router.db_for_write(self.model, instance=row))
        changed = {"session_data": row.session_data, "expire_date": row.expire_date}
        if not rows.filter(pk=row.pk).update(**changed):
            raise UpdateError
        try:
            caches[settings.SESSION_CACHE_ALIAS].set(self.cache_key, data, self.get_expiry_age())
        except Exception:  # noqa: BLE001 - as Django does: the database has it
            cached_db.logger.exception("Error saving a session to the cache")

    def _get_new_session_key(self) -> str:
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
