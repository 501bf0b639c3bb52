"""The tables and rows that all migrations together leave behind, as SQL for SQLite.

The dump is written by the migrations themselves (`manage.py dump_schema`) and holds their names, so whatever
is newer than the dump is migrated afterwards as in any database.
"""

import hashlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config.schema.swappable import names_remembered

DUMP = Path(__file__).with_name("sqlite.sql")
DIGEST = "-- Written by `manage.py dump_schema` from the migrations "
MIGRATION = re.compile(r"""INSERT INTO "django_migrations" VALUES\(\d+,'([^']+)','([^']+)',""")
# The tables in which SQLite keeps a full-text index; they come with the virtual table.
SHADOWS = ("data", "idx", "content", "docsize", "config")
# When a row was written says when the dump was; a fresh database is written now.
MOMENT = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?'")
NOW = "strftime('%Y-%m-%d %H:%M:%f','now')"
# Wagtail's translation keys: another one on each site, each of one row.
RANDOM = re.compile(r"'[0-9a-f]{32}'")
ANOTHER = "lower(hex(randomblob(16)))"


def migration_files() -> dict[tuple[str, str], Path]:
    """Return where each migration stands, by app and name; none where migrations are switched off."""
    files: dict[tuple[str, str], Path] = {}
    for app in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(app.label)
        spec = find_spec(module) if module else None
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            files |= {
                (app.label, path.stem): path for path in Path(folder).glob("*.py") if path.name[0] not in "_~"
            }
    return files


def digest() -> str:
    """Return a hash of the names and the source of all migrations."""
    whole = hashlib.sha256()
    for (app, name), path in sorted(migration_files().items()):
        whole.update(f"{app}.{name}:{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def written(connection: BaseDatabaseWrapper) -> str:
    """Run all migrations on an empty database and return the dump of what they leave behind."""
    executor = MigrationExecutor(connection)
    with names_remembered():
        executor.migrate(executor.loader.graph.leaf_nodes())
    body = "\n".join([*statements(connection), ""])
    return f"{seal(body)}\n{body}"


def seal(body: str) -> str:
    """Return the dump's first line: hashes of the migrations it was written from and of itself.

    A dump whose seal is right was written by these very migrations and not touched since; running them all
    again (`manage.py dump_schema --check`, minutes) says no more.
    """
    return f"{DIGEST}{digest()}; what follows is {hashlib.sha256(body.encode()).hexdigest()}"


def statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield the SQL that makes the same database: tables, rows, then all that reads them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
        things = [row for row in cursor.fetchall() if not row[1].startswith("sqlite_")]
        virtual = {name for _, name, sql in things if sql.upper().startswith("CREATE VIRTUAL")}
        shadows = {f"{name}_{part}" for name in virtual for part in SHADOWS}
        tables = [(name, sql) for kind, name, sql in things if kind == "table" and name not in shadows]
        yield from (f"{sql};" for name, sql in tables if name not in virtual)
        for name, _ in tables:
            if name not in virtual:
                yield from _rows(cursor, name)
        names = {name for _, name, _ in things}
        for name in sorted(name for name in virtual if f"{name}_content" in names):
            _refuse_texts(cursor, name)
        yield from (f"{sql};" for name, sql in tables if name in virtual)
        yield from (f"{sql};" for kind, _, sql in things if kind != "table")
        yield from (f'INSERT INTO "{name}"("{name}") VALUES(\'rebuild\');' for name in sorted(virtual))


def _refuse_texts(cursor: CursorWrapper, index: str) -> None:
    """Raise ValueError for a full-text index that holds texts of its own: no rebuild brings them back."""
    cursor.execute(f'SELECT count(*) FROM "{index}"')  # noqa: S608 - names of the schema itself
    if cursor.fetchone()[0]:
        raise ValueError(f"{index} holds texts of its own.")


def _rows(cursor: CursorWrapper, table: str) -> Iterator[str]:
    quoted = f'"{table}"'
    cursor.execute(f"PRAGMA table_info({quoted})")
    columns = [f'quote("{row[1]}")' for row in cursor.fetchall()]
    order = "1"
    if table == MigrationRecorder.Migration._meta.db_table:  # Django applies independent ones in any order
        order = "app, name"
        columns[0] = f"row_number() OVER (ORDER BY {order})"
    values = " || ',' || ".join(columns)
    cursor.execute(f"SELECT {values} FROM {quoted} ORDER BY {order}")  # noqa: S608 - names of the schema itself
    for (line,) in cursor.fetchall():
        yield f"INSERT INTO {quoted} VALUES({RANDOM.sub(ANOTHER, MOMENT.sub(NOW, line))});"


def known_migrations() -> set[tuple[str, str]]:
    """Return the names of all migrations there are and of those that they replace."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = ((app, name) for migration in migrations.values() for app, name in migration.replaces)
    return {*migrations, *replaced}


def fits(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the dump may be loaded: into an empty SQLite file, and all its migrations are there."""
    if connection.vendor != "sqlite" or not DUMP.exists() or connection.introspection.table_names():
        return False
    known = known_migrations()
    return bool(known) and set(MIGRATION.findall(DUMP.read_text(encoding="utf-8"))) <= known


def load(connection: BaseDatabaseWrapper) -> None:
    """Write the dump into an empty database, whole or not at all."""
    connection.ensure_connection()
    script = DUMP.read_text(encoding="utf-8")
    with connection.constraint_checks_disabled():
        try:
            connection.connection.executescript(f"BEGIN IMMEDIATE;\n{script}COMMIT;")
        except BaseException:
            connection.connection.rollback()
            raise
    connection.check_constraints()
