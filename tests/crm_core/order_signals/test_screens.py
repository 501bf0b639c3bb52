"""The customer page, the list with its filter and column, and what a role that lacks the field sees."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.customers.attention import open_items, suggestions
from crm_core.customers.models import FieldRight
from crm_core.order_signals.models import OrderSignal
from crm_core.order_signals.panels import signals_panel
from tests.crm_core.factories import CustomerFactory, staff_with
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/customers/"
ORDERS = "order.view_order"


def signal(customer, kind, *, days=2, ended=None, **data):
    return OrderSignal.objects.create(
        customer=customer,
        kind=kind,
        since=timezone.localdate() - timedelta(days=days),
        noted_at=timezone.now(),
        ended_on=ended,
        data=data,
    )


@pytest.fixture
def mara():
    last = timezone.localdate() - timedelta(days=93)
    customer = CustomerFactory()
    signal(customer, "lapsed", usual=30, last=last.isoformat())
    signal(customer, "vip_lost", usual=30, last=last.isoformat())
    signal(customer, "first_order", days=50, ended=timezone.localdate())
    return customer


@pytest.fixture
def sales():
    return staff_with("customers.view_customer", ORDERS, "timeline.add_timelineentry")


def test_the_page_says_what_holds_why_and_what_to_do(mara, sales):
    context = signals_panel(mara, sales)

    assert [(row["signal"].kind, row["reason"]) for row in context["rows"]] == [
        ("vip_lost", "no order for 93 days; usually every 30 days"),
        ("lapsed", "no order for 93 days; usually every 30 days"),
    ]
    assert [[str(label) for label, _url in row["ways"]] for row in context["rows"]] == [
        ["Win back a top customer"],
        ["Ask why they have stopped ordering"],
    ]
    assert signals_panel(CustomerFactory(), sales) is None


def test_the_panel_is_on_the_page(client, mara, sales):
    client.force_login(sales)

    page = client.get(reverse("customers:inspect", args=[mara.pk])).content.decode()

    assert "Order signals" in page
    assert "Win back a top customer" in page


def test_the_top_of_the_page_has_the_worst_and_what_to_do(mara, sales):
    assert [str(item.label) for item in open_items(mara, sales)] == ["Top customer lapsed"]
    assert [str(idea.label) for idea in suggestions(mara, sales)][:2] == [
        "Win back a top customer",
        "Ask why they have stopped ordering",
    ]


def test_what_is_planned_already_is_not_suggested_again(mara, sales):
    Activity.objects.create(
        subject="x",
        customer=mara,
        due_at=timezone.now(),
        reason="order-signal",
        reason_data={"kind": "vip_lost"},
    )

    assert [str(idea.label) for idea in suggestions(mara, sales)][:1] == [
        "Ask why they have stopped ordering"
    ]


def test_who_may_enter_orders_is_led_there_from_what_an_order_would_answer(mara):
    clerk = staff_with("customers.view_customer", ORDERS, "order_entry.enter_orderdraft")
    signal(mara, "first_order")

    rows = signals_panel(mara, clerk)["rows"]

    assert [[(str(label), url) for label, url in row["ways"]] for row in rows] == [
        [("Order for them", f"{LIST}{mara.pk}/order/")],
        [("Order for them", f"{LIST}{mara.pk}/order/")],
        [],
    ]


def test_the_list_is_narrowed_and_exported_by_signals(client, mara, sales):
    CustomerFactory(name="Otto")
    sales.user_permissions.add(*staff_with("customers.export_customer").user_permissions.all())
    client.force_login(sales)

    rows = client.get(f"{LIST}?order_signal=lapsed&export=csv")
    text = b"".join(rows.streaming_content).decode("utf-8-sig")

    (row,) = list(csv.DictReader(io.StringIO(text)))
    assert (row["Name"], row["Order signals"]) == (mara.name, "Top customer lapsed, Account lapsed")


def test_who_lacks_the_field_or_the_right_sees_none_of_it(client, mara, sales):
    role = Group.objects.create(name="Sales")
    role.permissions.set(sales.user_permissions.all())
    FieldRight.objects.create(group=role, field="order_signals", access="hidden")
    agent = UserFactory(is_staff=True)
    agent.groups.add(role)
    for user in (agent, staff_with("customers.view_customer")):
        client.force_login(user)
        page = client.get(reverse("customers:inspect", args=[mara.pk])).content.decode()
        listed = client.get(f"{LIST}?order_signal=first_order").content.decode()

        assert "Order signals" not in page
        assert "Win back" not in page
        assert mara.name in listed  # there is no such filter for them
