"""Business plans of the demo's distributors: one agreed, one open, and who may be named."""

from datetime import datetime, timedelta
from decimal import Decimal

from config.demo.partners_people import distributors, leader_of
from config.demo.partners_programme import manager
from partners.scorecards.models import BusinessPlan, PlanAction
from partners.scorecards.quarters import quarter_of
from partners.scorecards.services import add_action, agree, save_plan, set_named
from shop.time_zones import shop_day

Side = PlanAction.Side
#: Whose plan both sides agreed to, whose waits for the partner, and who may be named.
AGREED, OPEN = "nordlicht", "osmanthus"
NAMED = ("nordlicht", "osmanthus", "hafenhof")
GOALS = {"revenue": Decimal(9000), "lead_acceptance": Decimal(70), "punctuality": Decimal(100)}
NOTES = "More hotels in the second half of the quarter; the showroom gets the tide glaze."


def add_business_plans(*, now: datetime) -> None:
    """Write two plans for the current quarter and three consents, once."""
    if BusinessPlan.objects.exists():
        return
    today, colleague = shop_day(now), manager()
    quarter = quarter_of(today)
    for one, account in distributors():
        if one.code in NAMED:
            set_named(account, is_named=True, by=leader_of(one))
        if one.code not in {AGREED, OPEN}:
            continue
        plan = BusinessPlan.objects.create(account=account, year=quarter.year, number=quarter.number)
        for title, side, days in (
            ("Show the new glaze to ten hotels", Side.PARTNER, 30),
            ("Send samples of the new glaze", Side.SHOP, 10),
        ):
            add_action(plan, title=title, side=side, due_on=today + timedelta(days=days))
        plan = save_plan(plan, goals=GOALS, notes=NOTES)
        agree(plan, side=Side.SHOP, version=plan.version, by=colleague)
        if one.code == AGREED:
            agree(plan, side=Side.PARTNER, version=plan.version, by=leader_of(one))
