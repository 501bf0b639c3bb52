"""A request becomes an order by a real browser: from the basket, two counter-offers, accepted on a phone."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from crm_core.pipeline.models import Deal
from crm_core.quotes.models import Quote
from shop.b2b.models import Company, CompanyContact
from shop.events.tasks import deliver_due
from shop.order.models import Order
from tests.config.roles.people import member
from tests.crm_core.pipeline.factories import first_pipelines
from tests.crm_core.quotes.factories import allow, first_rules
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.journeys.payments import shop
from tests.journeys.steps import ADDRESS, GO_ON, go_on
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]


@pytest.fixture
def come_in(chromium, shop):
    """Somebody logged in, in a browser of their own."""
    contexts = []

    def as_user(user, size):
        client = Client()
        client.force_login(user)
        context = chromium.new_context(viewport=size, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": shop.url}])
        return context.new_page()

    yield as_user
    for context in contexts:
        context.close()


def looks_well(page, name):
    """No barrier, nothing wider than the screen; a picture where one is asked for."""
    if folder := os.environ.get("KILN_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    put_axe(page)
    assert [said for said in page.evaluate(VIOLATIONS, STANDARDS) if said.split(":")[0] not in FRAME] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def counter(page, *, quantity, price):
    page.get_by_text("Make a counter-offer").click()
    fields = page.locator("form:has(button[value=counter])")
    fields.get_by_label("Quantity").fill(str(quantity))
    fields.get_by_label("Price per unit").fill(price)
    page.get_by_role("button", name="Send counter-offer").click()
    expect(page.get_by_text("We have your counter-offer")).to_be_visible()


def order_on_account(page):
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=country]", "DE")
    go_on(page)
    go_on(page)
    page.check("input[name=method][value=on-account]")
    go_on(page)
    page.click(GO_ON)
    expect(page.locator(".order-number")).to_be_visible()


def answer(page, *, price):
    page.get_by_role("button", name="Write an offer").click()
    page.get_by_label("Unit price").fill(price)
    page.get_by_label("Valid until").fill("2099-12-31")
    looks_well(page, f"office-offer-{price}")
    page.get_by_role("button", name="Save and send").click()
    expect(page.get_by_text("The quote is on its way.")).to_be_visible()
    deliver_due()


def test_a_request_becomes_an_order_at_exactly_the_price(come_in, shop):
    first_pipelines()
    first_rules()
    rep, buyer = member("sales"), UserFactory(email="ada@argile.example")
    allow(rep)
    company = Company.objects.create(name="Argile", sales_rep=rep)
    CompanyContact.objects.create(company=company, user=buyer, email=buyer.email)
    BasketFactory(
        owner=buyer, lines=[(ProductFactory(title="Tall vase", price="119.00", num_in_stock=99), 10)]
    )
    desk, phone, office = come_in(buyer, DESKTOP), come_in(buyer, PHONE), come_in(rep, DESKTOP)

    desk.goto(f"{shop.url}/shop/basket/")
    desk.get_by_role("link", name="Ask for a quote").click()
    desk.get_by_label("Target price per unit").fill("80")
    desk.get_by_label("Message").fill("For the lobby")
    looks_well(desk, "quote-new")
    desk.get_by_role("button", name="Send request").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Quote")
    deliver_due()
    quote = Quote.objects.get()

    office.goto(f"{shop.url}/cms/quotes/?group=ours")
    looks_well(office, "office-quotes")
    office.get_by_role("link", name=quote.number).click()
    answer(office, price="100.00")
    desk.reload()
    counter(desk, quantity=12, price="85")
    deliver_due()
    office.reload()
    answer(office, price="95.00")
    phone.goto(f"{shop.url}/company/quotes/")
    looks_well(phone, "phone-quotes")
    phone.get_by_role("link", name=quote.number).click()
    looks_well(phone, "phone-quote")
    counter(phone, quantity=12, price="93.33")
    deliver_due()
    office.reload()
    answer(office, price="93.33")
    looks_well(office, "office-quote")

    phone.reload()
    looks_well(phone, "phone-quote-last")
    phone.get_by_role("button", name="Accept and order").click()
    looks_well(phone, "phone-checkout")
    order_on_account(phone)
    deliver_due()

    order, done = Order.objects.get(), Quote.objects.get()
    line = order.lines.get()
    total = line.line_price_excl_tax if done.is_net else line.line_price_incl_tax
    assert (line.quantity, total) == (12, Decimal("1119.96"))
    assert line.agreed_by == f"quote:{quote.number}/6"
    assert (done.state, done.order) == ("ordered", order)
    assert Deal.objects.get().state == "won"
