"""A partner programme for the resellers, under one stated plan, so that what it computes can be recomputed.

Representatives earn 2 % of the goods of the resellers they look after, by quarter. Resellers get a rebate on
what they bought in a quarter: 1 % from 10,000, 2 % from 50,000, 3 % from 100,000 on, of the whole volume.
Tiers go by the revenue of the last 365 days: Silver from 20,000, Gold from 100,000 on. Goods without tax, in
the shop's currency.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from config.adventureworks.orders import PREFIX
from crm_core.customers.models import CustomerOrder
from crm_core.forecast.models import PeriodKind
from crm_core.rep_commissions.models import CommissionPlan, PlanMember, PlanRate
from crm_core.rep_commissions.services import settle_past
from partners.accounts.models import PartnerAccount
from partners.rewards.models import RewardLevel, RewardRule
from partners.rewards.services.accruing import reward_order
from partners.tiers.models import Tier
from partners.tiers.services import review_all
from shop.b2b.models import Company, CompanyGroup
from shop.configuration.queries import shop_currency
from shop.order.models import Order

NAME = "AdventureWorks"
BEGAN = date(2005, 1, 1)
REP_RATE = 2
#: From which volume of a quarter on which rebate in per cent; whole numbers, since SQL recomputes them.
REBATES = ((10_000, 1), (50_000, 2), (100_000, 3))
TIERS = (("Registered", 0), ("Silver", 20_000), ("Gold", 100_000))
A_TIME = 500


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The rebate of the resellers and the plan of the representatives."""

    rebate: RewardRule
    plan: CommissionPlan


@transaction.atomic
def open_programme() -> Programme:
    """Make partners of resellers with orders, and write tiers, rebate and plan, each once."""
    sold_to = Order.objects.filter(number__startswith=PREFIX).exclude(company=None).values("company")
    for company in Company.objects.filter(pk__in=sold_to).order_by("pk"):
        PartnerAccount.objects.get_or_create(
            company=company, defaults={"code": f"aw-{company.pk}", "commission_rate": 0}
        )
    for rank, (name, revenue) in enumerate(TIERS, start=100):
        _tier(f"{NAME}: {name}", rank, revenue)
    return Programme(rebate=_rebate(), plan=_plan())


def _tier(name: str, rank: int, revenue: int) -> None:
    group, _is_new = CompanyGroup.objects.get_or_create(name=name)
    tier, is_new = Tier.objects.get_or_create(name=name, defaults={"rank": rank, "group": group})
    if is_new and revenue:
        tier.requirements.create(criterion="revenue", threshold=revenue)


def _rebate() -> RewardRule:
    terms = {"kind": RewardRule.Kind.REBATE, "currency": shop_currency(), "valid_from": BEGAN}
    rule, is_new = RewardRule.objects.get_or_create(name=NAME, defaults=terms)
    if is_new:
        for volume, rate in REBATES:
            RewardLevel.objects.create(rule=rule, volume=volume, rate=rate)
    return rule


def _plan() -> CommissionPlan:
    terms = {"kind": PeriodKind.QUARTER, "starts_on": BEGAN}
    plan, is_new = CommissionPlan.objects.get_or_create(name=NAME, defaults=terms)
    if is_new:
        PlanRate.objects.create(plan=plan, from_percent=0, rate=REP_RATE)
    owners = CustomerOrder.objects.filter(order__number__startswith=PREFIX).exclude(customer__owner=None)
    for owner in owners.order_by().values_list("customer__owner", flat=True).distinct():
        PlanMember.objects.get_or_create(plan=plan, user_id=owner, defaults={"target": Decimal(1)})
    return plan


def run_programme() -> int:
    """Have every order of the resellers earn, and review the tiers; return how many orders."""
    orders = (
        Order.objects.filter(number__startswith=PREFIX).exclude(company=None).order_by("date_placed", "pk")
    )
    keys = list(orders.values_list("pk", flat=True))
    for start in range(0, len(keys), A_TIME):
        batch = list(orders.filter(pk__in=keys[start : start + A_TIME]))
        for order in batch:
            reward_order(order)
        settle_past(batch)
    review_all()
    return len(keys)
