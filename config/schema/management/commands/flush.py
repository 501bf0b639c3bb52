"""`manage.py flush`: Django's, which empties append-only tables, too: it is asked to empty everything."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from shop.append_only import lifted


class Command(flush.Command):
    """Empties all tables; between tests this is how rows of the last one go."""

    def handle(self, **options: Any) -> None:
        """Take the protection off while the tables are emptied."""
        with lifted(connections[options["database"]]):
            super().handle(**options)
