"""Co-op: paid orders add to what a partner has."""

from decimal import Decimal

import pytest
from django.utils import timezone

from partners.funds.accrual import settle_accrual
from partners.funds.models import Allocation, AllocationEntry, FundBudget
from partners.tiers.services import set_tier
from shop.order_statuses import CANCELLED
from tests.partners.factories import PartnerAccountFactory
from tests.partners.funds.factories import FundBudgetFactory
from tests.partners.tiers.factories import TierFactory, bought

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    TierFactory(rank=1, fund_percent=Decimal("3.00"))
    return PartnerAccountFactory()


def paid(order):
    order.paid_at = timezone.now()
    order.save(update_fields=["paid_at"])
    return order


def test_a_paid_order_accrues_by_the_rate_of_the_tier_once(account):
    FundBudgetFactory(accrues=True)
    order = bought(account)
    net = order.total_excl_tax - order.shipping_excl_tax
    assert settle_accrual(order) == 0, "it is not paid yet"

    paid(order)
    assert settle_accrual(order) == round(net * 3 / 100, 2)
    assert settle_accrual(order) == 0
    assert Allocation.objects.get(account=account).amount == round(net * 3 / 100, 2)


def test_a_later_rate_does_not_change_what_accrued(account):
    FundBudgetFactory(accrues=True)
    order = paid(bought(account))
    settle_accrual(order)
    set_tier(account, TierFactory(rank=2, fund_percent=9), reason="Launch partner")

    assert settle_accrual(order) == 0


def test_a_cancelled_order_gives_back_what_is_not_committed(account):
    budget = FundBudgetFactory(accrues=True)
    order = paid(bought(account, price="1190.00"))
    had = settle_accrual(order)
    Allocation.objects.update(committed=10)
    order.status = CANCELLED
    order.save(update_fields=["status"])

    assert settle_accrual(order) == 10 - had
    assert Allocation.objects.get().amount == 10
    budget.refresh_from_db()
    assert budget.allocated == 10


def test_a_budget_gives_no_more_than_it_has(account):
    FundBudgetFactory(accrues=True, total=1)

    assert settle_accrual(paid(bought(account))) == 1
    assert FundBudget.objects.get().allocated == 1


@pytest.mark.parametrize("accrues", [False, None])
def test_without_a_budget_that_accrues_nothing_happens(account, accrues):
    if accrues is not None:
        FundBudgetFactory(accrues=accrues)
    assert settle_accrual(paid(bought(account))) == 0
    assert not AllocationEntry.objects.exists()
