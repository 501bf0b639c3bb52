"""What a company of the world approves and may spend."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shop.budgets.models import Budget
from shop.purchase_approvals.models import (
    ApprovalDelegation,
    ApprovalRule,
    PurchaseRequest,
    RequestApprover,
    RequestStep,
)
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.factories import BasketFactory, UserFactory


def make_company_purchase(world: Any) -> None:
    """A request of "company buyer" which a colleague is asked about, rules, a budget, a deputy."""
    things, buyer = world.things, world.people["company buyer"]
    company = buyer.company_contact.company
    boss = CompanyContactFactory(company=company, user=UserFactory()).user
    things.budget = Budget.objects.create(company=company, name="Glaze", amount=Decimal(100), currency="EUR")
    things.approval_rule = ApprovalRule.objects.create(company=company, name="All", is_active=False)
    things.spare_rule = ApprovalRule.objects.create(company=company, name="Spare", is_active=False)
    today = timezone.localdate()
    things.delegation = ApprovalDelegation.objects.create(
        owner=buyer, deputy=boss, starts_on=today, ends_on=today
    )
    basket = BasketFactory(owner=buyer, lines=[things.product])
    basket.freeze()
    things.purchase = PurchaseRequest.objects.create(
        company=company,
        user=buyer,
        buyer_name="Ada",
        basket=basket,
        currency="EUR",
        total=Decimal(24),
        total_excl_tax=Decimal(20),
        expires_at=timezone.now() + timedelta(days=7),
    )
    step = RequestStep.objects.create(request=things.purchase, round=1, level=1, state="waiting")
    RequestApprover.objects.create(step=step, user=boss, name="Eve")
