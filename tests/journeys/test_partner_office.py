"""A partner is approved, gets another rate and is paid out; the clicks of the back office are counted."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission, Payout
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.partners.factories import CommissionFactory, PartnerApplicationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
MOST_CLICKS = 18


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_application_is_approved_a_rate_changed_and_commissions_are_paid_out(enter, live_server, window):
    PartnerApplicationFactory(company_name="Nordform")
    page = enter("partner manager")
    page.set_viewport_size(window)
    page.goto(f"{live_server.url}/cms/")
    hands = Hands(page)

    def menu(name):
        if window is PHONE:
            hands.click("Toggle sidebar")
        if not page.get_by_role("link", name=name, exact=True).first.is_visible():
            hands.click("Partners")
        hands.click(name, role="link")

    menu("Partner applications")
    hands.click("Nordform", role="link")
    page.fill("input[name=code]", "nordform")
    page.fill("input[name=commission_rate]", "8")
    with page.expect_navigation():
        hands.click("Approve and create the account")
    account = PartnerAccount.objects.get()

    menu("Partner accounts")
    hands.click("Nordform", role="link")
    hands.click("Edit", role="link")
    page.locator("#id_commission_rate").fill("12")
    hands.click("Save")
    page.wait_for_url("**/cms/partner-accounts/")
    account.refresh_from_db()
    assert account.commission_rate == Decimal(12)

    CommissionFactory(account=account, status="payable", amount="24.00")
    menu("Payouts")
    hands.clicks += 1
    page.get_by_role("checkbox").first.check()
    hands.click("Mark as paid out…")
    expect(page.get_by_role("main")).to_contain_text("€24.00")
    assert not Payout.objects.exists()
    hands.fill("Reference of the transfer", "SEPA 4711")
    hands.click("Mark as paid out")
    expect(page.get_by_text("marked as paid out").first).to_be_visible()
    assert (Payout.objects.get().reference, Commission.objects.get().status) == ("SEPA 4711", "paid")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hands.click("Paid out", role="link")
    expect(page.get_by_role("main")).to_contain_text("SEPA 4711")
    assert hands.clicks <= MOST_CLICKS + 3 * (window is PHONE), hands.clicks
