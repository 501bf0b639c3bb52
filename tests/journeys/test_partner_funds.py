"""A partner on the phone: asks for funds, claims with a photo of the invoice, and sees how far it is."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from partners.funds.models import Claim, FundRequest
from partners.funds.services import allocate, approve
from tests.journeys.conftest import PHONE
from tests.journeys.looking import look_at
from tests.journeys.payments import shop
from tests.partners.factories import PartnerUserFactory
from tests.partners.funds.factories import FundBudgetFactory
from tests.partners.tiers.factories import bought, make_ladder
from tests.shop.factories import StaffFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]


def photo() -> dict[str, object]:
    """A picture as a phone's camera sends it."""
    taken = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(taken, "JPEG")
    return {"name": "invoice.jpg", "mimeType": "image/jpeg", "buffer": taken.getvalue()}


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"])


def test_request_proof_and_claim_on_the_phone(shop, enter, live_server, settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path
    make_ladder(gold="20000")
    person = PartnerUserFactory()
    bought(person.account, quantity=50)
    budget = FundBudgetFactory(name="Spring campaign")
    allocate(budget, person.account, Decimal(500))
    page = enter(person.user)
    page.set_viewport_size(PHONE)
    base = live_server.url

    page.goto(base + reverse("partner_funds:overview"))
    page.get_by_role("link", name="Request funds").click()
    page.get_by_label("title", exact=False).first.fill("Stand at the spring fair")
    for name in ("starts_on", "ends_on"):
        page.fill(f"[name={name}]", budget.starts_on.isoformat())
    page.fill("[name=amount]", "300")
    assert is_narrow(page)
    page.get_by_role("button", name="Submit request").click()
    expect(page.get_by_text("submitted").first).to_be_visible()

    request = FundRequest.objects.get()
    approve(request, amount=Decimal(250), by=StaffFactory())
    page.reload()
    page.fill("[name=amount]", "300")
    page.set_input_files("[name=proofs]", photo())
    page.get_by_role("button", name="Submit claim").click()
    expect(page.get_by_text("more than is left")).to_be_visible()
    assert page.input_value("[name=amount]") == "300"

    page.fill("[name=amount]", "240.50")
    page.set_input_files("[name=proofs]", photo())
    page.get_by_role("button", name="Submit claim").click()
    expect(page.get_by_role("heading", name="Claims")).to_be_visible()
    assert Claim.objects.get().amount == Decimal("240.50")
    assert is_narrow(page)


def test_the_pages_hold_to_axe(shop, enter, live_server, settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path
    make_ladder(gold="20000")
    person = PartnerUserFactory()
    bought(person.account, quantity=50)
    allocate(FundBudgetFactory(name="Spring campaign"), person.account, Decimal(500))
    page = enter(person.user)
    found = {}
    for name in ("partner_tiers:mine", "partner_funds:overview", "partner_funds:create"):
        found[name] = look_at(page, live_server.url + reverse(name))
    assert not any(found.values()), found
