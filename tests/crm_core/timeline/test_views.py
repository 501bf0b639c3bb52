from datetime import UTC, datetime, timedelta

import pytest

from crm_core.timeline.services import record
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def sales(client):
    client.force_login(
        staff_with("customers.view_customer", "customers.view_all_customer", "order.view_order")
    )
    return client


def write(customer, number, kind="note"):
    return record(
        customer,
        kind=kind,
        occurred_at=NOON + timedelta(hours=number),
        title=f"Entry {number}",
        source=f"test:{customer.pk}:{number}",
        data={"number": "K-1", "total": "1.00", "currency": "EUR", "lines": []},
    )


def told(response):
    return [row.entry for row in response.context["rows"]]


def test_story_is_latest_first_and_of_this_customer_only(sales):
    customer = CustomerFactory()
    first, second = write(customer, 1), write(customer, 2)
    write(CustomerFactory(), 3)

    assert told(sales.get(f"/cms/customers/{customer.pk}/timeline/")) == [second, first]


def test_story_has_pages_without_a_gap_or_an_entry_twice(sales):
    customer = CustomerFactory()
    entries = [write(customer, number) for number in range(45)]
    url, seen = f"/cms/customers/{customer.pk}/timeline/", []
    while url:
        response = sales.get(url)
        seen += told(response)
        url = response.context["links"].older

    assert seen == entries[::-1]
    newer = sales.get(response.context["links"].newer)
    assert told(newer) == entries[5:25][::-1]


def test_story_is_filtered_by_group(sales):
    customer = CustomerFactory()
    order, note = write(customer, 1, kind="order.placed"), write(customer, 2)
    gone = write(customer, 0, kind="nobody.tells")

    assert told(sales.get(f"/cms/customers/{customer.pk}/timeline/?group=orders")) == [order]
    assert told(sales.get(f"/cms/customers/{customer.pk}/timeline/?group=talks")) == [note]
    assert told(sales.get(f"/cms/customers/{customer.pk}/timeline/?group=other")) == [gone]
    assert told(sales.get(f"/cms/customers/{customer.pk}/timeline/?kind=note")) == [note]
    assert told(sales.get(f"/cms/customers/{customer.pk}/timeline/?group=nonsense")) == [note, order, gone]


def test_orders_are_not_told_to_who_may_not_see_them(client):
    customer = CustomerFactory()
    write(customer, 1, kind="order.placed")
    note = write(customer, 2)
    client.force_login(staff_with("customers.view_customer", "customers.view_all_customer"))

    response = client.get(f"/cms/customers/{customer.pk}/timeline/")

    assert told(response) == [note]
    assert told(client.get(f"/cms/customers/{customer.pk}/timeline/?group=orders")) == []


def test_words_of_an_entry_are_not_markup(sales):
    customer = CustomerFactory()
    record(customer, kind="note", occurred_at=NOON, title="<b>bold</b>", source="test:bold")

    assert "&lt;b&gt;bold&lt;/b&gt;" in sales.get(f"/cms/customers/{customer.pk}/timeline/").content.decode()


def test_story_of_nobody_is_not_found(sales):
    assert sales.get("/cms/customers/999/timeline/").status_code == 404
