"""Funds in the portal."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners.funds.models import Claim, FundRequest
from partners.funds.services import allocate
from tests.partners.factories import PartnerAccountFactory, referred_basket
from tests.partners.funds.factories import FundBudgetFactory, approved_request, make_claim, make_request
from tests.shop.factories import OrderFactory
from tests.shop.price_lists.factories import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(client, site):
    account = PartnerAccountFactory()
    client.force_login(member(account.company))
    return account


def pdf():
    return SimpleUploadedFile("invoice.pdf", b"%PDF-1.4 invoice", content_type="application/pdf")


def asked(request, **values):
    today = timezone.localdate().isoformat()
    return {
        "allocation": request.allocation.pk,
        "title": "Demo day",
        "activity": "event",
        "starts_on": today,
        "ends_on": today,
        "amount": "120.00",
        **values,
    }


def test_a_request_is_kept_as_a_draft_then_submitted(client, account):
    held = make_request(account=account)
    page = client.get(reverse("partner_funds:overview")).content.decode()
    assert "€500.00" in page

    client.post(reverse("partner_funds:create"), asked(held))
    draft = FundRequest.objects.get(title="Demo day")
    assert draft.status == "draft"
    client.post(reverse("partner_funds:edit", args=[draft.pk]), asked(held, amount="130"))
    client.post(reverse("partner_funds:send", args=[draft.pk]))
    draft.refresh_from_db()
    assert (draft.status, draft.amount) == ("submitted", 130)

    client.post(reverse("partner_funds:edit", args=[draft.pk]), asked(held, amount="400"))
    draft.refresh_from_db()
    assert draft.amount == 130, "what is submitted is not changed"


@pytest.mark.parametrize(
    "wrong", [{"amount": "0"}, {"amount": "1.234"}, {"ends_on": "2020-01-01"}, {"starts_on": "2020-01-01"}]
)
def test_bad_input_is_named_and_kept(client, account, wrong):
    held = make_request(account=account)

    response = client.post(reverse("partner_funds:create"), asked(held, **wrong))

    assert response.status_code == 422
    assert "Demo day" in response.content.decode()
    assert not FundRequest.objects.filter(title="Demo day").exists()


def test_another_partners_budget_cannot_be_asked(client, account):
    make_request(account=account)

    response = client.post(reverse("partner_funds:create"), asked(make_request()))

    assert response.status_code == 422


def test_a_claim_with_its_proof(client, account):
    request = approved_request(account=account)
    shown = client.get(reverse("partner_funds:show", args=[request.pk]))
    token = shown.context["form"]["token"].value()
    url = reverse("partner_funds:claim", args=[request.pk])
    typed = {"amount": "99.50", "comment": "Booth", "token": token}

    for _click in range(2):
        response = client.post(url, {**typed, "proofs": [pdf()]})
        assert response.status_code == 302

    claim = Claim.objects.get()
    assert (claim.amount, claim.status) == (99.5, "submitted")
    proof = client.get(reverse("partner_funds:proof", args=[claim.proofs.get().pk]))
    assert b"".join(proof.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize("wrong", [{"amount": "300.01"}, {"amount": ""}, {"proofs": []}])
def test_a_refused_claim_keeps_what_was_typed(client, account, wrong):
    request = approved_request("300.00", account=account)
    typed = {
        "amount": "10",
        "comment": "Booth",
        "token": "6c1f2c0e-2c8c-4d0a-9f7a-0f2a8a6d1b11",
        "proofs": [pdf()],
    }

    response = client.post(reverse("partner_funds:claim", args=[request.pk]), typed | wrong)

    assert response.status_code == 422
    assert "Booth" in response.content.decode()
    assert not Claim.objects.exists()


def test_another_partners_things_are_not_found(client, account):
    claim = make_claim()
    for name, key in (
        ("show", claim.request.pk),
        ("edit", claim.request.pk),
        ("proof", claim.proofs.get().pk),
    ):
        assert client.get(reverse(f"partner_funds:{name}", args=[key])).status_code == 404
    for name in ("send", "claim"):
        assert client.post(reverse(f"partner_funds:{name}", args=[claim.request.pk])).status_code == 404


def test_the_result_are_orders_that_the_partner_brought(client, account):
    request = approved_request(account=account)
    order = OrderFactory(basket=referred_basket(account))
    OrderFactory()

    result = client.get(reverse("partner_funds:show", args=[request.pk])).context["result"]

    assert result.orders == 1
    assert result.revenue == order.total_excl_tax - order.shipping_excl_tax


def test_with_a_campaign_code_only_orders_with_it_count(client, account):
    request = approved_request(account=account, campaign_code="FAIR26")
    order = OrderFactory(basket=referred_basket(account))
    url = reverse("partner_funds:show", args=[request.pk])
    assert client.get(url).context["result"].orders == 0

    order.discounts.create(category="Basket", amount=1, voucher_code="FAIR26")
    assert client.get(url).context["result"].orders == 1


def test_queries_do_not_grow_with_requests(client, account):
    budget = FundBudgetFactory()
    make_request(account=account, budget=budget, allocated="100")
    url = reverse("partner_funds:overview")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _number in range(2):
        make_request(account=account, budget=budget, allocated="100")
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)


def test_only_budget_of_a_partner_is_chosen_for_them(client, account):
    given = allocate(FundBudgetFactory(), account, Decimal(500))

    page = client.get(reverse("partner_funds:create")).content.decode()

    assert f'name="allocation" value="{given.pk}"' in page
