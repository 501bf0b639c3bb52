"""Paying, in a browser: 3DS, a refused card, a wallet, two tabs, the back button, a kept card."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from shop.events.models import Event
from shop.order.models import Order
from shop.payments.models import Charge
from tests.journeys.conftest import PHONE
from tests.journeys.payments import ASKS, CARD, DECLINED, go_to_review, order_now, pay, shop, type_card
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["shop"]
THANKS = re.compile(r"/shop/checkout/thank-you/$")


def test_guest_pays_by_card_with_3ds_and_gets_the_mail(shop, page):
    go_to_review(page, shop)
    order_now(page)
    type_card(page, ASKS)
    pay(page)
    page.get_by_role("button", name="Yes, pay").click()

    page.wait_for_url(THANKS)
    order = Order.objects.get()
    expect(page.locator(".order-number")).to_have_text(order.number)
    assert (order.status, order.charges.get().amount_captured) == ("Paid", order.total_incl_tax)
    letter = next(letter for letter in mail.outbox if order.number in letter.subject)
    assert letter.to == ["nora@guest.example"]
    shop.simulator.courier.flush()
    assert (Charge.objects.count(), Event.objects.filter(name="OrderPaid").count()) == (1, 1)


def test_3ds_refused_leads_back_to_try_again(shop, page):
    go_to_review(page, shop)
    order_now(page)
    type_card(page, ASKS)
    pay(page)
    page.get_by_role("button", name="No, stop").click()

    page.wait_for_url(re.compile(r"/checkout/pay/K\d\d-"))
    expect(page.locator("[data-error]")).to_contain_text("not authenticated")
    assert Order.objects.get().status == "Pending payment"


def test_declined_then_paid_with_another_card(shop, page):
    go_to_review(page, shop)
    order_now(page)
    # A refusal is 402, which the browser writes on its console.
    type_card(page, DECLINED)
    pay(page)
    error = page.locator("[data-error]")
    expect(error).to_have_text("Your card was declined.")
    expect(error).to_be_focused()
    type_card(page, CARD)
    pay(page)

    page.wait_for_url(THANKS)
    assert Order.objects.get().status == "Paid"
    assert sorted(Charge.objects.values_list("state", flat=True)) == ["failed", "succeeded"]


def test_wallet_stands_first_on_a_phone_and_pays(shop, page):
    page.set_viewport_size(PHONE)
    go_to_review(page, shop)
    order_now(page)
    wallet = page.locator("[data-wallets] iframe")
    fields = page.locator("[data-fields] iframe")
    expect(wallet).to_be_visible()
    assert wallet.bounding_box()["y"] < fields.bounding_box()["y"]

    page.frame_locator("iframe[name=simulator-expressCheckout]").get_by_role("button").click()

    page.wait_for_url(THANKS)
    assert Charge.objects.get().label == "Visa •••• 4242 (apple pay)"


def test_two_tabs_pay_the_same_basket_and_one_order_is_paid_once(shop, page, context):
    go_to_review(page, shop)
    other = context.new_page()
    other.goto(page.url)
    order_now(page)
    page.wait_for_url(re.compile("/checkout/pay/"))
    order_now(other)
    other.goto(page.url)
    for tab in (page, other):
        type_card(tab, CARD)
    pay(page)
    page.wait_for_url(THANKS)
    pay(other)

    other.wait_for_url(THANKS)
    assert (Order.objects.count(), Charge.objects.count()) == (1, 1)
    assert Event.objects.filter(name="OrderPaid").count() == 1


def test_back_button_after_paying_shows_thanks(shop, page):
    go_to_review(page, shop)
    order_now(page)
    type_card(page, CARD)
    pay(page)
    page.wait_for_url(THANKS)

    page.go_back()

    page.wait_for_url(THANKS)
    assert Charge.objects.count() == 1


def test_card_is_kept_and_pays_the_next_order(shop, page, context, client):
    user = UserFactory(email="ada@example.com")
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": shop.url}])
    go_to_review(page, shop)
    order_now(page)
    type_card(page, CARD)
    page.check("input[name=keep]")
    pay(page)
    page.wait_for_url(THANKS)

    go_to_review(page, shop)
    order_now(page)
    expect(page.get_by_label("Visa •••• 4242")).to_be_checked()
    pay(page)
    page.wait_for_url(THANKS)

    assert [order.status for order in Order.objects.all()] == ["Paid", "Paid"]
    page.goto(f"{shop.url}/accounts/cards/")
    expect(page.get_by_text("Visa •••• 4242")).to_have_count(1)
