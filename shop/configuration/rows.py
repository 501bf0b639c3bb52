"""The only rows of several tables, read together: a page that remembers nothing asks once for all of them."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field
from django.db.models.expressions import Col

from shop.configuration.models import ONLY, OneRow


def read_rows(models: Sequence[type[OneRow]]) -> list[OneRow]:
    """Return the row of each model, an unsaved one where there is none. One query: the tables are joined."""
    columns = [[_column(field) for field in model._meta.concrete_fields] for model in models]
    quoted, quote = [column for each in columns for column in each], connection.ops.quote_name
    tables = [quote(model._meta.db_table) for model in models]
    names = ", ".join(f"{quote(column.alias)}.{quote(str(column.target.column))}" for column in quoted)
    joins = " ".join(f"LEFT JOIN {table} ON {table}.{quote('id')} = %s" for table in tables)
    with connection.cursor() as cursor:
        # Names of our own tables and columns.
        statement = f"SELECT {names} FROM (SELECT 1 AS one) AS base {joins}"  # noqa: S608
        cursor.execute(statement, [ONLY] * len(models))
        values = iter(cursor.fetchone())
    return [
        _row(model, each, [next(values) for _ in each]) for model, each in zip(models, columns, strict=True)
    ]


def _column(field: "Field[Any, Any]") -> Col:
    return Col(field.model._meta.db_table, field)


def _row(model: type[OneRow], columns: Sequence[Col], values: Sequence[object]) -> OneRow:
    """Make an instance as Django does of a row; the key is NULL where the join found none."""
    names = [column.target.attname for column in columns]
    if values[names.index("id")] is None:
        return model()
    found = [_converted(column, value) for column, value in zip(columns, values, strict=True)]
    return model.from_db(connection.alias, names, found)


def _converted(column: Col, value: object) -> object:
    own = column.get_db_converters(connection)
    for convert in [*connection.ops.get_db_converters(column), *own]:
        value = convert(value, column, connection)
    return value
