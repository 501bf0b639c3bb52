"""A reader signs up, confirms by mail, and ends it with one click: the next letter stays, all others come."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from crm_core.consents.queries import may_send
from shop.customer.alerts.services import send_back_in_stock
from shop.customer.alerts.subscribing import confirm_alert, request_guest_alert
from shop.customer.models import ProductAlert
from shop.mail.models import Mail
from shop.mail.services import send
from shop.mail.tasks import deliver_due
from shop.notifications.order_mail import send_confirmation
from tests.journeys.world import make_shop
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NORA = "nora@guest.example"


def link_in(letter, place, base):
    """Read a link of the shop's from a letter, as it stands on this server."""
    return re.sub(r"^https?://[^/]+", base, re.search(rf"http\S+/{place}/\S+/", letter.body)[0])


def newsletter(key):
    send("newsletter-welcome", to=NORA, language="en", context={"link": "/"}, key=key)
    deliver_due()


def test_unsubscribing_stops_the_next_letter_and_only_that_kind(live_server, page, site):
    shop, base = make_shop(site), live_server.url
    page.goto(base)
    page.get_by_role("button", name="No, thank you").click()
    page.get_by_role("contentinfo").get_by_role("link", name="Subscribe").click()
    page.get_by_role("textbox", name="E-mail").fill(NORA)
    page.get_by_role("checkbox", name=re.compile("may send me the newsletter")).check()
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", name="Please check your e-mail")).to_be_visible()

    deliver_due()
    page.goto(link_in(mail.outbox[-1], "confirm", base))
    assert not may_send("newsletter", email=NORA)
    page.get_by_role("button", name="Yes, I confirm").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    newsletter("first")
    letter = mail.outbox[-1]
    assert letter.subject.startswith("Welcome to the newsletter")

    page.goto(link_in(letter, "unsubscribe", base))
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_text("no more e-mails of the kind “Newsletter”")).to_be_visible()
    sent = len(mail.outbox)
    newsletter("second")
    assert (len(mail.outbox), Mail.objects.get(key="second").refusal) == (sent, "withdrawn")

    request_guest_alert(shop.floor_vase, email=NORA, language="en")
    alert = ProductAlert.objects.get()
    confirm_alert(alert)
    send_back_in_stock(alert)
    send_confirmation(OrderFactory(guest_email=NORA))
    deliver_due()
    assert {row.kind for row in Mail.objects.filter(to=NORA, status="sent")} == {
        "consent-confirm",
        "newsletter-welcome",
        "alert-confirm",
        "alert-back",
        "order-confirmation",
    }

    page.get_by_role("link", name="See and change all your choices").click()
    expect(page.locator("[name='newsletter.email']")).not_to_be_checked()
    expect(page.locator("[name='stock-alerts.email']")).to_be_checked()
    page.get_by_role("button", name="Stop everything").press("Enter")
    expect(page.get_by_text("You have stopped everything")).to_be_visible()
    assert may_send("stock-alerts", email=NORA).reason == "objected"
