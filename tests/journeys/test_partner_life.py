"""A deal on a phone: two partners register it, one wins, the customer buys, earns them money, sends it back."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from partners.deal_registrations.decisions import Protection, approve, reject
from partners.deal_registrations.models import DealRegistration
from partners.rewards.models import LedgerEntry
from shop.order.models import Order
from shop.payments.manual_payments import mark_as_paid
from shop.payments.refunds import confirm_manual_refund, request_refund
from tests.content.factories import make_home
from tests.crm_core.pipeline.factories import first_pipelines
from tests.journeys.conftest import PHONE
from tests.journeys.registering import look, register
from tests.journeys.steps import ADDRESS, add_to_basket, go_on
from tests.partners.deal_registrations.factories import buyer, fresh, partner
from tests.shop.factories import CountryFactory, ProductFactory, StaffFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TAPS = 24


@pytest.fixture
def cup(site):
    make_home(site)
    first_pipelines()
    CountryFactory(display_order=1)
    return ProductFactory(title="Tenmoku cup", price="119.00", num_in_stock=100)


def registered(enter, base, user, cup):
    """Have somebody register the harbour hotel; return the registration and the taps that it took."""
    page = enter(user)
    page.set_viewport_size(PHONE)
    taps = register(page, base, cup.stockrecords.get().partner_sku)
    return DealRegistration.objects.get(created_by=user), taps


def decide(first, second):
    """Protect the first at ten per cent off, refuse the second."""
    staff, now = StaffFactory(), timezone.now()
    reject(second, answer="Another partner was first.", by=staff, now=now)
    granted = Protection(until=now + timedelta(days=90), discount=Decimal(10))
    approve(first, granted, by=staff, now=now)


def buy(page, base, cup):
    """Buy a cup as somebody who is logged in, at the price that the page shows."""
    page.goto(base + cup.get_absolute_url())
    expect(page.get_by_role("main").get_by_text(re.compile(r"107[.,]10")).first).to_be_visible()
    add_to_basket(page)
    page.goto(base + reverse("checkout:index"))
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=country]", "DE")
    for _step in ("address", "delivery", "payment", "review"):
        go_on(page)
    expect(page.locator(".order-number")).to_be_visible()
    return Order.objects.get()


def test_registered_deal_is_won_paid_and_taken_back_in_sight_of_both_partners(enter, live_server, cup):
    base, one, other, anna = live_server.url, partner(), partner(), buyer()

    first, taps = registered(enter, base, one, cup)
    second, _taps = registered(enter, base, other, cup)
    assert taps <= MOST_TAPS
    assert (fresh(first).was_first, fresh(second).was_first) == (True, False)

    decide(first, second)
    page = enter(other)
    main = page.get_by_role("main")
    page.goto(base + reverse("deal_registrations:show", args=[second.pk]))
    expect(main.get_by_text("Another partner was first.").first).to_be_visible()
    look(page, "life-refused")

    enter(anna)
    order = buy(page, base, cup)
    assert (fresh(first).state, fresh(first).deal.state) == ("won", "won")

    enter(one)
    page.goto(base + reverse("deal_registrations:show", args=[first.pk]))
    expect(main.get_by_text("won by an order").first).to_be_visible()
    page.goto(f"{base}/partners/statements/")
    expect(main).to_contain_text("\u20ac7.20 pending")
    page.locator(".lines a").first.click()
    expect(main).to_contain_text("pending until the order is paid")
    mark_as_paid(order)
    page.reload()
    expect(main).not_to_contain_text("pending until")

    # What has gone out is returned, not cancelled.
    Order.objects.update(status="Complete")
    [refund] = request_refund(order, key="back", pieces={order.lines.get().pk: 1})
    confirm_manual_refund(refund, reference="back")
    page.reload()
    expect(main).to_contain_text("clawback after a return or refund")
    expect(main).to_contain_text("-\u20ac7.20")
    look(page, "life-clawback")
    assert sum(LedgerEntry.objects.values_list("amount", flat=True), Decimal(0)) == 0
    enter(other)
    page.goto(f"{base}/partners/statements/")
    expect(main).not_to_contain_text("7.20")
