"""Finding any part of a text at once among a million rows: an index of trigrams, on either database.

A model keeps what its rows are found by in one text column of words (`index_text`), and says once what
`install` makes of it after `migrate`: a GIN index of `pg_trgm` on PostgreSQL, an FTS5 table with the trigram
tokenizer, kept by triggers, on SQLite. `column__fragment="eber"` asks it.

Trigrams know three letters and more, and pg_trgm those that the server's locale calls letters. So
whatever is not ASCII stands as its number in the column and in the question ("王" is "u738b"): one Chinese
letter is found like five others, in any locale. Two letters are looked for at the beginning of a word,
where the blank before them is the third.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, Model, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler

#: Letters that an index of trigrams needs.
SHORTEST = 3
#: What is looked for is no longer than this; a text of so many words names nobody any more.
LONGEST, MOST_WORDS = 100, 8


def encoded(word: str) -> str:
    """Return a word in ASCII letters: others as "u" and their number, which no hexadecimal digit is."""
    return "".join(letter if letter.isascii() else f"u{ord(letter):04x}" for letter in word)


def index_text(words: Iterable[str]) -> str:
    """Return what is kept of some words, each once, with a blank before and behind each."""
    kept = " ".join(dict.fromkeys(encoded(word) for word in words if word))
    return f" {kept} " if kept else ""


def fragment_of(word: str) -> str:
    """Return what is looked for of a typed word; "" for what is too short for any index."""
    fragment = encoded(word)[:LONGEST]
    if len(fragment) >= SHORTEST:
        return fragment
    return f" {fragment}" if len(fragment) == SHORTEST - 1 else ""


@dataclass(frozen=True, kw_only=True)
class FragmentIndex:
    """Where the words stand: the table, its integer key and the column."""

    table: str
    key: str
    column: str

    @property
    def name(self) -> str:
        """The index, or the FTS5 table."""
        return f"{self.table}_{self.column}_fragments"

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Make the index where it is not there yet; rows that are there are read."""
        with connection.cursor() as cursor:
            there = set(connection.introspection.table_names(cursor))
            if self.table not in there:
                return
            for statement in self._statements(connection.vendor):
                cursor.execute(statement)
            if connection.vendor == "sqlite" and self.name not in there:
                cursor.execute(f"INSERT INTO {self.name}({self.name}) VALUES ('rebuild')")  # noqa: S608

    def _statements(self, vendor: str) -> list[str]:
        # Our own names throughout; what is asked is a parameter.
        name, table, key, column = self.name, self.table, self.key, self.column
        if vendor == "postgresql":
            return [
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({column} gin_trgm_ops)",
            ]
        add = f"INSERT INTO {name}(rowid, {column}) VALUES (new.{key}, new.{column});"  # noqa: S608
        take = f"INSERT INTO {name}({name}, rowid, {column}) VALUES ('delete', old.{key}, old.{column});"  # noqa: S608
        changed = f"AFTER UPDATE OF {column} ON {table} WHEN old.{column} <> new.{column}"
        return [
            f"""CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5(
                {column}, content='{table}', content_rowid='{key}', tokenize='trigram'
            )""",
            f"CREATE TRIGGER IF NOT EXISTS {name}_insert AFTER INSERT ON {table} BEGIN {add} END",
            f"CREATE TRIGGER IF NOT EXISTS {name}_delete AFTER DELETE ON {table} BEGIN {take} END",
            f"CREATE TRIGGER IF NOT EXISTS {name}_update {changed} BEGIN {take} {add} END",
        ]


@TextField.register_lookup
class Fragment(Lookup):
    """`column__fragment="eber"`: the words hold this fragment (`fragment_of`) of three letters or more."""

    lookup_name = "fragment"
    prepare_rhs = False
    lhs: Any

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:
        """Ask the FTS5 table for the rows."""
        field = self.lhs.target
        name = f"{field.model._meta.db_table}_{field.column}_fragments"
        key, _params = compiler.compile(field.model._meta.pk.get_col(self.lhs.alias))
        quoted = self.rhs.replace('"', '""')
        return f"{key} IN (SELECT rowid FROM {name} WHERE {name} MATCH %s)", [f'"{quoted}"']  # noqa: S608

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask the index of trigrams."""
        column, params = compiler.compile(self.lhs)
        literal = self.rhs.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE %s", [*params, f"%{literal}%"]


@dataclass(frozen=True, kw_only=True)
class ExpressionIndex:
    """An index of trigrams on what a list already asks (`UPPER(title) LIKE ...`), on PostgreSQL alone.

    SQLite reads such a table from front to back, which is quick enough at the sizes that it is for.
    """

    name: str
    table: str
    expression: str

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Make the index where it is not there yet."""
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            if self.table in connection.introspection.table_names(cursor):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                made = f"ON {self.table} USING gin (({self.expression}) gin_trgm_ops)"
                cursor.execute(f"CREATE INDEX IF NOT EXISTS {self.name} {made}")


def install_on(using: str, *indexes: FragmentIndex | ExpressionIndex) -> None:
    """Make some indexes in one database, for receivers of `post_migrate`."""
    for index in indexes:
        index.install(connections[using])


def keys_up_to(rows: QuerySet[Model], limit: int) -> list[int] | None:
    """Return the keys of some rows; None where there are more of them than `limit`."""
    keys = list(rows.order_by().values_list("pk", flat=True)[: limit + 1])
    return None if len(keys) > limit else keys
