"""Queries whose SQL is written once.

Building and compiling a query takes Django five to ten times as long as the database takes to answer
one of a strip of cards. What differs from page to page there are only the keys that are asked for.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import get_language

# Stand for keys while the SQL is written, once these and once those; no row has such a key.
PLACEHOLDERS = range(-1_000_000_001, -1_500_000_000, -1)
OTHER_PLACEHOLDERS = range(-2_000_000_000, -1_500_000_000)
CACHE_SIZE = 512
#: What is of today is not of tomorrow: no parameter may be one of these, or the text SQLite makes of them.
TIME_TYPES = (date, time, timedelta)
DATED = re.compile(r"\d{4}-\d\d-\d\d")


class FrozenValueError(TypeError):
    """A compiled query holds something that depends on more than its keys, columns and language."""


class _Key(NamedTuple):
    """The place of a key among the parameters."""

    place: int


class _CompiledSQL(NamedTuple):
    """SQL, its parameters with the places of the keys among them, the database's alias."""

    text: str
    parameters: tuple[Any, ...]
    alias: str


class CompiledQuery:
    """A query by lists of keys, compiled once for each number of keys, choice of columns and language.

    `build` takes as many lists of keys as are given later, then `columns`, and returns the query.
    Keys must stand in it as values (`pk__in=keys`); nothing else may differ from call to call. It is a
    function of a module, without variables around it, and what it returns is held against this rule
    when it is written: built from other keys it must differ in these keys only, and no parameter is a
    time. With KILN_CHECK_PREPARED_QUERIES (the tests) every use builds it anew and compares.
    Raises FrozenValueError for what would be frozen.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        if getattr(build, "__closure__", None):
            raise FrozenValueError(f"{build.__qualname__} uses variables from around it.")
        self._build = build
        self._written = lru_cache(CACHE_SIZE)(self._write)

    def sql(self, *lists: Sequence[int], columns: tuple[str, ...] = ()) -> tuple[str, list[Any], str]:
        """Return SQL, parameters and the database's alias; the SQL is empty where nothing can be found."""
        lengths = tuple(map(len, lists))
        written = self._written(lengths, columns, get_language())
        if settings.KILN_CHECK_PREPARED_QUERIES and written != self._compiled(PLACEHOLDERS, lengths, columns):
            raise FrozenValueError(f"{self._build.__qualname__} builds another query now than before.")
        keys = list(chain.from_iterable(lists))
        found = [keys[given.place] if type(given) is _Key else given for given in written.parameters]
        return written.text, found, written.alias

    def rows(self, *lists: Sequence[int], columns: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        """Return what the database answers, unconverted: for integers and texts. One query."""
        text, parameters, alias = self.sql(*lists, columns=columns)
        if not text:
            return []
        with connections[alias].cursor() as cursor:
            cursor.execute(text, parameters)
            return cursor.fetchall()

    def _write(
        self, lengths: tuple[int, ...], columns: tuple[str, ...], _language: str | None
    ) -> _CompiledSQL:
        written = self._compiled(PLACEHOLDERS, lengths, columns)
        name = self._build.__qualname__
        if written != self._compiled(OTHER_PLACEHOLDERS, lengths, columns):
            raise FrozenValueError(f"{name} builds something else from other keys, or each time.")
        if frozen := [given for given in written.parameters if _is_dated(given)]:
            raise FrozenValueError(f"{name} holds {frozen[0]!r}, which would stay.")
        left_out = set(range(sum(lengths))) - {g.place for g in written.parameters if type(g) is _Key}
        if written.text and left_out:
            raise FrozenValueError(f"{name} does not ask for {len(left_out)} of its keys.")
        return written

    def _compiled(
        self, placeholders: range, lengths: tuple[int, ...], columns: tuple[str, ...]
    ) -> _CompiledSQL:
        numbers = iter(placeholders)
        lists = [[next(numbers) for _place in range(length)] for length in lengths]
        places = {number: _Key(place) for place, number in enumerate(chain.from_iterable(lists))}
        query = self._build(*lists, columns)
        try:
            text, parameters = query.query.get_compiler(using=query.db).as_sql()
        except EmptyResultSet:
            return _CompiledSQL("", (), query.db)
        # psycopg's integers are classes of their own, equal to ours.
        found = (places.get(given, given) if isinstance(given, int) else given for given in parameters)
        return _CompiledSQL(text, tuple(found), query.db)


def _is_dated(given: object) -> bool:
    return isinstance(given, TIME_TYPES) or (isinstance(given, str) and DATED.match(given) is not None)
