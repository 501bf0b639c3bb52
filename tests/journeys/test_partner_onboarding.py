"""From the application to the first order, by a partner on the phone; staff say yes in between."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import Page, expect

from partners.accounts.models import PartnerAccount
from partners.onboarding.models import AgreementAcceptance, PartnerApplication
from shop.b2b.models import CompanyInvitation
from shop.order.models import Order
from tests.config.roles.people import member
from tests.journeys.conftest import PHONE
from tests.journeys.payments import order_now, shop
from tests.journeys.steps import ADDRESS, add_to_basket, go_on, press
from tests.partners.onboarding.factories import agreement_version
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]
TERMS = {"decision": "approve", "code": "nordform", "commission_rate": "8", "return_period_days": "30"}


def fits(page: Page) -> None:
    """Nothing asks to be scrolled sideways, and the menu is under the thumb."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = page.locator(".portal-menu a").first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= PHONE["height"]


def apply(page: Page, base: str) -> None:
    page.goto(f"{base}/partners/apply/")
    page.get_by_label("Company").fill("Nordform Studio")
    page.get_by_label("Where and").or_(page.get_by_label("How you would promote us")).fill("To our clients.")
    page.get_by_label("Sales area").fill("The north")
    press(page, "Submit application")
    expect(page.get_by_role("status").first).to_contain_text("Nordform Studio")


def say_yes(client) -> PartnerAccount:
    client.force_login(member("partner manager"))
    application = PartnerApplication.objects.get()
    client.post(reverse("partner_application_decision", args=[application.pk]), TERMS)
    return PartnerAccount.objects.get()


def take_first_steps(page: Page, base: str) -> None:
    page.goto(f"{base}/partners/")
    page.get_by_role("button", name="No, thank you").click()
    fits(page)
    page.get_by_role("link", name="Accept the partner agreement").click()
    page.get_by_label("Your first and last name").fill("Sven Berg")
    page.get_by_label("I may act for this company").check()
    press(page, "Accept the agreement")
    expect(page.get_by_text("Thank you. The agreement is accepted.").first).to_be_visible()
    fits(page)

    page.goto(f"{base}/partners/")
    page.get_by_role("link", name="Complete your profile").click()
    page.get_by_label("Website").fill("https://nordform.example")
    page.get_by_label("Phone").fill("+49 30 1234567")
    page.get_by_label("About the company").fill("A studio in the north.")
    press(page, "Save")
    expect(page.get_by_text("Your profile is saved.").first).to_be_visible()
    fits(page)

    page.goto(f"{base}/partners/")
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_role("link", name="Invite a person").first.click()
    page.get_by_label("Name", exact=True).fill("Lin")
    page.get_by_label("E-mail", exact=True).fill("lin@nordform.example")
    press(page, "Send the invitation")
    expect(page.get_by_text("lin@nordform.example").first).to_be_visible()


def order_on_the_phone(page: Page, shop) -> None:
    page.goto(f"{shop.url}{shop.product.get_absolute_url()}")
    add_to_basket(page)
    page.goto(shop.url + reverse("checkout:shipping-address"))
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    go_on(page)
    go_on(page)
    page.check("input[value=bank-transfer]")
    go_on(page)
    order_now(page)


def test_partner_applies_and_takes_the_first_steps_up_to_the_first_order(shop, enter, client, chromium):
    sven = UserFactory(first_name="Sven", last_name="Berg", email="sven@nordform.example")
    EmailAddress.objects.create(user=sven, email=sven.email, verified=True, primary=True)
    agreement_version()
    page = enter(sven)
    page.set_viewport_size(PHONE)

    apply(page, shop.url)
    account = say_yes(client)
    enter(sven)
    take_first_steps(page, shop.url)
    visitor = chromium.new_context()
    visitor.new_page().goto(f"{shop.url}{account.referral_path}")
    visitor.close()
    order_on_the_phone(page, shop)

    page.goto(f"{shop.url}/partners/")
    fits(page)
    assert AgreementAcceptance.objects.get().account == account
    assert CompanyInvitation.objects.get().company == account.company
    assert Order.objects.get().company == account.company
    for step in (
        "Accept the partner agreement",
        "Complete your profile",
        "Invite a colleague",
        "First order",
    ):
        expect(page.get_by_role("link", name=step)).to_have_count(0)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Partner profile").last.click()
    expect(page.get_by_role("heading", name="Partner profile")).to_be_visible()
