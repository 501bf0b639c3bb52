"""A visitor fills in a form that makes leads; a colleague qualifies; the buyer's own order wins the deal."""

import os
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm_core.leads.models import Lead
from crm_core.pipeline.models import Deal
from shop.events.tasks import deliver_due
from tests.content.factories import make_form, make_home, make_page
from tests.crm_core.pipeline.factories import first_pipelines
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDER = "document.documentElement.scrollWidth - innerWidth"
SHOTS = os.environ.get("KILN_SHOTS", "")
QUESTIONS = (
    {"label": "Your name", "field_type": "singleline", "tells": "name"},
    {"label": "E-mail", "field_type": "email"},
    {"label": "Company", "field_type": "singleline", "tells": "company_name"},
    {"label": "What do you need", "field_type": "multiline", "tells": "wants"},
)


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


def test_a_form_becomes_a_deal_that_the_buyers_order_wins(enter, live_server, site):
    first_pipelines()
    form = make_form(*QUESTIONS, title="Trade enquiry", makes_leads="always")
    asking = make_page(make_home(site), title="Trade", body=[("form", {"form": form})])
    page = enter("sales")
    page.goto(live_server.url + asking.url)
    for label, words in (
        ("Your name", "Ann Ray"),
        ("E-mail", "ann@harbour.example"),
        ("Company", "Harbour Kitchens"),
        ("What do you need", "Forty floor vases for the lobby"),
    ):
        page.get_by_label(re.compile(label)).fill(words)
    page.get_by_role("main").get_by_role("button", name="Send").click()
    expect(page.get_by_text("We answer within a day.")).to_be_visible()
    deliver_due()

    page.goto(f"{live_server.url}{reverse('leads:index')}?who=nobody")
    look(page, "list")
    page.get_by_role("link", name="Ann Ray").click()
    expect(page.get_by_text("Forty floor vases for the lobby").first).to_be_visible()
    look(page, "lead")
    page.get_by_role("link", name="Qualify", exact=True).click()
    expect(page.get_by_label("Title of the deal")).to_have_value("Forty floor vases for the lobby")
    page.get_by_label("Their role in the company").fill("Buyer")
    page.get_by_label("Expected amount").fill("4000")
    look(page, "qualify")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="This will be made")).to_be_visible()
    look(page, "preview")
    page.get_by_role("button", name="Qualify").click()
    expect(page.get_by_text("The lead is qualified.")).to_be_visible()
    expect(page.get_by_text("Harbour Kitchens").first).to_be_visible()
    assert (Lead.objects.get().state, str(Deal.objects.get().amount)) == ("qualified", "4000.00")

    order = OrderFactory(guest_email="ann@harbour.example")
    deliver_due()
    deal = Deal.objects.get()
    assert (deal.state, deal.deal_orders.get().order) == ("won", order)
    page.goto(live_server.url + reverse("deals:inspect", args=[deal.pk]))
    expect(page.locator("#panel-orders")).to_contain_text(order.number)
    look(page, "won")

    page.goto(live_server.url + reverse("leads:add"))
    with page.expect_response(lambda answer: "/leads/duplicates/" in answer.url):
        page.get_by_label("E-mail").fill("ANN@harbour.example")
    expect(page.get_by_role("link", name="Ann Ray")).to_be_visible()
    look(page, "new")
    page.goto(live_server.url + reverse("lead_report"))
    expect(page.get_by_text("1 of 1 leads were qualified.").first).to_be_visible()
    look(page, "report")
