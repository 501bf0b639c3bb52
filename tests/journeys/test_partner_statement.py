"""A customer buys by a partner's link and sends it back; the partner follows the money on a phone."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from partners.rewards.models import LedgerEntry
from partners.rewards.services.booking import book_credit
from shop.order.models import Order
from shop.payments.manual_payments import mark_as_paid
from shop.payments.refunds import confirm_manual_refund, request_refund
from tests.content.factories import make_home
from tests.journeys.conftest import PHONE
from tests.journeys.looking import look_at
from tests.journeys.steps import add_to_basket, buy_what_is_in_the_basket
from tests.partners.factories import PartnerUserFactory
from tests.partners.rewards.factories import RuleFactory
from tests.shop.factories import CountryFactory, ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member(site):
    make_home(site)
    CountryFactory(display_order=1)
    return PartnerUserFactory(account__code="nordform")


def test_commission_is_pending_paid_and_taken_back_in_sight_of_the_partner(page, enter, live_server, member):
    base = live_server.url
    cup = ProductFactory(title="Tenmoku cup", price="119.00")
    RuleFactory(name="Spring SPIF", amount=Decimal("5.00"))
    page.set_viewport_size(PHONE)
    page.goto(f"{base}/r/nordform/?to={cup.get_absolute_url()}")
    add_to_basket(page)
    buy_what_is_in_the_basket(page, base, email="nora@guest.example")
    order = Order.objects.get()

    enter(member.user)
    page.goto(f"{base}/partners/statements/")
    expect(page.get_by_role("main")).to_contain_text("€13.00 pending")
    page.locator(".lines a").first.click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Spring SPIF")
    expect(main).to_contain_text("pending until the order is paid")

    mark_as_paid(order)
    page.reload()
    expect(main).to_contain_text("payable from")

    # What has gone out is returned, not cancelled.
    Order.objects.update(status="Complete")
    [refund] = request_refund(order, key="back", pieces={order.lines.get().pk: 1})
    confirm_manual_refund(refund, reference="back")
    page.reload()
    expect(main).to_contain_text("clawback after a return or refund")
    expect(main).to_contain_text("-€5.00")
    page.get_by_role("link", name="Spring SPIF").first.click()
    expect(main).to_contain_text("€5.00 for each unit sold of all goods")
    assert sum(LedgerEntry.objects.values_list("amount", flat=True), Decimal(0)) == 0


def test_pages_of_money_are_for_everybody(page, enter, live_server, member):
    base = live_server.url
    order_entry_of(member)
    enter(member.user)
    entry = LedgerEntry.objects.get()
    for path in (
        "statements/",
        f"statements/EUR/{entry.booked_at:%Y-%m}/",
        f"statement-entries/{entry.reference}/",
        "bank/",
        "special-prices/",
        "special-prices/new/",
    ):
        assert look_at(page, f"{base}/partners/{path}") == []


def order_entry_of(member):
    """Give the partner one entry."""
    book_credit(member.account, Decimal(5), currency="EUR", key="j", note="Vase", base=Decimal(0))
