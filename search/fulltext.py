"""Finding tokens by their beginnings with each database's own means.

SQLite keeps an FTS5 table beside the documents by triggers; PostgreSQL has a GIN index on an
expression. Both are made after `migrate` (see `search.receivers`), because neither can be said
in a migration that both databases understand.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

TABLE = "search_searchdocument"

_STATEMENTS = {
    "sqlite": (
        """CREATE VIRTUAL TABLE IF NOT EXISTS search_document_fts USING fts5(
            terms, content='search_searchdocument', content_rowid='product_id',
            tokenize='unicode61 remove_diacritics 0', prefix='1 2 3', detail=none
        )""",
        """CREATE TRIGGER IF NOT EXISTS search_document_fts_insert AFTER INSERT ON search_searchdocument
        BEGIN
            INSERT INTO search_document_fts(rowid, terms) VALUES (new.product_id, new.terms);
        END""",
        """CREATE TRIGGER IF NOT EXISTS search_document_fts_delete AFTER DELETE ON search_searchdocument
        BEGIN
            INSERT INTO search_document_fts(search_document_fts, rowid, terms)
            VALUES ('delete', old.product_id, old.terms);
        END""",
        """CREATE TRIGGER IF NOT EXISTS search_document_fts_update
        AFTER UPDATE OF terms ON search_searchdocument WHEN old.terms <> new.terms
        BEGIN
            INSERT INTO search_document_fts(search_document_fts, rowid, terms)
            VALUES ('delete', old.product_id, old.terms);
            INSERT INTO search_document_fts(rowid, terms) VALUES (new.product_id, new.terms);
        END""",
    ),
    "postgresql": (
        """CREATE INDEX IF NOT EXISTS search_document_tokens ON search_searchdocument
        USING gin (array_to_tsvector(string_to_array(terms, ' ')))""",
    ),
}
_SQLITE_MATCH = "%s IN (SELECT rowid FROM search_document_fts WHERE search_document_fts MATCH %%s)"
# OFFSET 0 keeps the planner from comparing row by row: the index is asked once.
_POSTGRESQL_MATCH = """%s IN (
    SELECT product_id FROM search_searchdocument
    WHERE array_to_tsvector(string_to_array(terms, ' ')) @@ %%s::tsquery OFFSET 0
)"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what token search needs in this database, where it is not there yet."""
    with connection.cursor() as cursor:
        for statement in _STATEMENTS[connection.vendor]:
            cursor.execute(statement)


@TextField.register_lookup
class Matches(Lookup):
    """`terms__matches=["bow", "tid"]`: each of these begins one of the tokens of `terms`.

    Tokens come from `search.text` and hold letters and digits only, so they need no quoting.
    """

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask the FTS5 table for the documents' ids."""
        return self._among(compiler, _SQLITE_MATCH, " ".join(f'"{token}"*' for token in self.rhs))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask the GIN index for them; the cast takes the tokens as they are."""
        return self._among(compiler, _POSTGRESQL_MATCH, " & ".join(f"'{token}':*" for token in self.rhs))

    def _among(self, compiler: SQLCompiler, condition: str, question: str) -> tuple[str, list[Any]]:
        key = self.lhs.target.model._meta.pk.get_col(self.lhs.alias)
        column, _params = compiler.compile(key)
        return condition % column, [question]
