"""A basket is left, its owner reminded; on another device it is restored and bought, and no second mail follows."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from crm_core.abandoned_baskets.detection import PURPOSE, find_abandoned_baskets
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.reminders import KIND, send_reminder
from crm_core.consents.services import record as record_consent
from shop.basket.models import Line
from shop.configuration.models import MoneySettings
from shop.configuration.queries import STORED
from shop.events.tasks import deliver_due as deliver_events
from shop.mail.models import Mail
from shop.mail.tasks import deliver_due
from shop.order.models import Order
from tests.journeys.conftest import PHONE
from tests.journeys.steps import add_to_basket, buy_what_is_in_the_basket, go_on, path_in
from tests.journeys.world import make_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NORA = "nora@guest.example"


def hours_go_by():
    Line.objects.update(date_updated=timezone.now() - timedelta(hours=5))


def remind():
    """The scheduler looks, and what a rule that reminds would do is done; return the reminders that went out."""
    find_abandoned_baskets()
    deliver_events()
    for spell in AbandonedBasket.objects.all():
        send_reminder(spell)
    deliver_due()
    return [letter for letter in mail.outbox if "/restore/" in letter.body]


def test_left_reminded_restored_elsewhere_and_bought(live_server, page, chromium, client, site):
    shop, base = make_shop(site), live_server.url
    MoneySettings.objects.update_or_create(
        pk=1, defaults={"account_holder": "Kiln", "iban": "DE89370400440532013000"}
    )
    STORED.clear()
    record_consent(purpose=PURPOSE, granted=True, source="footer", email=NORA)
    page.goto(base + shop.floor_vase.get_absolute_url())
    add_to_basket(page)
    page.goto(base + reverse("checkout:index"))
    page.fill("input[name=email]", NORA)
    go_on(page)

    hours_go_by()
    [letter] = remind()
    assert "Floor vase" in letter.body
    path = path_in(letter, containing="restore/basket")
    phone = chromium.new_context(viewport=PHONE, locale="en-GB")
    other = phone.new_page()
    other.goto(base + path)
    expect(other.locator("main")).to_contain_text("Floor vase")
    assert NORA not in other.content()
    assert other.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    other.get_by_role("button", name="Put into the basket").click()
    other.wait_for_url("**/basket/")
    expect(other.locator(".basket-line")).to_have_count(1)
    number = buy_what_is_in_the_basket(other, base, email=NORA)
    phone.close()

    deliver_events()
    assert len(remind()) == 1
    assert Mail.objects.filter(kind=KIND).count() == 1
    spell = AbandonedBasket.objects.get()
    assert (spell.order, spell.is_recovered) == (Order.objects.get(number=number), True)
    assert client.get(path).status_code == 410
