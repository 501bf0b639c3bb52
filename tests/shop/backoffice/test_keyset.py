"""Pages behind a row: each row once and in order, whatever comes and goes, in both directions, with empty values."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm_core.customers.models import Customer
from shop.backoffice.keyset import KeysetPaginator, SortKey

pytestmark = pytest.mark.django_db
PLAIN, EMPTY = SortKey(field="created_at"), SortKey(field="last_order_at", may_be_empty=True)


@pytest.fixture
def customers():
    now = timezone.now().replace(microsecond=123456)
    rows = Customer.objects.bulk_create([Customer(name=name) for name in "BAACDEAF"])
    for number, row in enumerate(rows):
        row.created_at = now - timedelta(days=number // 2)  # two of each day
        row.last_order_at = now - timedelta(days=number // 2) if number % 3 else None
        row.next_order_on = row.last_order_at
        row.spent = number // 3
    Customer.objects.bulk_update(rows, ["created_at", "last_order_at", "next_order_on", "spent"])
    return sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=True)


def pager(key, *, descending=True, per_page=3):
    return KeysetPaginator(Customer.objects.order_by("pk"), per_page, key=key, descending=descending)


def walked(key, **kwargs):
    pages, page = [], pager(key, **kwargs).get_page(None)
    while True:
        pages.append([row.pk for row in page])
        if not page.has_next():
            return pages, page
        page = pager(key, **kwargs).get_page(page.next_page_number())


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("field", ["created_at", "name", "spent", "last_order_at"])
def test_each_row_stands_once_and_in_order_forth_and_back(customers, field, descending):
    key = SortKey(field=field, may_be_empty=field == "last_order_at")
    forth, page = walked(key, descending=descending)

    rows = Customer.objects.in_bulk()
    listed = [rows[pk] for pages in forth for pk in pages]
    full = [row for row in listed if getattr(row, field) is not None]
    expected = sorted(full, key=lambda row: (getattr(row, field), row.pk), reverse=descending)
    empty = sorted(
        (row for row in rows.values() if row not in full), key=lambda row: row.pk, reverse=descending
    )
    assert listed == [*expected, *empty]

    back = [[row.pk for row in page]]
    while page.has_previous():
        page = pager(key, descending=descending).get_page(page.previous_page_number())
        back.append([row.pk for row in page])
    assert back[-1] == forth[0]
    assert {pk for page in back for pk in page} == {row.pk for row in customers}


def test_rows_that_come_and_go_move_no_page(customers):
    first = pager(PLAIN).get_page(None)
    place, seen = first.next_page_number(), [row.pk for row in first]
    Customer.objects.create(name="new")
    Customer.objects.filter(pk=seen[-1]).delete()

    second = pager(PLAIN).get_page(place)

    assert [row.pk for row in second] == [row.pk for row in customers[3:6]]
    assert second.has_previous()


def test_last_row_gone_leads_to_the_page_before(customers):
    page = pager(PLAIN, per_page=7).get_page(None)
    place = page.next_page_number()
    Customer.objects.filter(pk=customers[-1].pk).delete()

    page = pager(PLAIN, per_page=7).get_page(place)

    assert ([row.pk for row in page], page.has_next()) == ([row.pk for row in customers[:7]], False)


@pytest.mark.parametrize("text", ["2", "0", "-1", "x", "W10", "a:b", "é" * 900, "\x00", None, ""])
def test_what_is_no_place_is_the_first_page(customers, text):
    assert [row.pk for row in pager(PLAIN).get_page(text)] == [row.pk for row in customers[:3]]


def test_place_of_another_order_is_the_first_page(customers):
    place = pager(EMPTY).get_page(None).next_page_number()
    assert [row.pk for row in pager(PLAIN).get_page(place)] == [row.pk for row in customers[:3]]


def test_rows_are_counted_no_further_than_the_cap(customers):
    pages = pager(PLAIN)
    pages.cap = 5
    assert (pages.count, pages.is_capped, pages.items_count_label) == (6, True, "more than 5")
    assert list(pages.get_elided_page_range(1)) == []


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize(
    ("key", "index"),
    [
        (PLAIN, "customers_by_creation"),
        (SortKey(field="name"), "customers_by_name"),
        (SortKey(field="spent"), "customers_by_spent"),
        (EMPTY, "customers_by_last_order"),
        (SortKey(field="next_order_on", may_be_empty=True), "customers_by_next_order"),
    ],
)
@pytest.mark.parametrize("descending", [True, False])
def test_each_order_is_read_from_its_index(customers, key, index, descending):
    pages = pager(key, descending=descending)
    place = pages._place_of(pages.get_page(None).next_page_number())
    part = pages._parts(place, is_backwards=False)[0]
    sql, params = part[:4].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert index in plan
    assert "TEMP B-TREE" not in plan
