"""Finding and ranking words with each database's own means.

SQLite keeps two FTS5 tables beside the documents by triggers, one of all words and one of the titles, and
ranks by their `bm25`. PostgreSQL has a `tsvector` with weights in a generated column under a GIN index;
from `ts_rank` it is told how often a word stands there, of which BM25 is reckoned as FTS5 does. Both
are made after `migrate` (see `search.receivers`), because neither can be said in a migration that both
databases understand.

Tokens come from `search.text` and hold letters and digits only, so they need no quoting.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, IntegerField, Lookup, Model, QuerySet, TextField, Value, When
from django.db.models.sql.compiler import SQLCompiler

from search.matching import AllOf, Condition, Word, words_in

TABLE = "search_searchdocument"
WORDS, TITLES = "search_document_words", "search_title_words"
# Each FTS5 table with the columns it indexes, and the lengths of beginnings it keeps.
_TABLES = {WORDS: (("title_terms", "code_terms", "terms"), "1 2 3"), TITLES: (("title_terms",), "1 2 3")}


def _sqlite_statements(table: str) -> list[str]:
    columns, prefixes = _TABLES[table]
    names = ", ".join(columns)
    new, old = _of("new", columns), _of("old", columns)
    # Our own names, here and below; what is asked is a parameter.
    add = f"INSERT INTO {table}(rowid, {names}) VALUES (new.product_id, {new});"  # noqa: S608
    taken = f"({table}, rowid, {names}) VALUES ('delete', old.product_id, {old})"
    take = f"INSERT INTO {table}{taken};"
    changed = " OR ".join(f"old.{name} <> new.{name}" for name in columns)
    return [
        f"""CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5(
            {names}, content='{TABLE}', content_rowid='product_id',
            tokenize='unicode61 remove_diacritics 0', prefix='{prefixes}'
        )""",
        f"CREATE TRIGGER IF NOT EXISTS {table}_insert AFTER INSERT ON {TABLE} BEGIN {add} END",
        f"CREATE TRIGGER IF NOT EXISTS {table}_delete AFTER DELETE ON {TABLE} BEGIN {take} END",
        f"""CREATE TRIGGER IF NOT EXISTS {table}_update
        AFTER UPDATE OF {names} ON {TABLE} WHEN {changed} BEGIN {take} {add} END""",
    ]


def _of(row: str, columns: Sequence[str]) -> str:
    return ", ".join(f"{row}.{name}" for name in columns)


_STATEMENTS = {
    "sqlite": (
        # What an older version kept.
        *(f"DROP TRIGGER IF EXISTS search_document_fts_{name}" for name in ("insert", "delete", "update")),
        "DROP TABLE IF EXISTS search_document_fts",
        *(statement for table in _TABLES for statement in _sqlite_statements(table)),
    ),
    "postgresql": (
        "DROP INDEX IF EXISTS search_document_tokens",
        """CREATE OR REPLACE FUNCTION search_vector(words text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT coalesce(string_agg('''' || word || ''':' || least(place, 16383), ' '), '')::tsvector
            FROM unnest(string_to_array(btrim(words), ' ')) WITH ORDINALITY AS each_word(word, place)
            WHERE word <> ''
        $$""",
        f"""ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (
            setweight(search_vector(title_terms), 'A') || search_vector(code_terms) || search_vector(terms)
        ) STORED""",
        # The planner does not know that a vector lies beside its row: the cost keeps it at the index.
        """CREATE OR REPLACE FUNCTION search_indexed(words tsvector) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 200 AS $$ BEGIN RETURN words; END $$""",
        f"CREATE INDEX IF NOT EXISTS search_document_vector ON {TABLE} USING gin (search_indexed(vector))",
    ),
}
_HAS = "search_indexed(vector) @@"
_SQLITE_MATCH = f"%s IN (SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %%s)"  # noqa: S608 - our own names
# OFFSET 0 keeps the planner from comparing row by row: the index is asked once.
_POSTGRESQL_MATCH = f"%s IN (SELECT product_id FROM {TABLE} WHERE {_HAS} %%s::tsquery OFFSET 0)"  # noqa: S608

# A document's rank is that of its title, so many times, and that of all its words; words that only begin as
# one does order what has nothing else.
TITLE_WEIGHT, BEGINNING_WEIGHT = 1.5, 0.02
# So much more has what is the thing itself (see `search.kinds`); from 3 to 6 nothing changes.
KIND_WEIGHT = 4.0
# The columns of a ranking, of which its score is the sum.
PARTS = "ranking.title + ranking.beginning + ranking.text"
# `ts_rank` of a word that stands there n times is 1 + 1/4 + ... + 1/n² by what that sum tends to. What is
# missing is near enough 1/(n + 1/2) to tell n, up to hundreds.
LIMIT_OF_RANK, MOST_OF_RANK = math.pi**2 / 6, 0.999
# The parameters of BM25, as FTS5 and Elasticsearch have them.
SATURATION, LENGTH = 1.2, 0.75
STATISTICS_SECONDS = 600
SAMPLE = 2000


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what token search needs in this database, where it is not there yet."""
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        for statement in _STATEMENTS[connection.vendor]:
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            for table in _TABLES.keys() - there:
                cursor.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")  # noqa: S608


@TextField.register_lookup
class Matches(Lookup):
    """`terms__matches=condition`: the document's words fulfil a `search.matching.Condition`."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str | int | float]]:
        """Ask the FTS5 table for the documents' ids."""
        return self._among(compiler, _SQLITE_MATCH, sqlite_query(self.rhs))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str | int | float]]:
        """Ask the GIN index for them; the cast takes the tokens as they are."""
        return self._among(compiler, _POSTGRESQL_MATCH, postgresql_query(self.rhs))

    def _among(
        self, compiler: SQLCompiler, condition: str, question: str
    ) -> tuple[str, list[str | int | float]]:
        key = self.lhs.target.model._meta.pk.get_col(self.lhs.alias)
        column, _params = compiler.compile(key)
        return condition % column, [question]


def sqlite_query(condition: Condition) -> str:
    """Write a condition in FTS5's words."""
    if isinstance(condition, Word):
        whole, begun = f'"{condition.stem}"', f'"{condition.typed}"*'
        if condition.is_whole:
            return whole
        return begun if condition.stem.startswith(condition.typed) else f"({whole} OR {begun})"
    sign = " AND " if isinstance(condition, AllOf) else " OR "
    return f"({sign.join(sqlite_query(part) for part in condition.parts)})"


def postgresql_query(condition: Condition) -> str:
    """Write a condition as a `tsquery`."""
    if isinstance(condition, Word):
        return f"({' | '.join(_lexemes(condition))})"
    sign = " & " if isinstance(condition, AllOf) else " | "
    return f"({sign.join(postgresql_query(part) for part in condition.parts)})"


def _lexemes(word: Word) -> tuple[str, ...]:
    whole, begun = f"'{word.stem}'", f"'{word.typed}':*"
    if word.is_whole:
        return (whole,)
    return (begun,) if word.stem.startswith(word.typed) else (whole, begun)


def ranked_ids(
    found: QuerySet[Model],
    condition: Condition,
    *,
    kinds: Sequence[str],
    order: Sequence[str],
    start: int,
    end: int,
) -> list[int]:
    """Return a slice of the documents' ids: by `group`, by how well the condition's words fit, by `order`.

    What is one of `kinds` stands before what only goes with one, as far as `KIND_WEIGHT` reaches.
    `found` gives `group` and the columns of `order` ("-name": descending); one query.
    """
    connection = connections[found.db]
    columns = [name.lstrip("-") for name in order]
    found = found.annotate(of_kind=_of_kind(kinds))
    inner, inner_params = found.order_by().values("group", "of_kind", *columns).query.sql_with_params()
    ranking, params = _ranks(condition, connection)
    score = f"coalesce({PARTS}, 0) + {KIND_WEIGHT} * found.of_kind"
    further = ", ".join(f"found.{name.lstrip('-')} {'DESC' if name[0] == '-' else 'ASC'}" for name in order)
    # Each is made whole once: a planner that sees the LIMIT would go through the documents one by one.
    statement = f"""WITH found AS MATERIALIZED ({inner}), ranking AS MATERIALIZED ({ranking})
        SELECT found.product_id FROM found LEFT JOIN ranking ON ranking.id = found.product_id
        ORDER BY found."group" DESC, {score} DESC, {further}
        LIMIT %s OFFSET %s"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*inner_params, *params, end - start, start])
        return [pk for (pk,) in cursor.fetchall()]


def rank_parts(condition: Condition, ids: Collection[int], *, using: str) -> dict[int, tuple[float, ...]]:
    """Return what titles, beginnings of words and all words give to these documents; one query."""
    connection = connections[using]
    ranking, params = _ranks(condition, connection)
    places = ", ".join(["%s"] * len(ids))
    statement = f"""WITH ranking AS ({ranking}) SELECT id, title, beginning, text FROM ranking
        WHERE id IN ({places})"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *ids])
        return {pk: tuple(parts) for pk, *parts in cursor.fetchall()}


def _ranks(condition: Condition, connection: BaseDatabaseWrapper) -> tuple[str, list[str | int | float]]:
    return _postgresql_ranks(condition) if connection.vendor == "postgresql" else _sqlite_ranks(condition)


def _of_kind(kinds: Sequence[str]) -> Case:
    """Return the expression for whether a document is what is looked for: 1 or 0."""
    named = [When(kinds__contains=f" {kind} ", then=Value(1)) for kind in kinds]
    return Case(*named, default=Value(0), output_field=IntegerField())


def _sqlite_ranks(condition: Condition) -> tuple[str, list[str | int | float]]:
    words = words_in(condition)
    whole = " OR ".join(f'"{word.stem}"' for word in words)
    begun = " OR ".join(sqlite_query(word) for word in words)
    begins = f"-{BEGINNING_WEIGHT} * bm25({TITLES})"
    statement = f"""SELECT id, sum(title) AS title, sum(beginning) AS beginning, sum(text) AS text FROM (
            SELECT rowid AS id, -{TITLE_WEIGHT} * bm25({TITLES}) AS title, 0 AS beginning, 0 AS text
            FROM {TITLES} WHERE {TITLES} MATCH %s
            UNION ALL SELECT rowid, 0, {begins}, 0 FROM {TITLES} WHERE {TITLES} MATCH %s
            UNION ALL SELECT rowid, 0, 0, -bm25({WORDS}) FROM {WORDS} WHERE {WORDS} MATCH %s
        ) GROUP BY id"""  # noqa: S608 - our own names; the question is a parameter
    return statement, [whole, begun, whole]


def _postgresql_ranks(condition: Condition) -> tuple[str, list[str | int | float]]:
    words = words_in(condition)
    lexemes = dict.fromkeys(f"'{word.stem}'" for word in words)
    counts, (documents, title, length) = _statistics(list(lexemes))
    in_title: list[str | int | float] = []
    anywhere: list[str | int | float] = []
    # What is no word of any document begins one; a single letter begins too many to look for.
    begun = {f"'{word.stem}'": postgresql_query(word) for word in words if not word.is_whole}
    asked = {lexeme: begun.get(lexeme, lexeme) if not counts[lexeme] else lexeme for lexeme in lexemes}
    sought = [text for lexeme, text in asked.items() if counts[lexeme] or len(lexeme) > len("'x'")]
    for lexeme, text in asked.items():
        rarity = math.log(1 + (documents - counts[lexeme] + 0.5) / (counts[lexeme] + 0.5))
        in_title += [rarity * TITLE_WEIGHT, text, text, title]
        anywhere += [rarity, text, text, length]
    titles = " + ".join([f"%s * {_gain('{0, 0, 0, 1}', 'title_count')}"] * len(asked))
    texts = " + ".join([f"%s * {_gain('{1, 1, 1, 1}', 'word_count')}"] * len(asked))
    statement = f"""SELECT product_id AS id, {titles} AS title, 0 AS beginning, {texts} AS text
        FROM {TABLE} WHERE {_HAS} %s::tsquery"""  # noqa: S608
    return statement, [*in_title, *anywhere, " | ".join(sought or lexemes)]


def _gain(weights: str, column: str) -> str:
    """Return what BM25 gives for how often a word stands there; parameters: word, word, average length."""
    rank = f"least(ts_rank('{weights}', vector, %s::tsquery), {MOST_OF_RANK})"
    times = f"round((1 / ({LIMIT_OF_RANK} * (1 - {rank})) - 0.5)::numeric)::float"
    norm = f"{SATURATION} * ({1 - LENGTH} + {LENGTH} * {column} / %s)"
    return f"({times} * {1 + SATURATION} / ({times} + {norm}))"


def _statistics(lexemes: list[str]) -> tuple[Mapping[str, int], tuple[int, float, float]]:
    """Return in how many documents each lexeme stands, how many there are, how long titles and texts are.

    Remembered for some minutes: a rarity that is a little out of date changes no order.
    """
    keys = {lexeme: f"search:df:{lexeme.encode().hex()[:200]}" for lexeme in lexemes}
    known: dict[str, Any] = cache.get_many([*keys.values(), "search:corpus"])
    missing = [lexeme for lexeme, key in keys.items() if key not in known]
    if missing or "search:corpus" not in known:
        fresh = _counted(missing)
        known |= {keys.get(name, name): number for name, number in fresh.items()}
        cache.set_many({keys.get(name, name): number for name, number in fresh.items()}, STATISTICS_SECONDS)
    total, *lengths = known["search:corpus"]
    # Counted at different moments: a word is in no more documents than there are.
    return {lexeme: min(known[key], total) for lexeme, key in keys.items()}, (total, lengths[0], lengths[1])


def _counted(lexemes: list[str]) -> dict[str, object]:
    sample = f"(SELECT title_count, word_count FROM {TABLE} LIMIT {SAMPLE}) AS sample"  # noqa: S608
    averages = "greatest(avg(title_count), 1)::float, greatest(avg(word_count), 1)::float"
    counting = f"(SELECT count(*) FROM {TABLE} WHERE {_HAS} %s::tsquery)"  # noqa: S608
    columns = [f"(SELECT count(*) FROM {TABLE})", averages, *([counting] * len(lexemes))]  # noqa: S608
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {sample}", lexemes)  # noqa: S608
        total, title, length, *numbers = cursor.fetchone()
    return {"search:corpus": (total, title, length), **dict(zip(lexemes, numbers, strict=True))}
