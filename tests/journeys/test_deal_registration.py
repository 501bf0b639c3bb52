"""Two partners register one end customer on a phone: the first is protected, the second told; the customer buys."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from config.roles.services import set_up_roles
from partners.accounts.attribution import attribution_of
from partners.deal_registrations.models import DealRegistration
from shop.events.tasks import deliver_due
from shop.partner.buyers import buyer_for
from shop.partner.strategy import Strategy
from shop.user.models import User
from tests.crm_core.pipeline.factories import first_pipelines
from tests.journeys.conftest import PHONE
from tests.journeys.registering import look, register
from tests.partners.deal_registrations.factories import buyer, fresh, partner
from tests.shop.factories import BasketFactory, CountryFactory, OrderFactory, ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TAPS, MOST_SECONDS = 24, 120


def decide(page, base, first, second):
    """Refuse the second, protect the first at ten per cent off."""
    page.goto(base + reverse("registrations_office:index"))
    look(page, "deal-queue")
    page.goto(base + reverse("registrations_office:inspect", args=[second.pk]))
    expect(page.get_by_role("link", name=first.number)).to_be_visible()
    look(page, "deal-conflict")
    page.get_by_label(re.compile("Words to the partner")).last.fill("Another partner was first.")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Rejected. The partner is told why.")).to_be_visible()
    page.goto(base + reverse("registrations_office:inspect", args=[first.pk]))
    page.get_by_label(re.compile("Registered discount")).fill("10")
    page.get_by_role("button", name="Approve and protect").click()
    expect(page.get_by_text("the registered prices hold")).to_be_visible()
    look(page, "deal-approved-office")


def test_first_partner_is_protected_and_the_customers_order_wins(enter, live_server, site):
    set_up_roles()
    first_pipelines()
    CountryFactory(display_order=1)
    cup = ProductFactory(price="119.00", num_in_stock=100)
    sku = cup.stockrecords.get().partner_sku
    one, other, anna = partner(), partner(), buyer()
    page = enter(one)
    page.set_viewport_size(PHONE)
    began = timezone.now()

    taps = register(page, live_server.url, sku)

    seconds = (timezone.now() - began).total_seconds()
    print(f"A deal is registered on a phone in {taps} taps, {seconds:.0f} s by a script.")  # noqa: T201
    assert taps <= MOST_TAPS
    assert seconds < MOST_SECONDS
    expect(page.get_by_text("you are first").first).to_be_visible()
    look(page, "deal-first")
    first = DealRegistration.objects.get(created_by=one)

    enter(other)
    register(page, live_server.url, sku, vat_id="DE136695976")
    expect(page.get_by_text("Somebody else may have a claim").first).to_be_visible()
    expect(page.get_by_text("the same e-mail domain")).to_be_visible()
    assert first.number not in page.content()
    look(page, "deal-second")
    second = DealRegistration.objects.get(created_by=other)

    enter("partner manager")
    decide(page, live_server.url, first, second)

    anna = User.objects.get(pk=anna.pk)
    assert Strategy(buyer=buyer_for(anna)).fetch_for_product(cup).price.unit_net == Decimal("90.00")
    enter(anna)
    page.goto(live_server.url + cup.get_absolute_url())
    expect(page.get_by_role("main").get_by_text(re.compile(r"107[.,]10")).first).to_be_visible()
    order = OrderFactory(user=anna, basket=BasketFactory(owner=anna, lines=[(cup, 10)]))
    deliver_due()

    assert (fresh(first).state, attribution_of(order).account) == ("won", first.account)
    enter(one)
    page.goto(live_server.url + reverse("deal_registrations:show", args=[first.pk]))
    expect(page.get_by_text("won by an order").first).to_be_visible()
    look(page, "deal-won")
    page.goto(live_server.url + reverse("deal_registrations:list"))
    look(page, "deal-list")
