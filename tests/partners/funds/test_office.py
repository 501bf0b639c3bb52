"""Funds in the back office."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.funds.models import Allocation, FundBudget
from partners.funds.services import approve_claim
from partners.tiers.services import set_tier
from tests.partners.factories import PartnerAccountFactory
from tests.partners.funds.factories import FundBudgetFactory, approved_request, make_claim, make_request
from tests.partners.tiers.factories import make_ladder
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, site):
    client.force_login(StaffFactory())
    return client


def page(name, row):
    return reverse(f"{name}:inspect", args=[row.pk])


def test_a_budget_is_made_and_handed_out_to_each_of_a_tier(office):
    _silver, gold = make_ladder()
    accounts = [PartnerAccountFactory(), PartnerAccountFactory()]
    for account in accounts:
        set_tier(account, gold, reason="Launch partner")
    PartnerAccountFactory()
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    response = office.post(reverse("fund_budgets:add"), {"name": "2026", "total": "900.00", **days})
    assert response.status_code == 302, response.context["form"].errors
    budget = FundBudget.objects.get()
    assert budget.currency == "EUR"

    refused = office.post(
        page("fund_budgets", budget), {"action": "allocate", "tier": gold.pk, "amount": "500"}
    )
    assert refused.status_code == 422
    assert "more than is left" in refused.content.decode()
    assert not Allocation.objects.filter(amount__gt=0).exists(), "all or nobody"

    office.post(page("fund_budgets", budget), {"action": "allocate", "tier": gold.pk, "amount": "400"})
    assert set(Allocation.objects.values_list("account", "amount")) == {(one.pk, 400) for one in accounts}
    assert office.get(page("fund_budgets", budget)).status_code == 200


def test_allocating_asks_for_a_partner_or_a_tier(office):
    url = page("fund_budgets", FundBudgetFactory())

    assert office.post(url, {"action": "allocate", "amount": "5"}).status_code == 422
    account = PartnerAccountFactory()
    assert office.post(url, {"action": "allocate", "account": account.pk, "amount": "0"}).status_code == 422


def test_a_total_stays_above_what_is_handed_out(office):
    request = make_request(allocated="500.00")
    budget = request.allocation.budget
    url = reverse("fund_budgets:edit", args=[budget.pk])
    base = office.get(url).context["form"]["edit_base"].value()

    response = office.post(
        url,
        {
            "name": budget.name,
            "starts_on": budget.starts_on,
            "ends_on": budget.ends_on,
            "total": "400",
            "edit_base": base,
        },
    )

    assert response.status_code != 302
    assert "More than that is allocated already." in response.content.decode()


def test_a_request_is_approved_for_another_amount(office):
    request = make_request("300.00")
    url = page("fund_requests", request)
    assert office.get(url).status_code == 200

    refused = office.post(url, {"action": "approve", "amount": "500.01"})
    assert refused.status_code == 422

    office.post(url, {"action": "approve", "amount": "250", "note": "Half of the booth"})
    request.refresh_from_db()
    assert (request.status, request.approved_amount) == ("approved", 250)
    assert "Half of the booth" in office.get(url).content.decode()

    again = office.post(url, {"action": "approve", "amount": "250"})
    assert again.status_code == 422
    office.post(url, {"action": "close"})
    request.refresh_from_db()
    assert request.status == "closed"


def test_a_request_is_declined_with_a_reason(office):
    request = make_request()
    url = page("fund_requests", request)

    assert office.post(url, {"action": "decline", "note": ""}).status_code == 422
    office.post(url, {"action": "decline", "note": "Not this quarter"})
    request.refresh_from_db()
    assert request.status == "declined"


def test_drafts_are_the_partners_own(office):
    draft = make_request(status="draft")

    assert office.get(page("fund_requests", draft)).status_code == 404
    assert draft.title not in office.get(reverse("fund_requests:index")).content.decode()


def test_a_claim_is_approved_and_paid(office):
    claim = make_claim()
    url = page("fund_claims", claim)
    shown = office.get(url).content.decode()
    proof = reverse("fund_proof", args=[claim.proofs.get().pk])
    assert proof in shown
    handed = office.get(proof)
    assert handed["Content-Disposition"].startswith("attachment")
    handed.close()

    office.post(url, {"action": "approve"})
    assert "Reference of the transfer" in office.get(url).content.decode()
    office.post(url, {"action": "pay", "reference": "SEPA 17"})
    claim.refresh_from_db()
    assert (claim.status, claim.reference) == ("paid", "SEPA 17")


def test_a_claim_is_declined_with_a_reason(office):
    claim = make_claim()

    assert office.post(page("fund_claims", claim), {"action": "decline"}).status_code == 422
    office.post(page("fund_claims", claim), {"action": "decline", "note": "Not readable"})
    claim.refresh_from_db()
    claim.request.refresh_from_db()
    assert (claim.status, claim.request.claimed) == ("declined", Decimal(0))


@pytest.mark.parametrize("name", ["fund_budgets", "fund_requests", "fund_claims"])
def test_lists_open_and_queries_do_not_grow(office, name):
    url = reverse(f"{name}:index")
    make_claim()
    office.get(url)
    with CaptureQueriesContext(connection) as one:
        assert office.get(url).status_code == 200
    for _number in range(2):
        claim = make_claim()
        approve_claim(claim, by=StaffFactory())
    with CaptureQueriesContext(connection) as three:
        assert office.get(url).status_code == 200
    assert len(three) == len(one)
    approved_request()
