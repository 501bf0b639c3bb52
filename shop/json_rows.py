"""Rows of another table in the query that asks for what they belong to, as one list of lists."""

import json
from typing import Any, cast

from django.db.models import Func, JSONField, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler

SQLITE_TEMPLATE = "JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))"


class _Rows(Func):
    """All rows that are found, in no order; not an aggregate to Django, which would group them."""

    template = "JSONB_AGG(JSONB_BUILD_ARRAY(%(expressions)s))"

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        """Write it as SQLite has it."""
        return self.as_sql(compiler, connection, template=SQLITE_TEMPLATE, **context)


def json_rows(rows: QuerySet[Any], *columns: str) -> Subquery:
    """Return an annotation with these columns (integers, texts) of all rows; `read_rows` reads it.

    The database gives them in no order: whoever needs one takes along what to sort by.
    """
    found = rows.order_by().annotate(json_rows=_Rows(*columns, output_field=JSONField()))
    return Subquery(found.values("json_rows"))


def read_rows(value: object) -> list[list[Any]]:
    """Read what the database gave, as text or as a list; nothing for no rows."""
    if value is None:
        return []
    return cast("list[list[Any]]", json.loads(value) if isinstance(value, str) else value)
