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
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, UUIDField
from django.db.models.query import get_related_populators
from django.utils.translation import get_language

# Stand for keys while the SQL is written, once these and once those; no row has such a key.
PLACEHOLDERS = range(-1_000_000_001, -1_500_000_000, -1)
OTHER_PLACEHOLDERS = range(-2_000_000_000, -1_500_000_000)
CACHE_SIZE = 512
#: What is of today is not of tomorrow: no parameter may be one of these, or the text SQLite makes of them.
TIME_TYPES = (date, time, timedelta)
DATED = re.compile(r"\d{4}-\d\d-\d\d")


Key = int | UUID
AnyQuery = QuerySet[Any, Any]


class FrozenValueError(TypeError):
    """A compiled query holds something that depends on more than its keys, columns and language."""


class _Key(NamedTuple):
    """The place of a key among the parameters."""

    place: int


class _CompiledSQL(NamedTuple):
    """SQL, its parameters with the places of the keys among them, the database's alias."""

    text: str
    parameters: tuple[object, ...]
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

    def __init__(self, build: Callable[..., AnyQuery], *, key_field: UUIDField | None = None) -> None:
        if getattr(build, "__closure__", None):
            raise FrozenValueError(f"{build.__qualname__} uses variables from around it.")
        self._build = build
        self._key_field = key_field
        self._written = lru_cache(CACHE_SIZE)(self._write)
        self._shaped = lru_cache(CACHE_SIZE)(self._shape)

    def sql(self, *lists: Sequence[Key], columns: tuple[str, ...] = ()) -> tuple[str, list[Any], str]:
        """Return SQL, parameters and the database's alias; the SQL is empty where nothing can be found."""
        lengths = tuple(map(len, lists))
        written = self._written(lengths, columns, get_language())
        if settings.KILN_CHECK_PREPARED_QUERIES and written != self._compiled(PLACEHOLDERS, lengths, columns):
            raise FrozenValueError(f"{self._build.__qualname__} builds another query now than before.")
        keys = [self._stored(key, written.alias) for key in chain.from_iterable(lists)]
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

    def instances(self, *lists: Sequence[Key]) -> list[Any]:
        """Return what the database answers as instances, with those related that the query selects.

        One query. Nothing is prefetched, and what `build` returns selects whole rows of its model.
        """
        text, parameters, alias = self.sql(*lists)
        if not text:
            return []
        shape = self._shaped(tuple(map(len, lists)), get_language())
        with connections[alias].cursor() as cursor:
            cursor.execute(text, parameters)
            rows = cursor.fetchall()
        return [shape.instance(row, alias) for row in rows]

    def _shape(self, lengths: tuple[int, ...], _language: str | None) -> "_Shape":
        lists, _places = self._numbered(PLACEHOLDERS, lengths)
        return _Shape(self._build(*lists, ()))

    def _numbered(self, placeholders: range, lengths: tuple[int, ...]) -> tuple[list[list[Key]], list[Key]]:
        """Return lists of keys that stand for the real ones, and all of them in one."""
        numbers = iter(placeholders)
        lists = [[self._placeholder(next(numbers)) for _place in range(length)] for length in lengths]
        return lists, list(chain.from_iterable(lists))

    def _placeholder(self, number: int) -> Key:
        return UUID(int=-number) if self._key_field else number

    def _stored(self, key: Key, alias: str) -> object:
        """Return a key as the database has it."""
        if self._key_field is None:
            return key
        return self._key_field.get_db_prep_value(key, connections[alias], prepared=False)

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
        lists, keys = self._numbered(placeholders, lengths)
        query = self._build(*lists, columns)
        try:
            text, parameters = query.query.get_compiler(using=query.db).as_sql()
        except EmptyResultSet:
            return _CompiledSQL("", (), query.db)
        places = {self._stored(key, query.db): _Key(place) for place, key in enumerate(keys)}
        # psycopg's integers are classes of their own, equal to ours.
        kinds = (int, str, UUID) if self._key_field else int
        found = (places.get(given, given) if isinstance(given, kinds) else given for given in parameters)
        return _CompiledSQL(text, tuple(found), query.db)


class _Shape:
    """How rows of a compiled query become instances, as Django's own iterable makes them of a query."""

    def __init__(self, query: AnyQuery) -> None:
        compiler: Any = query.query.get_compiler(using=query.db)
        compiler.as_sql()
        columns, shape = compiler.select, compiler.klass_info
        self._model = shape["model"]
        self._columns = slice(shape["select_fields"][0], shape["select_fields"][-1] + 1)
        self._names = [column[0].target.attname for column in columns[self._columns]]
        self._related = get_related_populators(shape, columns, query.db)  # type: ignore[call-arg]
        self._annotations = compiler.annotation_col_map or {}
        self._converters = compiler.get_converters([column[0] for column in columns])

    def instance(self, row: Sequence[object], alias: str) -> object:
        """Make an instance of a row, with its related ones and annotations."""
        values, connection = list(row), connections[alias]
        for place, (converters, expression) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        made = self._model.from_db(alias, self._names, values[self._columns])
        for related in self._related:
            related.populate(values, made)
        for name, place in self._annotations.items():
            setattr(made, name, values[place])
        return made


def _is_dated(given: object) -> bool:
    return isinstance(given, TIME_TYPES) or (isinstance(given, str) and DATED.match(given) is not None)
