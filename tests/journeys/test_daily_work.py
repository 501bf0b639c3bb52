"""What staff do every day: the orders to ship, a customer on the telephone, a message to answer."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from content.models import FormEntry
from content.services import SubmittedEntry, submit_entry
from shop.mail.models import Mail
from shop.order.models import Order
from shop.order.services import mark_order_paid
from tests.content.factories import make_form
from tests.crm_core.factories import CustomerFactory
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def desk(request, enter, live_server):
    """Come in by a role, on the start page, in a window of either size."""

    def as_role(role):
        page = enter(role)
        page.set_viewport_size(request.param)
        page.goto(f"{live_server.url}/cms/")
        return Hands(page)

    return as_role


def test_orders_of_the_day_are_marked_as_shipped_in_four_actions(desk):
    for number in ("K-1", "K-2", "K-3"):
        mark_order_paid(OrderFactory(number=number))
    OrderFactory(number="K-4")
    hands = desk("fulfilment")

    hands.follow("Ready to ship")
    expect(hands.page.get_by_role("row", name="K-")).to_have_count(3)
    hands.tick("Select all")
    hands.take(hands.page.locator("[data-bulk-action-button]", has_text="Mark as shipped"))
    hands.click("Mark as shipped")

    expect(hands.page.get_by_text("3 orders changed.")).to_be_visible()
    assert dict(Order.objects.values_list("number", "status")) == {
        "K-1": "Dispatched",
        "K-2": "Dispatched",
        "K-3": "Dispatched",
        "K-4": "Pending payment",
    }
    assert hands.actions == 4


@pytest.mark.parametrize(
    ("fragment", "name"),
    [
        ("inter", "Nora Winter"),
        ("winter nora", "Nora Winter"),
        ("0151 234", "Nora Winter"),
        ("淑芬 王", "王淑芬"),
    ],
)
def test_customer_is_found_by_a_fragment(desk, fragment, name):
    CustomerFactory(name="Nora Winter", email="nora@guest.example", phone="+4915123456789")
    CustomerFactory(name="王淑芬", email="wang@guest.example")
    CustomerFactory(name="Jonas Berg", email="jonas@guest.example")
    hands = desk("service")

    hands.menu("Sales", "Customers")
    hands.search(fragment)
    expect(hands.page.locator(".backoffice-list tbody tr")).to_have_count(1)
    hands.click(name, role="link")

    expect(hands.page.get_by_role("heading", name=name).first).to_be_visible()
    assert hands.actions == (5 if hands.page.viewport_size == PHONE else 4)


def test_message_is_answered_by_mail_in_four_actions(desk):
    sent = SubmittedEntry(
        answers={"message": "Where is my order?"},
        labels={"message": "Message"},
        copy_number="1",
        email="mara@lindt.example",
    )
    submit_entry(make_form(), sent, now=timezone.now())
    hands = desk("service")

    hands.follow("Form entries to answer")
    hands.take(hands.page.locator("tbody td.title a").first)
    hands.fill("Reply by e-mail to mara@lindt.example", "It left today.")
    hands.click("Send and close")

    expect(hands.page.get_by_text("The reply to mara@lindt.example is in the outbox.")).to_be_visible()
    assert FormEntry.objects.get().state == "done"
    assert Mail.objects.filter(to="mara@lindt.example").count() == 1
    assert hands.actions == 4
