"""A partner registers a deal on a phone, with every page looked at on the way."""

import os
import re
from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import expect

from shop.time_zones import shop_day
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe

WIDER = "document.documentElement.scrollWidth - innerWidth"
SHOTS = os.environ.get("KILN_SHOTS", "")


def look(page, name):
    """No axe violation, nothing wider than the window, at both widths; the phone stays."""
    put_axe(page)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == [], name
    for window in (DESKTOP, PHONE):
        page.set_viewport_size(window)
        assert page.evaluate(WIDER) <= 0, (name, window)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}_{window['width']}.png", full_page=True)


def register(page, base, sku, *, vat_id=""):
    """Register the harbour hotel from the portal's list; return how many taps it took."""
    hands = Hands(page)
    page.goto(base + reverse("deal_registrations:list"))
    hands.follow("Register a deal")
    hands.fill("End customer", "Harbour Hotel GmbH")
    hands.fill("E-mail (optional)", "buying@harbour-hotel.example")
    hands.fields += 2
    page.get_by_label(re.compile("Expected value")).fill("5000")
    page.get_by_label(re.compile("Expected close")).fill(str(shop_day() + timedelta(days=40)))
    hands.fields += 2
    page.get_by_label(re.compile("Product number")).first.fill(sku)
    page.get_by_label(re.compile("Quantity")).first.fill("10")
    look(page, "deal-new")
    if vat_id:
        hands.take(page.get_by_text("More about the customer"))
        hands.fields += 1
        page.get_by_label(re.compile("VAT id")).fill(vat_id)
    hands.click("Submit")
    expect(page.get_by_role("heading", level=1, name="Harbour Hotel GmbH")).to_be_visible()
    return hands.actions
