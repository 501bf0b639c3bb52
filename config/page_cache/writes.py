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
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from config.page_cache.tables import UNSEEN_APPS, UNSEEN_TABLES, UNSEEN_UPDATE
from shop.configuration.memory import change_pages_version
from shop.transactions import in_transaction

logger = logging.getLogger(__name__)
LOOKED_AT = 200
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


def watch(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Look at what a connection executes; a signal's receiver, for every connection that is opened."""
    if _look not in connection.execute_wrappers:
        connection.execute_wrappers.append(_look)


def _look(
    execute: Callable[..., object],
    sql: object,
    params: object,
    many: bool,  # noqa: FBT001 - Django's signature
    context: dict[str, Any],
) -> object:
    result = execute(sql, params, many, context)
    text = sql if isinstance(sql, str) else str(sql)
    if not text.startswith("SELECT") and changes_pages(text):
        _change_after_commit(context["connection"])
    return result


def changes_pages(sql: str) -> bool:
    """Tell whether a statement may change what an anonymous page shows."""
    word = sql.lstrip(" \n\t(").partition(" ")[0].upper()
    if word.startswith("WITH"):
        return _is_shown(sql) if WRITES_INSIDE.search(sql) else False
    return _is_shown(sql[:LOOKED_AT])


@lru_cache(maxsize=2048)
def _is_shown(beginning: str) -> bool:
    words = beginning.lstrip(" \n\t(").split(None, 1)
    if not words or words[0].rstrip(";").upper() in READS:
        return False
    if beginning.startswith(UNSEEN_UPDATE):
        return False
    tables = TARGET.findall(beginning)
    if words[0].upper() != "WITH":
        tables = tables[:1]
    return not tables or any(table not in unseen_tables() for table in tables)


@cache
def unseen_tables() -> frozenset[str]:
    """Return the tables that no anonymous page shows."""
    models = apps.get_models(include_auto_created=True)
    unseen = {model._meta.db_table for model in models if model._meta.app_label in UNSEEN_APPS}
    return UNSEEN_TABLES | unseen


def _change_after_commit(connection: BaseDatabaseWrapper) -> None:
    """Change the version once the transaction is in the database, once for each; at once outside of one.

    A rollback, of a savepoint too, and a commit put another list into `run_on_commit`: while it is the list
    in which our call stands, the call is due.
    """
    if not in_transaction():
        _change()
        return
    if (
        getattr(connection, "_kiln_pages_call", None) is connection.run_on_commit
    ):  # guard: one-change-a-commit
        return
    transaction.on_commit(_change, using=connection.alias, robust=True)
    connection._kiln_pages_call = connection.run_on_commit  # type: ignore[attr-defined]


def _change() -> None:
    """Change the version; what was written stands whether the cache answers or not."""
    try:
        change_pages_version()
    except Exception:
        logger.exception("The version of kept pages could not be changed; they live for a minute at most.")
