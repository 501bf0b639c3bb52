"""Django's PostgreSQL backend; a connection that has just answered is not asked whether it is there."""

import time

from django.db.backends.postgresql import base

#: For so long after an answer no `SELECT 1` goes before a request's first statement.
TRUSTED_SECONDS = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Looks whether the server is there after an error, and when nothing was asked for some seconds.

    Django looks before the first statement of every request, which is one more round trip each. A server
    that went away within these seconds costs each connection one failed request; the next looks.
    """

    _answered_at = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """Look, once in a request, unless the connection answered a moment ago."""
        now = time.monotonic()
        if now - self._answered_at <= TRUSTED_SECONDS and not self.errors_occurred:
            self.health_check_done = True
        super().close_if_health_check_failed()
        self._answered_at = now
