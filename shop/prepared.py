"""Queries whose SQL is written once.

Building and compiling a query takes Django five to ten times as long as the database takes to answer
one of a strip of cards. What differs from page to page there are only the keys that are asked for.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

# Stand for keys while the SQL is written; no row has such a key.
STAND_INS = range(-1_000_000_001, -2_000_000_000, -1)
KEPT = 512


class PreparedQuery:
    """A query by lists of keys, compiled once for each number of keys and choice of columns.

    `build` takes as many lists of keys as are given later, then `columns`, and returns the query.
    Keys must stand in it as values (`pk__in=keys`), nothing else may depend on them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._written = lru_cache(KEPT)(self._write)

    def sql(self, *lists: Sequence[int], columns: tuple[str, ...] = ()) -> tuple[str, list[Any], str]:
        """Return SQL, parameters and the database's alias; the SQL is empty where nothing can be found."""
        text, parameters, alias = self._written(tuple(map(len, lists)), columns)
        keys = dict(zip(STAND_INS, (key for keys in lists for key in keys), strict=False))
        return text, [keys.get(parameter, parameter) for parameter in parameters], alias

    def rows(self, *lists: Sequence[int], columns: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        """Return what the database answers, unconverted: for integers and texts. One query."""
        text, parameters, alias = self.sql(*lists, columns=columns)
        if not text:
            return []
        with connections[alias].cursor() as cursor:
            cursor.execute(text, parameters)
            return cursor.fetchall()

    def _write(self, lengths: tuple[int, ...], columns: tuple[str, ...]) -> tuple[str, tuple[Any, ...], str]:
        stand_ins = iter(STAND_INS)
        lists = [[next(stand_ins) for _place in range(length)] for length in lengths]
        query = self._build(*lists, columns)
        try:
            text, parameters = query.query.get_compiler(using=query.db).as_sql()
        except EmptyResultSet:
            return "", (), query.db
        return text, tuple(parameters), query.db
