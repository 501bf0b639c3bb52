"""Reading scorecards: the one module from which portal and back office read, so that both see the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from partners.accounts.models import PartnerAccount
from partners.scorecards.metrics import METRICS, Metric
from partners.scorecards.models import BusinessPlan, LeaderboardConsent, PlanAction
from partners.scorecards.quarters import Quarter
from partners.tiers.queries import active_accounts
from partners.tiers.sales import Sales, sales_of


@dataclass(frozen=True, kw_only=True)
class Score:
    """A metric of a quarter beside the quarter before and the goal."""

    metric: Metric
    value: Decimal | None
    before: Decimal | None
    goal: Decimal | None

    @property
    def words(self) -> str:
        """The value for a reader."""
        return self.metric.words(self.value)

    @property
    def before_words(self) -> str:
        """The value of the quarter before."""
        return self.metric.words(self.before)

    @property
    def goal_words(self) -> str:
        """The goal; empty without one."""
        return self.metric.words(self.goal) if self.goal is not None else ""

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None without a goal or a value."""
        if self.goal is None or self.value is None:
            return None
        return self.value <= self.goal if self.metric.is_less_better else self.value >= self.goal


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """How a partner does in a quarter, and the plan for it if there is one."""

    account: PartnerAccount
    quarter: Quarter
    scores: Sequence[Score]
    plan: BusinessPlan | None
    actions: Sequence[PlanAction]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A partner's place by revenue; `name` is empty for one who is not to be named."""

    rank: int
    name: str
    is_own: bool


def scorecard(account: PartnerAccount, quarter: Quarter) -> Scorecard:
    """Measure an account in a quarter; a fixed number of queries."""
    plan = (
        BusinessPlan.objects.filter(account=account, year=quarter.year, number=quarter.number)
        .select_related("account__company", "partner_agreed_by", "manager_agreed_by")
        .first()
    )
    goals = {goal.metric: goal.target for goal in plan.goals.all()} if plan else {}
    scores = [
        Score(
            metric=metric,
            value=metric.read(account, quarter),
            before=metric.read(account, quarter.before),
            goal=goals.get(metric.name),
        )
        for metric in METRICS
    ]
    actions = list(plan.actions.all()) if plan else []
    return Scorecard(account=account, quarter=quarter, scores=scores, plan=plan, actions=actions)


def leaderboard(account: PartnerAccount, quarter: Quarter) -> list[Place]:
    """Rank the active partners by the quarter's revenue; equals share a place. Three queries.

    Of others only those are named who agreed to it; everybody finds their own place.
    """
    accounts = active_accounts()
    sales = sales_of([one.pk for one in accounts], since=quarter.since, until=quarter.until)
    named = set(LeaderboardConsent.objects.values_list("account", flat=True))
    value = {one.pk: sales.get(one.pk, Sales()).revenue for one in accounts}
    ranked = sorted(accounts, key=lambda one: (-value[one.pk], one.pk))
    return [
        Place(
            rank=1 + sum(other > value[one.pk] for other in value.values()),
            name=one.company.name if one.pk in named or one.pk == account.pk else "",
            is_own=one.pk == account.pk,
        )
        for one in ranked
    ]


def is_named(account: PartnerAccount) -> bool:
    """Say whether others may read the partner's name on the leaderboard. One query."""
    return LeaderboardConsent.objects.filter(account=account).exists()
