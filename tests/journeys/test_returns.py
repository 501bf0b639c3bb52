"""A guest withdraws on a phone; one line of three comes back, to the card and as store credit."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from shop.order.models import Order
from shop.payments.queries import balance_of
from shop.returns.links import form_token
from shop.returns.models import Return, ReturnReason, ReturnSettings
from shop.withdrawal.models import Withdrawal
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import press
from tests.shop.factories import ParentProductFactory, ProductFactory, StaffFactory
from tests.shop.offer.makers import basket_with, make_voucher
from tests.shop.returns.kit import paid_order, sent_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("KILN_SHOTS")


def look(page, name):
    """Nothing is wider than the window; keep a picture where one is wanted."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_guest_withdraws_on_a_phone(site, live_server, page):
    order = paid_order(lines=[(ProductFactory(title="Bowl"), 2)], guest_email="mei@example.com")
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse("withdrawal:find"))
    page.get_by_label("Order number").fill(order.number)
    page.get_by_label("E-mail address of the order").fill("mei@example.com")
    look(page, "withdrawal_find")
    press(page, "Continue")
    page.get_by_label("Your name").fill("Mei Lin")
    look(page, "withdrawal_statement")
    press(page, "Continue")
    look(page, "withdrawal_confirm")
    press(page, "Confirm withdrawal")

    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your withdrawal")
    look(page, "withdrawal_receipt")
    assert Withdrawal.objects.get().declarant.name == "Mei Lin"
    assert Order.objects.get(pk=order.pk).status == "Cancelled"


def test_one_line_of_three_comes_back_to_the_card_and_as_credit(site, live_server, page, enter):
    goods = [(ProductFactory(title=title), 1) for title in ("Bowl", "Cup", "Vase")]
    order = sent_order(basket=basket_with(*goods, vouchers=[make_voucher()]))
    ReturnSettings.objects.create(restocking_percent=10)
    reason = ReturnReason.objects.create(code="size", name="Too small")
    line = order.lines.get(title="Cup")
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse("returns:choose", args=[form_token(order)]))
    page.select_option(f"[name=quantity-{line.pk}]", "1")
    page.select_option(f"[name=reason-{line.pk}]", str(reason.pk))
    look(page, "return_choose")
    press(page, "Continue")
    expect(page.get_by_text("You get back")).to_be_visible()
    look(page, "return_confirm")
    press(page, "Request the return")
    look(page, "return_show")
    found = Return.objects.get()

    enter(StaffFactory())
    page.set_viewport_size(DESKTOP)
    page.goto(live_server.url + reverse("returns_office:inspect", args=[found.pk]))
    press(page, "Approve")
    look(page, "return_office_approved")
    press(page, "Record arrival")
    press(page, "Record inspection")
    page.get_by_label("As store credit").fill("5.00")
    look(page, "return_office")
    page.get_by_role("button", name="Settle", exact=True).click()
    expect(page.get_by_text("The return is settled.")).to_be_visible()
    look(page, "return_office_settled")

    refunds = {refund.destination: refund.amount for refund in order.refunds.all()}
    fee = (line.line_price_incl_tax / 10).quantize(Decimal("0.01"))
    assert refunds == {"original": line.line_price_incl_tax - fee - 5, "store_credit": Decimal("5.00")}


@pytest.mark.parametrize(("size", "words"), [("M", "even"), ("L", "dearer")])
def test_a_cup_is_exchanged_for_another_size(site, live_server, page, enter, size, words):
    cup = ParentProductFactory(title="Cup")
    sizes = {
        name: ProductFactory(parent=cup, title=f"Cup {name}", upc=f"CUP-{name}", price=price)
        for name, price in (("S", "10.00"), ("M", "10.00"), ("L", "14.00"))
    }
    order = sent_order(lines=[(sizes["S"], 1)], guest_email="mei@example.com")
    line = order.lines.get()
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse("returns:choose", args=[form_token(order)]))
    page.select_option(f"[name=quantity-{line.pk}]", "1")
    page.select_option(f"[name=replacement-{line.pk}]", str(sizes[size].pk))
    page.get_by_label("Exchange").check()
    press(page, "Continue")
    look(page, f"exchange_confirm_{words}")
    press(page, "Request the return")
    found = Return.objects.get()

    enter(StaffFactory())
    page.set_viewport_size(DESKTOP)
    page.goto(live_server.url + reverse("returns_office:inspect", args=[found.pk]))
    for step in ("Approve", "Record arrival", "Record inspection"):
        press(page, step)
    page.get_by_role("button", name="Settle", exact=True).click()
    expect(page.get_by_text("The return is settled.")).to_be_visible()

    order = Order.objects.get(pk=order.pk)
    assert [each.product for each in order.lines.order_by("pk")] == [sizes["S"], sizes[size]]
    assert balance_of(order).outstanding == order.lines.last().line_price_incl_tax - line.line_price_incl_tax
