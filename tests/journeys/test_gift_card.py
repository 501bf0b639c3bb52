"""A gift card is bought, its code is sent, and it is spent in two parts: on a phone, then beside a card."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from shop.gift_cards.models import GiftCard
from shop.order.models import Order
from shop.payments.queries import balance_of
from shop.store_credit.consistency import differences
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.payments import CARD, go_to_review, order_now, pay, shop, type_card
from tests.journeys.steps import add_to_basket, go_on
from tests.shop.gift_cards.kit import card_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]
THANKS = re.compile(r"/shop/checkout/thank-you/$")
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")


def pay_by_card(page):
    type_card(page, CARD)
    pay(page)
    expect(page).to_have_url(THANKS)


def apply_code(page, code):
    """Enter the code in the payment section, which stands folded once it was answered."""
    page.goto(page.url.replace("/review/", "/payment/"))
    page.locator("#gift-card > summary").click()
    page.fill("[name=gift_code]", code)
    page.click("#apply-gift-card")
    expect(page.locator(".stored-value")).to_contain_text("Left to pay")


def test_gift_card_is_bought_sent_and_spent_in_two_parts(shop, page):
    gift = card_product(price="10.00", low=10, high=500)
    page.goto(f"{shop.url}{gift.get_absolute_url()}")
    page.fill("[name=gift_card_amount]", "60")
    page.fill("[name=gift_card_to_name]", "Mei")
    page.fill("[name=gift_card_to_email]", "mei@example.com")
    add_to_basket(page)
    page.goto(f"{shop.url}/shop/checkout/")
    page.fill("input[name=email]", "nora@guest.example")
    go_on(page)
    page.check("input[name=method][value=card]")
    go_on(page)
    order_now(page)
    pay_by_card(page)
    shop.simulator.courier.flush()
    letter = next(letter for letter in mail.outbox if letter.to == ["mei@example.com"])
    code = CODE.search(letter.body)[0]

    page.set_viewport_size(PHONE)
    go_to_review(page, shop, email="mei@example.com")
    apply_code(page, code)
    expect(page.locator(".stored-value")).to_contain_text("€0.00")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    go_on(page)
    order_now(page)
    expect(page).to_have_url(THANKS)
    expect(page.locator("main")).to_contain_text("Paid with Gift card")

    page.set_viewport_size(DESKTOP)
    page.goto(f"{shop.url}/gift-cards/")
    page.fill("[name=code]", code.lower())
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("€24.10")

    go_to_review(page, shop, email="mei@example.com")
    apply_code(page, code)
    page.check("input[name=method][value=card]")
    go_on(page)
    expect(page.locator("main form[data-once] button[type=submit]")).to_contain_text("€11.80")
    order_now(page)
    pay_by_card(page)

    last = Order.objects.order_by("-pk")[0]
    assert (last.status, balance_of(last).outstanding, GiftCard.objects.get().balance) == ("Paid", 0, 0)
    assert sorted(last.charges.values_list("method", flat=True)) == ["card", "gift-card"]
    assert list(differences()) == []
