"""Customers by a real browser: erased and gone, seen by their owner only, changed where they stand in the list."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order, identify
from shop.order.models import Order
from shop.privacy.models import DeletionRequest
from tests.crm_core.factories import CustomerFactory, rep_with
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.shop.factories import OrderFactory, ShippingAddressFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
LIST = "/cms/customers/"
RIGHTS = ("customers.view_customer", "customers.change_customer", "order.view_order")


def bought(first_name, last_name, email):
    """Have a guest buy, have it sent and paid, and know them as a customer."""
    address = ShippingAddressFactory(first_name=first_name, last_name=last_name)
    order = OrderFactory(guest_email=email, shipping_address=address)
    customer = attach_order(order)
    Order.objects.filter(pk=order.pk).update(status="Complete", paid_at=order.date_placed)
    return customer, order


def found(page, words):
    """Search everything from the page that is open; return what is offered."""
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search everything")
    with page.expect_response(lambda answer: "q=" in answer.url):
        box.fill(words)
    expect(page.locator("[data-finder]")).not_to_have_attribute("aria-busy", "true")
    hits = page.get_by_role("option").filter(has_text=words).all_inner_texts()
    page.keyboard.press("Control+k")
    return hits


def listed(page, base, words):
    """Return the rows of the customer list for some words."""
    page.goto(f"{base}{LIST}?q={words}")
    return page.locator("#listing-results tbody tr").all_inner_texts()


def test_guest_is_erased_and_nothing_finds_them(enter, live_server):
    mei, order = bought("Mei", "Tannhauser", "mei@tannhauser.example")
    identify(email="ada@example.com", name="Ada Potter")
    page, base = enter("service"), live_server.url
    pages = [f"{LIST}{mei.pk}/", reverse("dashboard:order-detail", args=[order.number])]
    for path in pages:
        page.goto(base + path)
        expect(page.get_by_role("main")).to_contain_text("Tannhauser")
    page.goto(base + LIST)
    assert len(found(page, "Tannhauser")) >= 1
    assert len(listed(page, base, "tannhauser")) == 1

    page.set_viewport_size(PHONE)
    page.goto(f"{base}{reverse('customer_erase', args=[mei.pk])}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    hands = Hands(page)
    page.get_by_label("Reason").fill("Letter of 3 May")
    page.get_by_label("Customer number, to confirm").fill(str(mei.pk))
    hands.click("Continue")
    hands.click("Yes, erase")
    page.wait_for_url("**/customer-erasures/*/")
    expect(page.get_by_role("heading", name="What was erased")).to_be_visible()
    assert DeletionRequest.objects.get().done_at is not None
    hands.click("Certificate", role="link")
    page.wait_for_url("**/certificate/")
    expect(page.get_by_role("main")).not_to_contain_text("Tannhauser")

    page.set_viewport_size(DESKTOP)
    for path in pages:
        page.goto(base + path)
        expect(page.get_by_role("main")).to_be_visible()
        assert "annhauser" not in page.content()
    page.goto(base + LIST)
    assert found(page, "Tannhauser") == []
    assert listed(page, base, "tannhauser") == []


def test_rep_sees_own_customers_only(enter, live_server):
    rep = rep_with(*RIGHTS)
    (own, order), (other, others_order) = (
        bought("Mara", name, f"{name.lower()}@example.com") for name in ("Ownsen", "Otherly")
    )
    Customer.objects.filter(pk=own.pk).update(owner=rep)
    page, base = enter(rep), live_server.url

    page.goto(base + LIST)
    expect(page.locator("#listing-results tbody tr")).to_have_count(1)
    expect(page.locator("#listing-results")).to_contain_text("Ownsen")
    assert len(found(page, "Ownsen")) >= 1
    assert found(page, "Otherly") == []
    assert listed(page, base, "otherly") == []
    page.goto(base + reverse("dashboard:order-list"))
    expect(page.locator("#listing-results")).to_contain_text(order.number)
    expect(page.locator("#listing-results")).not_to_contain_text(others_order.number)

    def statuses(customer, number):
        paths = (f"{LIST}{customer.pk}/", reverse("dashboard:order-detail", args=[number]))
        return [page.request.get(base + path).status for path in paths]

    assert statuses(own, order.number) == [200, 200]
    assert statuses(other, others_order.number) == [404, 404]


def test_cell_is_changed_by_keys_and_an_older_page_is_told(context, enter, live_server):
    anna = CustomerFactory(name="Anna Weber", phone="")
    page = enter(rep_with(*RIGHTS, "customers.view_all_customer"))
    older = context.new_page()
    for tab in (page, older):
        tab.goto(live_server.url + LIST)
    mail = "Change E-mail of Anna Weber"
    older.get_by_role("link", name=mail).press("Enter")
    box = older.get_by_role("textbox", name="E-mail")
    expect(box).to_be_focused()

    page.get_by_role("link", name=mail).press("Enter")
    expect(page.get_by_role("textbox", name="E-mail")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name=mail)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="E-mail")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("weber@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=mail)).to_be_focused()
    expect(page.locator("#listing-results")).to_contain_text("weber@example.com")

    older.set_viewport_size(PHONE)
    box.fill("older@example.com")
    box.press("Enter")
    told = older.locator("#listing-results [data-inline-form]")
    expect(told).to_contain_text("weber@example.com")
    expect(older.get_by_role("textbox", name="E-mail")).to_have_value("older@example.com")
    anna.refresh_from_db()
    assert anna.email == "weber@example.com"
