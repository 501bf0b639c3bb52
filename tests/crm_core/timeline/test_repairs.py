"""Repairs on the customer's record: each state once, what is open, its sentence."""

import pytest
from django.urls import reverse

from crm_core.customers.attention import open_items
from crm_core.customers.services import attach_order
from crm_core.timeline.models import TimelineEntry
from shop.events.models import Delivery
from shop.events.tasks import deliver_due
from shop.warranties.repairs import approve, finish, receive, refuse, send_back
from shop.warranties.services import request_repair
from tests.crm_core.factories import staff_with
from tests.shop.warranties.kit import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def repair():
    (unit,) = delivered()
    return request_repair(unit, fault="It does not light.", key="k")


def kinds():
    return list(
        TimelineEntry.objects.filter(kind__startswith="repair.").order_by("pk").values_list("kind", flat=True)
    )


def test_each_state_is_told_once_however_often_it_is_heard(repair):
    receive(approve(repair))
    finish(repair, outcome="repaired", diagnosis="A new cable.")
    send_back(repair)
    deliver_due()
    Delivery.objects.update(state=Delivery.State.PENDING, done_at=None)
    deliver_due()
    assert sorted(kinds()) == [
        f"repair.{state}" for state in ("approved", "closed", "received", "repaired", "requested")
    ]
    told = TimelineEntry.objects.get(kind="repair.received")
    assert (told.occurred_at, told.data["item"]) == (repair.received_at, "Lamp")


def test_a_refusal_is_told(repair):
    refuse(repair, reason="Broken by a fall.")
    deliver_due()
    assert sorted(kinds()) == ["repair.refused", "repair.requested"]


def test_an_open_repair_waits_for_who_sees_repairs_and_stands_on_the_page(client, repair):
    deliver_due()
    customer = attach_order(repair.unit.line.order)
    seeing = staff_with("warranties.view_repair", "customers.view_customer", "order.view_order")
    assert [item.label for item in open_items(customer, seeing)] == [f"Repair {repair.number}"]
    assert open_items(customer, staff_with("customers.view_customer")) == []
    client.force_login(seeing)
    page = client.get(reverse("customers:inspect", args=[customer.pk])).text
    assert f"Repair requested: {repair.number}" in page
    refuse(repair, reason="Broken by a fall.")
    assert open_items(customer, seeing) == []
