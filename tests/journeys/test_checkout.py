"""The checkout where it is unusual, in a browser: a company that sees prices without tax, a session that ends."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from playwright.sync_api import expect

from shop.b2b.models import Company, CompanyContact
from shop.order.models import Order
from tests.journeys.conftest import PHONE
from tests.journeys.payments import CARD, go_to_review, order_now, pay, shop, type_card
from tests.journeys.steps import GO_ON, PASSWORD, add_to_basket, go_on, log_in
from tests.shop.factories import CountryFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["shop"]
THANKS = re.compile(r"/shop/checkout/thank-you/$")
# €29.90 contain 19 %: €25.13 without; delivery to France is €12.00, €10.08 without.
NET, DELIVERY, TOTAL, GROSS = "€25.13", "€10.08", "€35.21", "€29.90"
VAT_ID = "FR40303265045"


@pytest.fixture
def buyer(context, client, shop):
    """Somebody who buys for a French company and is logged in."""
    CountryFactory(iso_3166_1_a2="FR", iso_3166_1_a3="FRA", printable_name="France")
    user = UserFactory(email="ada@argile.example")
    company = Company.objects.create(name="Argile", vat_id=VAT_ID)
    CompanyContact.objects.create(company=company, user=user, email=user.email)
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": shop.url}])
    return user


def fill_address(page, **values):
    for name, value in values.items():
        page.fill(f"[name={name}]", value)


def choose(page, name, value):
    """Choose something that changes the sums, and wait for the answer that shows how."""
    with page.expect_response(lambda answer: "/shop/checkout/" in answer.url):
        field = page.locator(f"[name={name}]")
        if field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            page.check(f"input[name={name}][value={value}]")
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_company_with_a_vat_id_sees_prices_without_tax_from_the_product_to_the_mail(shop, page, buyer):
    page.goto(f"{shop.url}{shop.product.get_absolute_url()}")
    expect(page.get_by_role("main")).to_contain_text(NET)
    add_to_basket(page)
    page.goto(f"{shop.url}/shop/basket/")
    expect(page.get_by_role("main")).to_contain_text(NET)
    expect(page.locator(".totals").first).to_contain_text("Tax")

    page.goto(f"{shop.url}/shop/checkout/")
    choose(page, "country", "FR")
    fill_address(
        page,
        first_name="Ada",
        last_name="Lovelace",
        line1="12 rue des Potiers",
        postcode="69001",
        line4="Lyon",
    )
    go_on(page)
    go_on(page)
    expect(page.locator(".checkout-aside")).to_contain_text("Reverse charge")
    page.check("input[name=method][value=card]")
    go_on(page)
    summary = page.locator(".checkout-aside")
    for sum_shown in (NET, DELIVERY, TOTAL):
        expect(summary).to_contain_text(sum_shown)
    expect(summary).not_to_contain_text(GROSS)
    expect(page.locator(GO_ON)).to_have_text(f"Place order for {TOTAL}")
    order_now(page)
    type_card(page, CARD)
    pay(page)
    page.wait_for_url(THANKS)
    expect(page.get_by_role("main")).to_contain_text("Reverse charge")
    expect(page.get_by_role("main")).to_contain_text(TOTAL)

    order = Order.objects.get()
    assert (order.tax_treatment, order.vat_id, order.shows_net) == ("reverse-charge", VAT_ID, True)
    assert order.vat_check.outcome == "valid"
    assert order.charges.get().amount_captured == order.total_incl_tax == order.total_excl_tax
    letter = next(letter for letter in mail.outbox if order.number in letter.subject)
    html = letter.alternatives[0][0]
    for words in (NET, DELIVERY, TOTAL, "Reverse charge: the recipient of the goods owes the VAT."):
        assert (words in letter.body, words in html) == (True, True), words
    assert (GROSS in letter.body, GROSS in html) == (False, False)


@pytest.mark.parametrize("is_phone", [False, True])
def test_guest_whose_session_ends_at_every_step_loses_nothing_and_buys(shop, page, context, is_phone):
    if is_phone:
        page.set_viewport_size(PHONE)

    def let_session_end():
        Session.objects.all().delete()
        context.clear_cookies(name="sessionid")

    page.goto(f"{shop.url}{shop.product.get_absolute_url()}")
    add_to_basket(page)
    page.goto(f"{shop.url}/shop/checkout/")
    page.fill("input[name=email]", "nora@guest.example")
    let_session_end()
    go_on(page)
    page.select_option("select[name=country]", "DE")
    fill_address(
        page, first_name="Nora", last_name="Winter", line1="Seestraße 4", postcode="78462", line4="Konstanz"
    )
    let_session_end()
    go_on(page)
    choose(page, "method_code", "express")
    let_session_end()
    go_on(page)
    page.check("input[name=method][value=card]")
    let_session_end()
    go_on(page)
    page.get_by_text("Add an order note").click()
    page.fill("[name=note]", "Ring twice")
    let_session_end()
    order_now(page)
    type_card(page, CARD)
    pay(page)

    page.wait_for_url(THANKS)
    order = Order.objects.get()
    assert (order.status, order.guest_email, order.shipping_code) == (
        "Paid",
        "nora@guest.example",
        "express",
    )
    assert order.shipping_address.line1 == "Seestraße 4"
    assert order.notes.get(note_type="Buyer").message == "Ring twice"


def test_user_who_is_logged_out_on_the_last_page_logs_in_and_orders_what_stood_there(shop, page, context):
    user = UserFactory(email="ada@example.com", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    log_in(page, shop.url, user.email, then="/shop/basket/")
    go_to_review(page, shop)
    page.get_by_text("Add an order note").click()
    page.fill("[name=note]", "Ring twice")
    Session.objects.all().delete()
    context.clear_cookies(name="sessionid")
    order_now(page)

    expect(page.get_by_text("You were logged out meanwhile")).to_be_visible()
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    expect(page.locator("[name=note]")).to_have_value("Ring twice")
    order_now(page)
    type_card(page, CARD)
    pay(page)

    page.wait_for_url(THANKS)
    order = Order.objects.get()
    assert (order.status, order.user) == ("Paid", user)
    assert order.shipping_address.line1 == "Seestraße 4"
    assert order.notes.get(note_type="Buyer").message == "Ring twice"


def test_country_changed_back_and_forth_keeps_what_was_typed(shop, page):
    CountryFactory(iso_3166_1_a2="US", iso_3166_1_a3="USA", printable_name="United States")
    page.goto(f"{shop.url}{shop.product.get_absolute_url()}")
    add_to_basket(page)
    page.goto(f"{shop.url}/shop/checkout/")
    page.fill("input[name=email]", "nora@guest.example")
    go_on(page)
    choose(page, "country", "US")
    expect(page.locator("[name=state]")).to_be_visible()
    fill_address(
        page, first_name="Nora", last_name="Winter", line1="4 Lake Street", line4="Albany", postcode="12207"
    )
    choose(page, "state", "NY")
    choose(page, "country", "DE")
    choose(page, "country", "US")
    expect(page.locator("[name=state]")).to_have_value("NY")
    expect(page.locator("[name=line4]")).to_have_value("Albany")
    go_on(page)
