"""Every write of every process, seen where it reaches the database.

Signals miss conditional updates, bulk writes and SQL of our own, and those are how prices and stock change.
So each statement is looked at: what is no read, and not to a table that no anonymous page shows, changes the
version of pages once it is committed. What is written past Django (by `psql`) is not seen: pages live for a
minute.
"""

import logging
import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypedDict

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from config.page_cache.tables import KEPT_TABLES, UNSEEN_APPS, UNSEEN_TABLES, UNSEEN_UPDATE
from shop.configuration.memory import change_pages_version, change_version
from shop.tax.queries import STORED_TAX
from shop.transactions import after_commit, in_transaction

logger = logging.getLogger(__name__)
LOOKED_AT = 200
#: Stands for the tables of a statement that is not understood.
ALL = ("*",)
TAX_TABLES = frozenset({"tax_taxrate", "tax_market"})
READS = frozenset(
    """
    SELECT VALUES SHOW EXPLAIN PRAGMA SET RESET BEGIN START COMMIT END SAVEPOINT RELEASE ROLLBACK DECLARE
    FETCH CLOSE LOCK LISTEN UNLISTEN NOTIFY ANALYZE VACUUM DISCARD
    """.split()  # noqa: SIM905 - a table
)
TARGET = re.compile(
    r"(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?)"
    r'\s+(?:"?\w+"?\.)?"?(\w+)',
    re.IGNORECASE,
)
WRITES_INSIDE = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\b", re.IGNORECASE)


class Context(TypedDict):
    """What Django tells a wrapper."""

    connection: BaseDatabaseWrapper
    cursor: CursorWrapper


def watch(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Look at what a connection executes; a signal's receiver, for every connection that is opened."""
    if _look not in connection.execute_wrappers:
        connection.execute_wrappers.append(_look)  # type: ignore[arg-type]


def _look(
    execute: Callable[..., object],
    sql: object,
    params: object,
    many: bool,  # noqa: FBT001 - Django's signature
    context: Context,
) -> object:
    result = execute(sql, params, many, context)
    text = sql if isinstance(sql, str) else str(sql)
    if not text.startswith("SELECT") and (shown := shown_tables(text)) and not _changed_no_row(text, context):
        _after_commit(context["connection"], _change)
        if shown & KEPT_TABLES:
            _after_commit(context["connection"], change_version)
        if shown & TAX_TABLES:
            _after_commit(context["connection"], STORED_TAX.refresh)
    return result


def _changed_no_row(sql: str, context: Context) -> bool:
    """Tell whether an update or a deletion found nothing, as most of what runs by the clock does."""
    if not sql.startswith(("UPDATE ", "DELETE ")) or " RETURNING " in sql:
        return False
    return bool(context["cursor"].rowcount == 0)


def shown_tables(sql: str) -> frozenset[str]:
    """Return the tables that a statement writes to and that an anonymous page may show; `ALL` for unknown."""
    word = sql.lstrip(" \n\t(").partition(" ")[0].upper()
    if word.startswith("WITH"):
        return _shown(sql) if WRITES_INSIDE.search(sql) else frozenset()
    return _shown(sql[:LOOKED_AT])


@lru_cache(maxsize=2048)
def _shown(beginning: str) -> frozenset[str]:
    words = beginning.lstrip(" \n\t(").split(None, 1)
    if not words or words[0].rstrip(";").upper() in READS or beginning.startswith(UNSEEN_UPDATE):
        return frozenset()
    tables = TARGET.findall(beginning)
    if words[0].upper() != "WITH":
        tables = tables[:1]
    return frozenset(tables or ALL) - unseen_tables()


@cache
def unseen_tables() -> frozenset[str]:
    """Return the tables that no anonymous page shows."""
    models = apps.get_models(include_auto_created=True)
    unseen = {model._meta.db_table for model in models if model._meta.app_label in UNSEEN_APPS}
    return UNSEEN_TABLES | unseen


def _after_commit(connection: BaseDatabaseWrapper, call: Callable[[], object]) -> None:
    """Call once the transaction is in the database, once for each; at once outside of one.

    A rollback, of a savepoint too, and a commit put another list into `run_on_commit`: while it is the list
    in which our calls stand, they are due.
    """
    if not in_transaction():
        _run(call)
        return
    calls: set[Callable[[], object]]
    due, calls = getattr(connection, "_kiln_due", (None, set()))
    if due is not connection.run_on_commit:
        calls = set()
        connection._kiln_due = (connection.run_on_commit, calls)  # type: ignore[attr-defined]
    if call not in calls:  # guard: once-a-commit
        calls.add(call)
        after_commit(_run, call)


def _run(call: Callable[[], object]) -> None:
    """Make a call whose failure must not stop what was written from standing."""
    try:
        call()
    except Exception:
        logger.exception("Not all pages know of what was written; they are kept for a minute at most.")


def _change() -> None:
    change_pages_version()
