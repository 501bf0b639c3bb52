"""Rows of another table in the query that asks for what they belong to, as one list of lists."""

import json

from django.db import connections
from django.db.models import Func, JSONField, Model, QuerySet, Subquery

from shop.json_types import JsonRow


class _Rows(Func):
    """All rows that are found, in no order; not an aggregate to Django, which would group them."""

    template = "JSONB_AGG(JSONB_BUILD_ARRAY(%(expressions)s))"


class _RowsOfSQLite(_Rows):
    template = "JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))"


def json_rows(rows: QuerySet[Model], *columns: str) -> Subquery:
    """Return an annotation with these columns (integers, texts) of all rows; `read_rows` reads it.

    The database gives them in no order: whoever needs one takes along what to sort by.
    """
    kind = _RowsOfSQLite if connections[rows.db].vendor == "sqlite" else _Rows
    found = rows.order_by().annotate(json_rows=kind(*columns, output_field=JSONField()))
    return Subquery(found.values("json_rows"))


def read_rows(value: object) -> list[JsonRow]:
    """Read what the database gave, as text or as a list; nothing for no rows."""
    if value is None:
        return []
    found: list[JsonRow] = json.loads(value) if isinstance(value, str) else value  # type: ignore[assignment]
    return found
