"""Writing plans: every change takes both agreements back; who agrees says which version they have read.

Each service holds the plan's row.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.scorecards.models import BusinessPlan, LeaderboardConsent, PlanAction, PlanGoal
from shop.user.models import User

Side = PlanAction.Side


class PlanChangedError(ValueError):
    """The plan is not what was read any more; nothing was changed."""


@transaction.atomic
def save_plan(plan: BusinessPlan, *, goals: Mapping[str, Decimal | None], notes: str) -> BusinessPlan:
    """Write goals (None: no goal) and notes; the same again changes nothing."""
    held = _held(plan)
    wanted = {name: target for name, target in goals.items() if target is not None}
    if wanted == dict(held.goals.values_list("metric", "target")) and notes == held.notes:
        return held
    held.goals.exclude(metric__in=wanted).delete()
    for name, target in wanted.items():
        PlanGoal.objects.update_or_create(plan=held, metric=name, defaults={"target": target})
    held.notes = notes
    return _changed(held)


@transaction.atomic
def add_action(plan: BusinessPlan, *, title: str, side: str, due_on: date) -> PlanAction:
    """Add what somebody is to do; the same action twice is one."""
    held = _held(plan)
    action, is_new = PlanAction.objects.get_or_create(plan=held, title=title, side=side, due_on=due_on)
    if is_new:
        _changed(held)
    return action


@transaction.atomic
def finish_action(plan: BusinessPlan, action_id: int) -> bool:
    """Note that an action of this plan is done; say whether it was not before. Agreements stay."""
    _held(plan)
    rows = PlanAction.objects.filter(plan=plan, pk=action_id, done_at=None)
    return bool(rows.update(done_at=timezone.now()))


@transaction.atomic
def agree(plan: BusinessPlan, *, side: str, version: int, by: User) -> BusinessPlan:
    """Note that a side agrees to the version it has read; a second click changes nothing.

    Raises PlanChangedError where the other side changed it meanwhile.
    """
    held = _held(plan)
    if held.version != version:
        raise PlanChangedError
    name = "partner" if side == Side.PARTNER else "manager"
    if getattr(held, f"{name}_agreed_at") is None:
        setattr(held, f"{name}_agreed_at", timezone.now())
        setattr(held, f"{name}_agreed_by", by)
        held.save(update_fields=[f"{name}_agreed_at", f"{name}_agreed_by"])
    return held


def set_named(account: PartnerAccount, *, is_named: bool, by: User) -> None:
    """Let other partners read the name on the leaderboard, or not any more."""
    if is_named:
        LeaderboardConsent.objects.get_or_create(account=account, defaults={"given_by": by})
    else:
        LeaderboardConsent.objects.filter(account=account).delete()


def _held(plan: BusinessPlan) -> BusinessPlan:
    return BusinessPlan.objects.select_for_update().get(pk=plan.pk)  # guard: plans-one-by-one


def _changed(plan: BusinessPlan) -> BusinessPlan:
    plan.version += 1
    plan.partner_agreed_at = plan.partner_agreed_by = None
    plan.manager_agreed_at = plan.manager_agreed_by = None
    plan.save()
    return plan
