"""Tables that nobody rewrites: the database refuses to change or delete a row of them.

A slice names its tables when its app is ready; triggers are made after `migrate`, because neither database
understands the other's and SQLite loses them whenever Django makes a table anew:

    keep_append_only(self, Protection(table="consents_consent"))

Whoever keeps something personal beside such a row keeps it in another table, so that it can be erased.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Protection:
    """A table whose rows stay. `columns` are those that never change; empty: none does."""

    table: str
    columns: tuple[str, ...] = ()


PROTECTIONS: Registry[Protection] = Registry("append-only table", key=attrgetter("table"))
_FUNCTION = """CREATE OR REPLACE FUNCTION kiln_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END
$$"""


def keep_append_only(app: AppConfig, *protections: Protection) -> None:
    """Protect tables of an app from its next `migrate` on. Writing to them raises IntegrityError then."""
    for protection in protections:
        PROTECTIONS.register(protection)
    post_migrate.connect(_install_after_migrate, sender=app, dispatch_uid=f"append-only:{app.label}")


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are missing, of those tables that there are."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for protection in PROTECTIONS:
            if protection.table in tables:
                for statement in _statements(connection, protection):
                    cursor.execute(statement)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let rows be changed and deleted within the block: for emptying a whole database, never for a page."""
    with connection.cursor() as cursor:
        for protection in PROTECTIONS:
            for name in ("update", "delete"):
                on = f" ON {protection.table}" if connection.vendor == "postgresql" else ""
                if not on or protection.table in connection.introspection.table_names():
                    cursor.execute(f"DROP TRIGGER IF EXISTS {protection.table}_no_{name}{on}")
    try:
        yield
    finally:
        install(connection)


def _install_after_migrate(*, using: str, **kwargs: object) -> None:
    install(connections[using])


def _statements(connection: BaseDatabaseWrapper, protection: Protection) -> list[str]:
    """Write the statements for one table: names of ours, no values."""
    table = protection.table
    of = f" OF {', '.join(protection.columns)}" if protection.columns else ""
    events = {"update": f"UPDATE{of}", "delete": "DELETE"}
    if connection.vendor == "postgresql":
        return [
            f"""DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = '{table}_no_{name}') THEN
            CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table}
            FOR EACH ROW EXECUTE FUNCTION kiln_append_only(); END IF; END $$"""
            for name, event in events.items()
        ]
    return [
        f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{name} BEFORE {event} ON {table}
        BEGIN SELECT RAISE(ABORT, 'Rows of {table} are never changed or deleted.'); END"""
        for name, event in events.items()
    ]
