"""A company buys on account: the buyer orders without paying, the goods go out, the transfer closes it."""

import pytest
from playwright.sync_api import expect

from shop.b2b.models import Company, CompanyContact
from shop.order.models import Order
from tests.config.roles.people import member
from tests.journeys.payments import come_in, go_to_review, order_now, shop
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["come_in", "shop"]
VAT_ID = "FR40303265045"


def test_company_orders_on_account_and_pays_after_the_goods(come_in, shop):
    user = UserFactory(email="ada@argile.example")
    company = Company.objects.create(name="Argile", vat_id=VAT_ID)
    CompanyContact.objects.create(company=company, user=user, email=user.email)
    buyer = come_in(user)
    go_to_review(buyer.page, shop, method="on-account")
    order_now(buyer.page)
    expect(buyer.page.get_by_role("main")).to_contain_text("Please pay by")
    order = Order.objects.get()
    assert (buyer.page.locator(".order-number").inner_text(), order.status) == (order.number, "Authorised")

    clerk = come_in(member("fulfilment"))
    clerk.page.goto(f"{shop.url}/cms/")
    clerk.follow("Ready to ship")
    clerk.follow(order.number)
    expect(clerk.page.locator("#panel-payments")).to_contain_text("On account")
    clerk.click("Mark as shipped", role="link")
    clerk.click("Mark as shipped")
    expect(clerk.page.get_by_text("1 order changed.")).to_be_visible()

    accountant = come_in(member("accounting"))
    accountant.page.goto(f"{shop.url}/cms/shop/orders/{order.number}/")
    accountant.take(accountant.page.get_by_text("Record a payment"))
    accountant.click("Record")
    expect(accountant.page.locator("#panel-payments")).to_contain_text("Paid in full")

    order.refresh_from_db()
    assert (order.status, order.charges.get().amount) == ("Dispatched", order.total_incl_tax)
    assert (clerk.actions, accountant.actions) == (4, 2)
