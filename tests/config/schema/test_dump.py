import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from config.schema import dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def _migrations(settings):
    """Migrations, which the quick tests do without."""
    settings.MIGRATION_MODULES = {}


@pytest.fixture
def fresh(tmp_path):
    options = {**connections["default"].settings_dict, "OPTIONS": {}, "NAME": str(tmp_path / "fresh.sqlite3")}
    database = DatabaseWrapper(options, alias="fresh")
    connections["fresh"] = database
    yield database
    database.close()
    del connections["fresh"]


@pytest.mark.usefixtures("_migrations")
def test_the_dump_was_written_from_the_migrations_there_are_and_not_touched():
    first, _newline, body = dump.DUMP.read_text(encoding="utf-8").partition("\n")
    assert first == dump.seal(body), "call `manage.py dump_schema`"


@pytest.mark.usefixtures("_migrations")
def test_a_touched_dump_has_another_seal():
    assert dump.seal("CREATE TABLE one (id integer);\n") != dump.seal("CREATE TABLE one (id bigint);\n")


@pytest.mark.usefixtures("_migrations")
def test_a_fresh_file_has_all_that_the_models_ask_for(fresh):
    assert dump.fits(fresh)
    dump.load(fresh)

    assert MigrationRecorder(fresh).applied_migrations().keys() == dump.known_migrations()
    with fresh.cursor() as cursor:
        made = set(fresh.introspection.table_names(cursor))
        columns = {
            table: {column.name for column in fresh.introspection.get_table_description(cursor, table)}
            for table in made
        }
    for model in apps.get_models(include_auto_created=True):
        is_ours = not model.__module__.startswith(("tests.", "oscar.test."))  # tests make models of their own
        if is_ours and model._meta.managed and not model._meta.proxy:
            asked = {field.column for field in model._meta.local_concrete_fields} - {"rowid"}
            assert asked == columns[model._meta.db_table], model


@pytest.mark.usefixtures("_migrations")
def test_two_fresh_files_have_translation_keys_of_their_own(tmp_path, fresh):
    other = DatabaseWrapper({**fresh.settings_dict, "NAME": str(tmp_path / "other.sqlite3")}, alias="other")
    keys = []
    for database in (fresh, other):
        dump.load(database)
        with database.cursor() as cursor:
            cursor.execute("SELECT translation_key FROM wagtailcore_page")
            keys.append({key for (key,) in cursor.fetchall()})
    other.close()
    assert all(keys)
    assert not keys[0] & keys[1]


@pytest.mark.usefixtures("_migrations")
def test_a_database_with_a_table_is_left_alone(fresh):
    with fresh.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id integer)")
    assert not dump.fits(fresh)


@pytest.mark.usefixtures("_migrations")
def test_a_dump_of_migrations_that_are_not_there_is_not_loaded(fresh, tmp_path, monkeypatch):
    newer = tmp_path / "newer.sql"
    line = "INSERT INTO \"django_migrations\" VALUES(1,'search','9999_of_a_later_version',1);\n"
    newer.write_text(dump.DUMP.read_text(encoding="utf-8") + line, encoding="utf-8")
    monkeypatch.setattr(dump, "DUMP", newer)
    assert not dump.fits(fresh)


def test_without_migrations_it_is_not_loaded(fresh):
    assert not dump.fits(fresh)


@pytest.mark.usefixtures("_migrations")
def test_half_a_dump_leaves_nothing(fresh, tmp_path, monkeypatch):
    broken = tmp_path / "broken.sql"
    broken.write_text("CREATE TABLE one (id integer);\nCREATE TABLE one (id integer);\n", encoding="utf-8")
    monkeypatch.setattr(dump, "DUMP", broken)
    with pytest.raises(Exception, match="already exists"):
        dump.load(fresh)
    assert fresh.introspection.table_names() == []


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL")
def test_another_database_migrates():
    assert not dump.fits(connection)


@pytest.mark.usefixtures("_migrations")
def test_asking_for_a_part_of_the_migrations_loads_nothing(capsys):
    call_command("migrate", "sites", plan=True)
    assert "fresh database" not in capsys.readouterr().out
