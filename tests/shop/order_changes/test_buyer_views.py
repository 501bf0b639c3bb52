"""Buyers change their own orders: shown first, then done exactly so, until somebody picks them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from shop.fulfilment.services import plan_shipments, start_picking
from shop.order.links import order_token
from shop.order_changes.models import OrderChange
from shop.order_statuses import CANCELLED, PAID
from shop.payments.queries import balance_of
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _paid(paid):
    """Have the order paid: a guest's, three bowls, 72.00 EUR."""


def url(name, order):
    return reverse(f"order_changes:{name}", args=[order_token(order)])


def asked(order, kept, **more):
    line = order.lines.get()
    return {f"keep-{line.pk}": kept, "settlement": "original", "reason": "", "key": "k", **more}


def test_order_page_says_how_far_it_is_and_leads_on(client, order):
    page = client.get(reverse("checkout:order", args=[order_token(order)]))
    assert [step.label for step in page.context["steps"]] == ["Order placed", "Paid", "Shipped", "Delivered"]
    assert b"/cancel/" in page.content


def test_one_piece_is_cancelled_after_its_money_was_shown(client, order):
    shown = client.post(url("cancel", order), asked(order, 2))
    assert shown.context["preview"].due == Decimal("-24.00")
    assert order.lines.get().quantity == 3

    said = asked(order, 2, step="apply", fingerprint=shown.context["preview"].fingerprint)
    done = client.post(url("cancel", order), said)
    again = client.post(url("cancel", order), said)
    order.refresh_from_db()
    assert (done.status_code, again.status_code) == (302, 302)
    assert (order.status, balance_of(order).kept, order.lines.get().quantity) == (PAID, Decimal("48.00"), 2)


def test_nothing_left_cancels_the_order(client, order):
    shown = client.post(url("cancel", order), asked(order, 0))
    apply = asked(order, 0, step="apply", fingerprint=shown.context["preview"].fingerprint)
    client.post(url("cancel", order), apply)
    client.post(url("cancel", order), apply)
    order.refresh_from_db()
    assert (order.status, balance_of(order).kept, OrderChange.objects.count()) == (CANCELLED, 0, 1)


def test_picked_orders_are_changed_by_nobody_alone(client, order):
    shown = client.post(url("cancel", order), asked(order, 2))
    start_picking(plan_shipments(order), by=StaffFactory())
    apply = asked(order, 2, step="apply", fingerprint=shown.context["preview"].fingerprint)
    assert client.post(url("cancel", order), apply).status_code == 302
    assert (order.lines.get().quantity, OrderChange.objects.count()) == (3, 0)


def test_what_moved_is_shown_anew(client, order):
    answer = client.post(url("cancel", order), asked(order, 2, step="apply", fingerprint="old"))
    assert answer.context["preview"].due == Decimal("-24.00")
    assert OrderChange.objects.count() == 0


def test_forged_link_opens_nothing(client, order):
    assert client.get(reverse("order_changes:cancel", args=["forged"])).status_code == 404


def test_address_is_changed(client, order):
    address = {
        "country": "DE",
        "first_name": "Ada",
        "last_name": "Potter",
        "line1": "Neue Gasse 2",
        "line4": "Dresden",
        "postcode": "01067",
        "phone_number": "+4935213296645",
        "notes": "",
        "key": "k",
    }
    shown = client.post(url("address", order), address)
    assert shown.context["preview"].moves_address
    fingerprint = shown.context["preview"].fingerprint
    client.post(url("address", order), {**address, "step": "apply", "fingerprint": fingerprint})
    order.refresh_from_db()
    assert (order.shipping_address.line1, order.total_incl_tax) == ("Neue Gasse 2", Decimal("72.00"))


@pytest.mark.parametrize("name", ["cancel", "address"])
def test_forms_open(client, order, name):
    assert client.get(url(name, order)).status_code == 200
