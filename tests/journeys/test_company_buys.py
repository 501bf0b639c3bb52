"""A company buys: a buyer orders above their limit, the approver agrees on the phone, it is ordered on account."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from shop.budgets.models import Budget, BudgetPeriod
from shop.events.tasks import deliver_due as deliver_events
from shop.mail.tasks import deliver_due as deliver_mail
from shop.order.models import Order
from shop.purchase_approvals.models import PurchaseRequest
from tests.journeys.conftest import PHONE
from tests.journeys.payments import shop
from tests.journeys.steps import ADDRESS, add_to_basket, go_on, press
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]


def order_for_the_company(page: Page, base: str, *, product: object, po_number: str) -> None:
    """Fill the basket and walk to the review, on account and with the company's order number."""
    page.goto(f"{base}{product.get_absolute_url()}")  # type: ignore[attr-defined]
    add_to_basket(page)
    page.goto(base + reverse("checkout:shipping-address"))
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    go_on(page)
    go_on(page)
    page.check("input[value=on-account]")
    go_on_without_po_number(page)
    page.get_by_label("Your order number").fill(po_number)
    go_on(page)


def go_on_without_po_number(page: Page) -> None:
    """The company needs its number: what is missing is named where it is."""
    page.click("main #go-on")
    expect(page.get_by_text("Please give your order number")).to_be_visible()


def answer_by_mail(page: Page, to: str) -> None:
    """Approve on the phone by the link of the mail."""
    deliver_events()
    deliver_mail()
    letter = next(one for one in mail.outbox if one.to == [to])
    page.set_viewport_size(PHONE)
    page.goto(re.search(r"http\S+/approve/\S+", letter.body)[0])
    expect(page.get_by_role("heading", name="Order to approve")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not Order.objects.exists()
    press(page, re.compile("^Approve"))
    expect(page.get_by_role("heading", name=re.compile("You have approved this order"))).to_be_visible()


def test_order_above_the_limit_is_approved_on_the_phone(shop, enter, chromium):
    firm = kit.company("Argile", needs_po_number=True)
    buyer, boss = kit.person(firm, "Ada Potter"), kit.approver(firm, "Eve Lin")
    kit.rule(firm, contact=buyer.company_contact, name="Limit of Ada")
    Budget.objects.create(company=firm, name="Glaze", amount=500, currency="EUR")

    page = enter(buyer)
    order_for_the_company(page, shop.url, product=shop.product, po_number="PO-2026-7")
    expect(page.get_by_role("main")).to_contain_text("Limit of Ada")
    press(page, "Submit for approval")
    expect(page.get_by_role("heading", name="Order submitted for approval")).to_be_visible()
    request = PurchaseRequest.objects.get()
    assert BudgetPeriod.objects.get().reserved == request.total

    phone = chromium.new_context(viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    answer_by_mail(phone.new_page(), boss.email)
    phone.close()

    order = Order.objects.get()
    assert (order.po_number, order.company, order.status) == ("PO-2026-7", firm, "Authorised")
    assert BudgetPeriod.objects.get().spent == order.total_incl_tax
    page.goto(shop.url + reverse("purchase_approvals:detail", args=[request.public_id]))
    expect(page.get_by_role("main")).to_contain_text(order.number)
    page.get_by_role("link", name="View order").click()
    expect(page.get_by_role("main")).to_contain_text("PO-2026-7")
