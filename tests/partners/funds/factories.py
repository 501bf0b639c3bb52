"""Budgets, requests and claims."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from partners.funds.models import FundBudget, FundRequest
from partners.funds.services import allocate, approve, claim
from tests.partners.factories import PartnerAccountFactory
from tests.shop.factories import StaffFactory


class FundBudgetFactory(factory.django.DjangoModelFactory):
    """EUR 1,000 around today."""

    name = factory.Sequence(lambda n: f"Spring campaign {n}")
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    currency = "EUR"
    total = Decimal("1000.00")

    class Meta:
        model = FundBudget


def make_request(
    amount="300.00", *, account=None, budget=None, allocated="500.00", status="submitted", **fields
):
    """A request of a partner that has EUR 500 of a budget."""
    account = account or PartnerAccountFactory()
    allocation = allocate(budget or FundBudgetFactory(), account, Decimal(allocated))
    today = timezone.localdate()
    values = {"title": "Trade fair", "starts_on": today, "ends_on": today, "amount": Decimal(amount)}
    return FundRequest.objects.create(allocation=allocation, status=status, **(values | fields))


def approved_request(amount="300.00", **kwargs):
    """The same, approved."""
    request = make_request(amount, **kwargs)
    approve(request, amount=Decimal(amount), by=StaffFactory())
    request.refresh_from_db()
    return request


def make_claim(request=None, amount="100.00", *, token=None, **kwargs):
    """A claim with an invoice."""
    proof = ContentFile(b"%PDF-1.4 invoice", name="invoice.pdf")
    return claim(
        request or approved_request(),
        amount=Decimal(amount),
        proofs=[proof],
        token=token or uuid4(),
        **kwargs,
    )
