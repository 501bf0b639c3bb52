"""`manage.py flush`: Django's, which empties append-only tables, too: it is asked to empty everything."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import OperationalError, connections

from shop.append_only import lifted

ATTEMPTS = 3


class Command(flush.Command):
    """Empties all tables; between tests this is how rows of the last one go."""

    def handle(self, **options: Any) -> None:
        """Take the protection off while the tables are emptied.

        A page that is still being answered may hold a table that this waits for and wait for one that this
        holds; PostgreSQL ends one of the two. It is this, as a rule, and it tries again.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with lifted(connections[options["database"]]):
                    super().handle(**options)
            except (CommandError, OperationalError) as error:
                if attempt == ATTEMPTS or not _is_deadlock(error):
                    raise
            else:
                return


def _is_deadlock(error: BaseException | None) -> bool:
    """Tell whether a deadlock stands at the bottom of an error."""
    return error is not None and ("deadlock detected" in str(error) or _is_deadlock(error.__cause__))
