"""The demo's account plans: the companies that ordered most, with what they are to order this year."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from crm_core.account_plans.models import AccountPlan, PlanTarget
from crm_core.account_plans.queries import NOTHING, ordered_by
from crm_core.customers.models import Customer
from crm_core.pipeline.white_space import white_space

PLANS = 14
STEP = Decimal(100)
# By how much this year is to be more than the last, in percent, account by account.
GROWTH = (12, 8, 20, 5, 15, 10, 30)
SITUATIONS = (
    "Runs two dining rooms; replaces a tenth of the tableware every autumn. The owner signs.",
    "Opens a second house in spring. Likes to see and hold pieces before ordering; orders in sets of twelve.",
    "Buys tea ware only so far. Plates and bowls still come from a wholesaler, twice late this year.",
    "Sells our vases in its own shop and wants glazes that nobody else in town has.",
)
STRATEGIES = (
    "Show samples of the new glazes in September, agree a yearly quantity, deliver in two parts.",
    "A visit each quarter with the chef; offer a test set for one table, then the whole room.",
    "Propose the bowls with the next order of cups; stand by with replacements within three days.",
)
RISKS = (
    "The contact person leaves in summer: get to know the successor before.",
    "A wholesaler undercuts plain white ware: stay with glazes and replacements by the piece.",
    "",
)


@transaction.atomic
def add_plans(companies: Sequence[Customer], *, now: datetime) -> int:
    """Plan this year with the companies that ordered most in the last; return how many plans are new."""
    year = timezone.localdate(now).year
    if AccountPlan.objects.filter(year=year).exists():
        return 0
    last = [AccountPlan(pk=place, customer=company, year=year - 1) for place, company in enumerate(companies)]
    sums = ordered_by(last)
    best = sorted(last, key=lambda plan: (-sums[plan.pk], plan.pk))[:PLANS]
    for place, plan in enumerate(best):
        _add(plan.customer, year, before=sums[plan.pk], place=place)
    return len(best)


def _add(company: Customer, year: int, *, before: Decimal, place: int) -> None:
    growth = 1 + Decimal(GROWTH[place % len(GROWTH)]) / 100
    goal = max((before * growth / STEP).quantize(Decimal(1)) * STEP, 5 * STEP)
    plan = AccountPlan.objects.create(
        customer=company,
        year=year,
        goal=goal,
        potential=goal * (2 + place % 3),
        situation=SITUATIONS[place % len(SITUATIONS)],
        strategy=STRATEGIES[place % len(STRATEGIES)],
        risks=RISKS[place % len(RISKS)],
    )
    gaps = white_space(company)[:2] if goal > NOTHING else []
    PlanTarget.objects.bulk_create(
        PlanTarget(plan=plan, category=gap.category, amount=max((goal / 10).quantize(STEP), STEP))
        for gap in gaps
    )
