"""Changing an order's status by the page of the order: only what is offered, only by who may."""

from itertools import product

import pytest

from shop.events.models import Event
from shop.order.models import Order
from shop.order_statuses import STATUSES
from shop.payments.card import CardPayment
from shop.payments.manual_payments import book_transfer
from shop.payments.models import Charge, Refund
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory, StaffFactory
from tests.shop.payments.kit import order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
CHANGE, DISPATCH, NOTE, REFUND = (
    "order.change_order",
    "order.dispatch_order",
    "payments.add_charge",
    "payments.add_refund",
)
RIGHT_TO = {"Paid": NOTE, "Dispatched": DISPATCH, "Cancelled": REFUND}


def give(client, order, status, **more):
    data = {"order_action": "change_order_status", "new_status": status, "confirmed": "1", **more}
    return client.post(f"/cms/shop/orders/{order.number}/", data)


def as_status(order, status):
    Order.objects.filter(pk=order.pk).update(status=status)


@pytest.fixture
def paid():
    order = OrderFactory()
    book_transfer(order, amount=order.total_incl_tax, reference="all")
    return Order.objects.get()


@pytest.mark.parametrize(
    "status", ["Authorised", "Pending payment", "Dispatched", "authorised", "", "Paid now"]
)
def test_unpaid_card_order_takes_no_status_that_is_not_offered(client, status):
    order = order_by(CardPayment())
    client.force_login(StaffFactory())

    give(client, order, status)
    give(client, order, "Dispatched")

    found = Order.objects.get()
    assert (found.status, found.paid_at) == ("Pending payment", None)
    assert Event.objects.filter(name="OrderDispatched").count() == 0


@pytest.mark.parametrize("status", ["Paid", "Dispatched", "Cancelled"])
def test_each_change_is_refused_without_its_right(client, status):
    order = OrderFactory()
    if status != "Paid":
        book_transfer(order, amount=order.total_incl_tax, reference="all")
    before = Order.objects.get().status
    rights = {CHANGE, DISPATCH, NOTE, REFUND} - {RIGHT_TO[status]}
    client.force_login(staff_with("order.view_order", *rights))

    assert give(client, order, status).status_code == 403

    assert Order.objects.get().status == before
    assert (Refund.objects.count(), Charge.objects.count()) == (0, int(status != "Paid"))


@pytest.mark.parametrize("status", ["Paid", "Dispatched", "Cancelled"])
def test_each_change_is_made_with_its_right(client, status):
    order = OrderFactory()
    if status != "Paid":
        book_transfer(order, amount=order.total_incl_tax, reference="all")
    user = staff_with("order.view_order", CHANGE, RIGHT_TO[status])
    client.force_login(user)

    assert give(client, order, status).status_code == 302

    assert Order.objects.get().status == status
    assert {charge.by for charge in Charge.objects.filter(kind="manual")} == (
        {user} if status == "Paid" else set()
    )


def test_unpaid_order_is_cancelled_without_the_right_to_refund(client):
    order = OrderFactory()
    client.force_login(staff_with("order.view_order", CHANGE))

    give(client, order, "Cancelled")

    assert Order.objects.get().status == "Cancelled"


def test_no_status_takes_any_other_past_the_table(client):
    """Whoever may only change orders moves an unpaid one to nothing but Cancelled and Complete."""
    order = OrderFactory()
    client.force_login(staff_with("order.view_order", CHANGE))
    moved = set()
    for old, new in product(STATUSES, STATUSES):
        as_status(order, old)
        give(client, order, new)
        now = Order.objects.get().status
        if now != old:
            moved.add((old, now))

    assert moved == {
        ("Pending payment", "Cancelled"),
        ("Authorised", "Cancelled"),
        ("Paid", "Cancelled"),
        ("Dispatched", "Complete"),
    }


def test_parcel_is_asked_about_first(client, paid):
    client.force_login(StaffFactory())

    answer = give(client, paid, "Dispatched", confirmed="")

    assert Order.objects.get().status == "Paid"
    page = client.get(answer.url)
    assert [entry["item"] for entry in page.context["items"]] == [paid]
    client.post(answer.url)
    assert Order.objects.get().status == "Dispatched"


def test_buttons_lead_to_the_pages_that_ask(client, paid):
    client.force_login(StaffFactory())

    buttons = client.get(f"/cms/shop/orders/{paid.number}/").context["header_buttons"]

    assert [button.label for button in buttons] == ["Mark as shipped", "Cancel order"]
    assert [client.get(button.url).status_code for button in buttons] == [200, 200]


def test_buttons_are_those_of_the_rights(client, paid):
    client.force_login(staff_with("order.view_order", CHANGE, DISPATCH))

    buttons = client.get(f"/cms/shop/orders/{paid.number}/").context["header_buttons"]

    assert [button.label for button in buttons] == ["Mark as shipped"]


@pytest.mark.parametrize("action", ["change_line_statuses", "create_shipping_event", "create_payment_event"])
def test_oscars_forms_for_lines_change_nothing(client, paid, action):
    client.force_login(StaffFactory())
    line = paid.lines.get()

    client.post(
        f"/cms/shop/orders/{paid.number}/",
        {
            "line_action": action,
            "selected_line": line.pk,
            f"selected_line_qty_{line.pk}": 1,
            "new_status": "Dispatched",
            "amount": "5",
        },
    )

    line.refresh_from_db()
    assert (line.status, paid.shipping_events.count(), paid.payment_events.count()) == ("Paid", 0, 0)
