"""How the database is emptied after a test that commits: a plugin of pytest, loaded by tests/conftest.py.

Django empties every table and has each app make its permissions and content types again: 1,800 statements and
more than a second for each such test. Here only tables that have rows are emptied, and what the apps made
is put back from a copy: the same rows under the same keys.
"""

from contextlib import ExitStack
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.management import call_command
from django.db import OperationalError, connections, transaction
from django.test import TransactionTestCase

from shop.append_only import PROTECTIONS, lifted

COPY = "test_copy_of_"
ATTEMPTS = 3


def clear(alias: str) -> None:
    """Leave the database as it was created, but for sequences; the first time by Django's `flush`, and copy that.

    A page that is still being answered may hold a row that this waits for and wait for one that this holds.
    PostgreSQL ends one of the two; it is tried again.
    """
    if alias not in _copied:
        call_command("flush", verbosity=0, interactive=False, database=alias, reset_sequences=False)
        _copied[alias] = _copy(alias)
        return
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _empty(alias)
        except OperationalError as error:
            if attempt == ATTEMPTS or "deadlock detected" not in str(error):
                raise
        else:
            break
    ContentType.objects.clear_cache()
    Site.objects.clear_cache()


def _empty(alias: str) -> None:
    connection = connections[alias]
    tables = _with_rows(alias)
    with ExitStack() as held:
        cursor = held.enter_context(connection.cursor())
        # On SQLite keys are switched off and on outside of a transaction only, and triggers cannot be.
        held.enter_context(connection.constraint_checks_disabled())
        if connection.vendor == "sqlite" and not {each.table for each in PROTECTIONS}.isdisjoint(tables):
            held.enter_context(lifted(connection))
        held.enter_context(transaction.atomic(using=alias))
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # neither keys nor triggers are asked
        for table in tables:
            cursor.execute(f"DELETE FROM {_quoted(alias, table)}")
        for table in _copied[alias]:
            copy = _quoted(alias, COPY + table)
            cursor.execute(f"INSERT INTO {_quoted(alias, table)} SELECT * FROM {copy}")


_copied: dict[str, tuple[str, ...]] = {}


@cache
def _tables(alias: str) -> tuple[str, ...]:
    return tuple(connections[alias].introspection.django_table_names(only_existing=True, include_views=False))


def _quoted(alias: str, name: str) -> str:
    return connections[alias].ops.quote_name(name)


def _with_rows(alias: str) -> tuple[str, ...]:
    """Ask all tables at once which have a row."""
    tables = _tables(alias)
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {_quoted(alias, table)})" for table in tables)
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        return tuple(table for table, has in zip(tables, cursor.fetchone(), strict=True) if has)


def _copy(alias: str) -> tuple[str, ...]:
    tables = _with_rows(alias)
    with connections[alias].cursor() as cursor:
        for table in tables:
            copy = _quoted(alias, COPY + table)
            cursor.execute(f"DROP TABLE IF EXISTS {copy}")
            cursor.execute(f"CREATE TABLE {copy} AS SELECT * FROM {_quoted(alias, table)}")
    return tables


_flush = TransactionTestCase._fixture_teardown


def _tear_down(case: TransactionTestCase) -> None:
    if case.available_apps is not None or case.serialized_rollback:
        _flush(case)
        return
    for alias in case._databases_names(include_mirrors=False):
        clear(alias)


TransactionTestCase._fixture_teardown = (
    _tear_down  # pytest-django asks this class; it offers no hook of its own
)
