import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import update_last_login
from django.db import connection, transaction

from config.page_cache import writes
from config.page_cache.tables import KEPT_TABLES, UNSEEN_APPS, UNSEEN_TABLES
from config.page_cache.writes import shown_tables
from shop.configuration.memory import pages_version
from shop.partner.models import StockRecord
from shop.tax.models import TaxRate
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import make_offer

UNKNOWN_TO_DJANGO = {"django_migrations"}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ('SELECT "id" FROM "partner_stockrecord" FOR UPDATE', False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ("WITH x AS (SELECT 1) SELECT * FROM x", False),
        ("WITH x AS (UPDATE partner_stockrecord SET price = 1 RETURNING id) SELECT * FROM x", True),
        ('WITH x AS (SELECT 1) INSERT INTO "basket_line" SELECT * FROM x', False),
        ('UPDATE "partner_stockrecord" SET "num_allocated" = 1', True),
        ("update partner_stockrecord set price = 1", True),
        ("  \n  UPDATE\n  partner_stockrecord SET price = 1", True),
        ('UPDATE ONLY "public"."partner_stockrecord" SET price = 1', True),
        ('INSERT INTO "catalogue_product" ("id") VALUES (1)', True),
        ('INSERT OR IGNORE INTO "catalogue_product" ("id") VALUES (1)', True),
        ('DELETE FROM "content_menu" WHERE id = 1', True),
        ('TRUNCATE "catalogue_product"', True),
        ('ALTER TABLE "catalogue_product" ADD COLUMN x', True),
        ('INSERT INTO "table_of_next_year" VALUES (1)', True),
        ('INSERT INTO "django_session" VALUES (1)', False),
        ('UPDATE "basket_line" SET "quantity" = 2', False),
        ('INSERT INTO "events_event" VALUES (1)', False),
        ('UPDATE "user_user" SET "last_login" = %s WHERE "user_user"."id" = %s', False),
        ('UPDATE "user_user" SET "first_name" = %s WHERE "user_user"."id" = %s', True),
        ("SAVEPOINT a", False),
        ("RELEASE SAVEPOINT a", False),
        ("SET search_path TO x", False),
        ("PRAGMA foreign_keys = ON", False),
        ("", False),
    ],
)
def test_a_statement_changes_pages_unless_it_reads_or_writes_what_nobody_sees(sql, expected):
    assert bool(shown_tables(sql)) is expected


def test_every_table_and_app_that_is_not_shown_exists():
    models = apps.get_models(include_auto_created=True)
    assert UNSEEN_APPS - {model._meta.app_label for model in models} == set()
    tables = {model._meta.db_table for model in models}
    assert (UNSEEN_TABLES | KEPT_TABLES) - tables - UNKNOWN_TO_DJANGO == set()
    assert set() == KEPT_TABLES & UNSEEN_TABLES


def changed_by(call):
    before = pages_version()
    call()
    return pages_version() != before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda product: StockRecord.objects.filter(product=product).update(price=3),
        lambda product: TaxRate.objects.bulk_create([TaxRate(country="DE", percent=7)]),
        lambda product: make_offer(),
        lambda product: connection.cursor().execute("UPDATE partner_stockrecord SET num_in_stock = 1"),
        lambda product: connection.cursor().executemany(
            "UPDATE partner_stockrecord SET num_in_stock = %s", [(1,), (2,)]
        ),
        lambda product: product.save(),
    ],
    ids=["update", "bulk", "create", "sql", "many", "save"],
)
def test_a_write_past_all_signals_changes_pages(write, commit):
    product = ProductFactory()

    assert changed_by(lambda: commit(lambda: write(product)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        BasketFactory,
        lambda: update_last_login(None, get_user_model()._default_manager.get()),
        lambda: StockRecord.objects.filter(price=3).exists(),
        lambda: StockRecord.objects.filter(price=3).update(price=4),
        lambda: StockRecord.objects.filter(price=3)._raw_delete("default"),
    ],
    ids=["basket", "login", "read", "updates-nothing", "deletes-nothing"],
)
def test_what_nobody_sees_takes_no_page_away(write):
    UserFactory()
    assert not changed_by(write)


@pytest.fixture
def changes(monkeypatch):
    """Count how often the version is changed."""
    counted, real = [], writes.change_pages_version
    monkeypatch.setattr(writes, "change_pages_version", lambda: counted.append(1) or real())
    return counted


def write(price=3):
    StockRecord.objects.update(price=price)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_changes_pages_once_and_after_its_commit(changes):
    ProductFactory()
    changes.clear()
    with transaction.atomic():
        write()
        with transaction.atomic():
            write()
        write()
        assert changes == []
    assert changes == [1]
    write()
    assert changes == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_changes_nothing_and_hides_nothing(changes):
    ProductFactory()
    changes.clear()
    for _time in range(2):
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    assert changes == []
    with transaction.atomic():
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
        write()
    assert changes == [1]
    with transaction.atomic(), transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert changes == [1]
    with transaction.atomic():
        write()
    assert changes == [1, 1]


@pytest.mark.django_db
def test_a_cache_that_is_down_stops_no_write(monkeypatch):

    def fail():
        raise ConnectionError

    monkeypatch.setattr(writes, "change_pages_version", fail)
    record = ProductFactory().stockrecords.get()
    StockRecord.objects.filter(pk=record.pk).update(num_in_stock=7)
    assert StockRecord.objects.get(pk=record.pk).num_in_stock == 7
