"""What a device takes along, the page and its worker, and that a log-out empties the device."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.customers.services import attach_order
from crm_core.offline.models import OfflineOrder
from shop.audit.models import AuditEntry
from shop.user.models import User
from tests.crm_core.factories import CustomerFactory, rep_with
from tests.crm_core.offline.conftest import RIGHTS
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def visit(customer, rep):
    return Activity.objects.create(
        customer=customer, subject=f"Visit {customer.pk}", kind="visit", due_at=timezone.now(), assignee=rep
    )


@pytest.fixture
def day(client, rep):
    def ask():
        client.force_login(rep)
        return client.get(reverse("offline_day")).json()

    return ask


def card(client, customer):
    return client.get(reverse("offline_customer", args=[customer.pk]))


def test_day_names_its_customers_once_and_in_its_order(day, customer, rep):
    visit(customer, rep)
    visit(customer, rep)
    visit(CustomerFactory(owner=None), rep)
    found = day()

    assert [(each["id"], each["name"]) for each in found["customers"]] == [(customer.pk, "Ada Potter")]
    assert (found["user"], bool(found["csrf"]), found["waiting"]) == (rep.pk, True, [])


def test_day_takes_as_many_queries_for_three_customers_as_for_one(day, customer, rep):
    visit(customer, rep)
    day()
    with CaptureQueriesContext(connection) as one:
        day()
    for number in range(2):
        visit(CustomerFactory(owner=rep, email=f"c{number}@example.com"), rep)
        OfflineOrder.objects.create(
            key=f"00000000-0000-0000-0000-00000000000{number}",
            customer=customer,
            by=rep,
            written_at=timezone.now(),
        )
    with CaptureQueriesContext(connection) as three:
        found = day()

    assert (len(found["customers"]), len(found["waiting"])) == (3, 2)
    assert len(three) == len(one)


def test_customer_tells_what_is_open_and_what_they_usually_buy(client, customer, rep, bowl):
    client.force_login(rep)
    found = card(client, customer).json()

    assert (found["may_note"], found["may_order"], found["name"]) == (True, True, "Ada Potter")
    assert [(each["title"], each["price_text"]) for each in found["products"]] == [("Tide bowl", "€20.00")]
    assert AuditEntry.objects.filter(
        action="viewed", customer_id=customer.pk, detail={"page": "offline"}
    ).exists()


def test_customer_takes_as_many_queries_for_three_products_as_for_one(client, customer, rep):
    client.force_login(rep)
    card(client, customer)
    with CaptureQueriesContext(connection) as one:
        card(client, customer)
    user = User.objects.get(email="mara@example.com")
    for _number in range(2):
        attach_order(OrderFactory(user=user, lines=[(ProductFactory(price="5.00"), 1)]))
    with CaptureQueriesContext(connection) as three:
        found = card(client, customer).json()

    assert (len(found["products"]), len(three)) == (3, len(one))


def test_of_others_customers_and_of_what_one_may_not_there_is_nothing(client, customer):
    for rights, status in ((RIGHTS, 404), (RIGHTS[:1], 403)):
        client.force_login(rep_with(*rights))
        assert card(client, customer).status_code == status
    client.force_login(UserFactory())
    assert card(client, customer).status_code in (302, 403)


def test_who_may_not_order_or_see_the_phone_takes_neither_along(client, customer):
    reader = rep_with("customers.view_customer", "activities.view_activity")
    customer.owner, customer.phone = reader, "+49401234567"
    customer.save()
    client.force_login(reader)
    found = card(client, customer).json()

    assert (found["may_order"], found["products"], found["may_note"]) == (False, [], False)


def test_page_holds_nothing_of_a_customer_and_its_worker_is_below_it(client, rep):
    visit(CustomerFactory(owner=rep, name="Jo Beck"), rep)
    client.force_login(rep)
    page, worker = client.get(reverse("offline")), client.get(reverse("offline_worker"))

    assert "Beck" not in page.text
    assert reverse("offline_worker").startswith(reverse("offline"))
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in page.headers["Content-Security-Policy"]
    assert "fetch" in worker.text


def test_log_out_of_staff_empties_the_device_and_of_customers_nothing(client, rep):
    for user, told in ((rep, '"storage"'), (UserFactory(), None)):
        client.force_login(user)
        assert client.post(reverse("account_logout")).headers.get("Clear-Site-Data") == told
    assert "Clear-Site-Data" not in client.get(reverse("account_login")).headers


def test_waiting_order_stands_among_what_is_open(client, customer, rep, bowl):
    OfflineOrder.objects.create(
        key="00000000-0000-0000-0000-000000000001",
        customer=customer,
        by=rep,
        written_at=timezone.now(),
        lines=[{"product": bowl.pk, "title": "Tide bowl", "quantity": 1, "price": "1.00", "currency": "EUR"}],
    )
    client.force_login(rep)
    labels = [each["label"] for each in card(client, customer).json()["open"]]
    assert "Order written offline: confirm the differences" in labels
