"""Each sum is bounded by the row above it."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError

from partners.funds.exceptions import FundsExceededError, FundsRefusedError, MovedOnError
from partners.funds.models import Allocation, FundBudget, FundRequest
from partners.funds.services import (
    allocate,
    approve,
    approve_claim,
    claim,
    close,
    decline,
    decline_claim,
    pay_claim,
    submit,
)
from shop.audit.models import AuditEntry
from tests.partners.factories import PartnerAccountFactory
from tests.partners.funds.factories import FundBudgetFactory, approved_request, make_claim, make_request
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return StaffFactory()


def test_no_more_is_allocated_than_the_budget_has():
    budget = FundBudgetFactory(total=1000)
    allocate(budget, PartnerAccountFactory(), Decimal(700))

    with pytest.raises(FundsExceededError) as refused:
        allocate(budget, PartnerAccountFactory(), Decimal("300.01"))

    assert refused.value.left == 300
    assert FundBudget.objects.get().allocated == 700
    assert Allocation.objects.filter(amount__gt=0).count() == 1


def test_what_is_committed_is_not_taken_back():
    request = approved_request("300.00", allocated="500.00")
    allocation = request.allocation

    with pytest.raises(FundsExceededError):
        allocate(allocation.budget, allocation.account, Decimal(-201))
    assert FundBudget.objects.get().allocated == 500

    allocate(allocation.budget, allocation.account, Decimal(-200))
    assert FundBudget.objects.get().allocated == 300


def test_no_more_is_approved_than_the_partner_has(staff):
    first = approved_request("300.00", allocated="500.00")
    second = make_request(
        "250.00", account=first.allocation.account, budget=first.allocation.budget, allocated="0"
    )

    with pytest.raises(FundsExceededError) as refused:
        approve(second, amount=Decimal(250), by=staff)

    assert refused.value.left == 200
    second.refresh_from_db()
    assert second.status == FundRequest.Status.SUBMITTED
    approve(second, amount=Decimal(200), by=staff)
    assert Allocation.objects.get().committed == 500


def test_a_request_is_decided_once(staff):
    request = make_request()
    decline(request, by=staff, note="Not this quarter")

    with pytest.raises(MovedOnError):
        approve(request, amount=Decimal(100), by=staff)
    request.refresh_from_db()
    assert (request.status, request.note, request.approved_amount) == ("declined", "Not this quarter", 0)
    assert AuditEntry.objects.filter(action="fund_request_decided").count() == 1

    submit(request)
    submit(request)
    request.refresh_from_db()
    assert (request.status, request.note) == ("submitted", "")


def test_declining_needs_a_reason(staff):
    with pytest.raises(FundsRefusedError):
        decline(make_request(), by=staff, note=" ")


def test_no_more_is_claimed_than_was_approved(staff):
    request = approved_request("300.00")
    first = make_claim(request, "200.00")

    with pytest.raises(FundsExceededError) as refused:
        make_claim(request, "100.01")
    assert refused.value.left == 100

    decline_claim(first, by=staff, note="The invoice is not readable")
    request.refresh_from_db()
    assert request.claimed == 0
    make_claim(request, "300.00")


def test_a_claim_sent_twice_is_one():
    request, token = approved_request(), uuid4()

    assert make_claim(request, token=token) == make_claim(request, token=token)
    request.refresh_from_db()
    assert request.claimed == 100


def test_a_claim_needs_proof_and_an_approved_request():
    with pytest.raises(FundsRefusedError):
        claim(approved_request(), amount=Decimal(1), proofs=[], token=uuid4())
    with pytest.raises(FundsRefusedError):
        make_claim(make_request(), "1.00")


def test_a_claim_is_approved_then_paid_once(staff):
    made = make_claim()
    with pytest.raises(MovedOnError):
        pay_claim(made, by=staff)

    approve_claim(made, by=staff)
    pay_claim(made, by=staff, reference="SEPA 17")
    with pytest.raises(MovedOnError):
        pay_claim(made, by=staff)

    made.refresh_from_db()
    assert (made.status, made.reference) == ("paid", "SEPA 17")
    assert made.paid_at is not None


def test_closing_frees_what_is_not_claimed(staff):
    request = approved_request("300.00")
    made = make_claim(request, "100.00")
    with pytest.raises(FundsRefusedError):
        close(request, by=staff)

    approve_claim(made, by=staff)
    close(request, by=staff)

    request.refresh_from_db()
    assert (request.status, request.approved_amount) == ("closed", 100)
    assert Allocation.objects.get().committed == 100
    with pytest.raises(MovedOnError):
        close(request, by=staff)


@pytest.mark.parametrize(
    ("model", "values"),
    [(FundBudget, {"allocated": 1001}), (Allocation, {"committed": 501}), (FundRequest, {"claimed": 301})],
)
def test_the_database_refuses_what_exceeds(model, values):
    approved_request("300.00", allocated="500.00")
    with pytest.raises(IntegrityError):
        model.objects.update(**values)
