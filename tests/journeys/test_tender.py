"""A buyer posts a need, two colleagues bid in secret, the lower bid becomes an order at just its sum."""

import os
import re
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from config.roles.services import set_up_roles
from crm_core.pipeline.models import Deal
from crm_core.tenders.models import Tender
from shop.events.tasks import deliver_due
from shop.order.models import Order
from shop.time_zones import shop_day
from tests.config.roles.people import member
from tests.crm_core.pipeline.factories import first_pipelines
from tests.crm_core.tenders.factories import bid, company_buyer, pass_deadline
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.journeys.steps import ADDRESS, GO_ON, go_on
from tests.shop.factories import CountryFactory, ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDER = "document.documentElement.scrollWidth - innerWidth"
SHOTS = os.environ.get("KILN_SHOTS", "")


def look(page, name):
    """No axe violation, nothing wider than the window, at both widths."""
    put_axe(page)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    for window in (PHONE, DESKTOP):
        page.set_viewport_size(window)
        assert page.evaluate(WIDER) <= 0
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}_{window['width']}.png", full_page=True)


def post_tender(page, sku):
    """Fill the form in and publish it."""
    page.get_by_label("Title").fill("Cups for spring")
    deadline = timezone.localtime() + timedelta(days=5)
    page.get_by_label("Deadline for bids").fill(deadline.strftime("%Y-%m-%dT%H:%M"))
    first = page.get_by_role("group", name="Line 1")
    first.get_by_label(re.compile("Article number")).fill(sku)
    first.get_by_label(re.compile("Quantity")).fill("10")
    drawing = {"name": "cup.csv", "mimeType": "text/csv", "buffer": b"height,width\n9,8\n"}
    page.get_by_label(re.compile("Attachments")).set_input_files(drawing)
    look(page, "tender-new")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("0 bids so far")).to_be_visible()


def write_bid(page, product):
    """Offer 9.87 for a piece; the bid is kept, sealed."""
    page.get_by_label(re.compile(product.get_title())).fill("9.87")
    page.get_by_label("Delivery on").fill(str(shop_day() + timedelta(days=20)))
    page.get_by_label("Valid until").fill(str(shop_day() + timedelta(days=40)))
    page.get_by_role("button", name="Save the bid").click()
    expect(page.get_by_text("Until the deadline nobody else can read it.")).to_be_visible()


def order_what_was_awarded(page):
    """Go through the checkout with an address of one's own, by transfer."""
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=country]", "DE")
    go_on(page)
    go_on(page)
    page.check("input[name=method][value=bank-transfer]")
    go_on(page)
    look(page, "tender-review")
    page.click(GO_ON)
    expect(page.locator(".order-number")).to_be_visible()


def test_tender_is_awarded_into_an_order(enter, live_server, site):
    set_up_roles()
    first_pipelines()
    import_module("crm_core.tenders.migrations.0003_first_rules").fill(apps, None)
    buyer, rep = company_buyer(), member("sales representative")
    product = ProductFactory(price="20.00", num_in_stock=100)
    CountryFactory(display_order=1)
    page = enter(buyer)
    page.goto(live_server.url + reverse("company_tenders:new"))
    post_tender(page, product.stockrecords.get().partner_sku)
    tender = Tender.objects.get()
    assert [file.name for file in tender.files.all()] == ["cup.csv"]
    deliver_due()

    enter("sales")
    page.goto(live_server.url + reverse("tenders_office:inspect", args=[tender.pk]))
    page.get_by_label(str(rep)).first.check()
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("Invitations sent.")).to_be_visible()
    look(page, "tender-office")
    bid(tender, "12.00")

    enter(rep)
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("cup.csv")).click()
    assert download.value.path().read_bytes() == b"height,width\n9,8\n"
    write_bid(page, product)
    assert "12.00" not in page.content()
    look(page, "tender-bid")
    deliver_due()

    pass_deadline(tender)
    enter(buyer)
    page.goto(live_server.url + reverse("company_tenders:show", args=[tender.pk]))
    expect(page.get_by_text("€98.70").first).to_be_visible()
    look(page, "tender-compare")
    page.get_by_role("button", name="Award and order").first.click()
    page.wait_for_url(re.compile("/checkout/"))
    tender.refresh_from_db()
    assert tender.state == "awarded"
    assert tender.basket.all_lines().get().agreed_price == Decimal("9.87")
    assert not Order.objects.exists()

    order_what_was_awarded(page)
    deliver_due()
    order = Order.objects.get()
    line = order.lines.get()
    assert (order.company, line.quantity) == (tender.company, 10)
    assert line.line_price_excl_tax == Decimal("98.70")
    tender.refresh_from_db()
    assert tender.order == order
    assert Deal.objects.get().state == "won"
