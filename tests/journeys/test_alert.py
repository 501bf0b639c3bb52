"""Sold out: whoever leaves an address and confirms it is written to once, when the piece is back."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from shop.customer.models import ProductAlert
from shop.customer.tasks import send_alerts
from tests.journeys.steps import path_in, press
from tests.journeys.world import make_shop
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_waits_is_written_to_when_the_piece_is_back(site, live_server, page):
    shop = make_shop(site)
    earlier = ProductAlert.objects.create(product=shop.bud_vase, user=UserFactory(email="first@example.com"))
    page.goto(live_server.url + shop.bud_vase.get_absolute_url())
    page.get_by_role("main").get_by_role("textbox", name="Leave your e-mail address").fill(
        "nora@guest.example"
    )
    press(page, "Notify me")
    expect(page.get_by_role("status").filter(has_text="Please check your e-mail")).to_be_visible()

    page.goto(live_server.url + path_in(mail.outbox[0], containing="/confirm/"))
    assert ProductAlert.objects.get(email="nora@guest.example").status == ProductAlert.UNCONFIRMED
    press(page, "Confirm alert")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bud vase")

    send_alerts()
    assert len(mail.outbox) == 1  # nothing is back yet
    record = shop.bud_vase.stockrecords.get()
    record.num_in_stock = 1
    record.save()
    send_alerts()
    assert [letter.to for letter in mail.outbox[1:]] == [[earlier.user.email]]
    record.num_in_stock = 2
    record.save()
    send_alerts()
    send_alerts()

    assert [letter.to for letter in mail.outbox[2:]] == [["nora@guest.example"]]
    page.goto(live_server.url + path_in(mail.outbox[-1], containing="/catalogue/"))
    expect(page.get_by_role("button", name="Add to basket")).to_be_visible()
