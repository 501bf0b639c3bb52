"""The demo's quotas, its commission plan with statements, and what was forecast in the last months."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice

from django.db import transaction
from django.utils import timezone

from config.demo.order_plan import random_for
from config.demo.sales_team import MANAGER
from crm_core.customers.access.rows import CustomerScope
from crm_core.customers.models import CustomerOrder, Team
from crm_core.forecast.backtest import keep_backtest
from crm_core.forecast.models import BacktestMonth, PeriodKind, Quota, Snapshot, SnapshotRow
from crm_core.forecast.periods import Period, add_months
from crm_core.forecast.queries import cells_of, together
from crm_core.forecast.run_rate import forecast_all
from crm_core.forecast.services import take_snapshot
from crm_core.rep_commissions.models import CommissionPlan, OrderShare, PlanMember, PlanRate, Statement
from crm_core.rep_commissions.services import approve, pay, settle_past
from shop.configuration.queries import shop_currency
from shop.order.models import Order
from shop.user.models import User

MONTHS_BACK, MONTHS_AHEAD = 11, 3
GROWTH = Decimal("1.06")
STEP = Decimal(100)
RATES = ((0, "2.00"), (80, "3.00"), (100, "4.50"), (120, "6.00"))
PAID_MONTHS = 3
PLAN, ORDERS_A_TIME = "Trade", 25
TESTED_MONTHS = 14
# How far off the demo's snapshots were, in percent, month by month.
ERRORS = (7, -5, 11)
ALL = CustomerScope(sees_all=True)


def add_quotas(reps: Sequence[User], *, now: datetime) -> int:
    """Give each representative and team quotas: what they sold in that month a year ago, and more."""
    first = timezone.localdate(now).replace(day=1)
    months = [add_months(first, place) for place in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
    teams = {team.pk: set(team.members.values_list("pk", flat=True)) for team in Team.objects.all()}
    rows = []
    for month in months:
        cells = cells_of(Period(kind=PeriodKind.MONTH, start=add_months(month, -12)), ALL)
        sold = {rep.pk: _sold(cells, {rep.pk}) for rep in reps}
        rows += [_quota(month, sold[rep.pk], user=rep) for rep in reps]
        rows += [
            _quota(month, sum((sold.get(pk, Decimal(0)) for pk in members), Decimal(0)), team_id=team)
            for team, members in teams.items()
        ]
    return len(Quota.objects.bulk_create(rows, ignore_conflicts=True))


def _sold(cells: Mapping[tuple[int | None, int | None], object], owners: set[int]) -> Decimal:
    return together(cells, lambda place: place[0] in owners).achieved  # type: ignore[arg-type]


def _quota(month: date, sold: Decimal, **subject: object) -> Quota:
    amount = max((sold * GROWTH / STEP).quantize(Decimal(1)) * STEP, 10 * STEP)
    return Quota(kind=PeriodKind.MONTH, starts_on=month, amount=amount, **subject)


def add_commissions(reps: Sequence[User], *, now: datetime) -> int:
    """Make the plan of the trade, credit its orders, and bring the statements to where they would be today.

    All but the last month are approved, all but the last two paid; returns how many statements there are.
    """
    this_month = timezone.localdate(now).replace(day=1)
    begins = add_months(this_month, -PAID_MONTHS)
    if not CommissionPlan.objects.filter(name=PLAN).exists():
        _add_plan(reps, begins=begins, this_month=this_month)
    owned = CustomerOrder.objects.filter(customer__owner__in=reps, order__date_placed__gte=_midnight(begins))
    uncredited = Order.objects.filter(pk__in=owned.values("order")).exclude(
        pk__in=OrderShare.objects.values("order")
    )
    waiting = iter(list(uncredited.order_by("paid_at", "pk")))
    while batch := list(islice(waiting, ORDERS_A_TIME)):
        settle_past(batch)
    manager = User.objects.get(email=MANAGER)
    drafts = Statement.objects.filter(plan__name=PLAN, state=Statement.State.DRAFT)
    for statement in drafts.filter(starts_on__lt=add_months(this_month, -1)).order_by("starts_on", "pk"):
        end = _midnight(add_months(statement.starts_on, 1)) + timedelta(days=3, hours=10)
        held = approve(statement, by=manager, total=statement.total, now=end)
        if statement.starts_on < add_months(this_month, -2):
            pay(held, by=manager, reference=f"SAL-{statement.starts_on:%Y%m}", now=end + timedelta(days=5))
    return Statement.objects.count()


@transaction.atomic
def _add_plan(reps: Sequence[User], *, begins: date, this_month: date) -> None:
    """Make the plan, with the quotas of this month as targets."""
    plan = CommissionPlan.objects.create(name=PLAN, kind=PeriodKind.MONTH, starts_on=begins)
    PlanRate.objects.bulk_create(
        PlanRate(plan=plan, from_percent=level, rate=Decimal(rate)) for level, rate in RATES
    )
    targets = {
        quota.user_id: quota.amount
        for quota in Quota.objects.filter(user__in=reps, kind=PeriodKind.MONTH, starts_on=this_month)
    }
    PlanMember.objects.bulk_create(
        PlanMember(plan=plan, user=rep, target=targets.get(rep.pk, 10 * STEP)) for rep in reps
    )


def add_forecast(*, now: datetime) -> None:
    """Learn from the months that are over, forecast all accounts, keep the forecast of today and of the past.

    What would have been forecast at the start of the last three months is what was sold then, off as the
    forecast was: the back-test says by how much all of it was, `ERRORS` what is left for each line.
    """
    keep_backtest(now=now, months=TESTED_MONTHS)
    forecast_all(now=now)
    take_snapshot(now=now)
    this_month = timezone.localdate(now).replace(day=1)
    for place, percent in enumerate(ERRORS, start=1):
        _past_snapshot(add_months(this_month, -place), percent)


@transaction.atomic
def _past_snapshot(day: date, percent: int) -> None:
    snapshot, is_new = Snapshot.objects.get_or_create(
        taken_on=day, defaults={"taken_at": _midnight(day) + timedelta(hours=4), "currency": shop_currency()}
    )
    if not is_new:
        return
    row = BacktestMonth.objects.filter(month=day).first()
    share = row.forecast / row.actual if row and row.actual else Decimal(1)
    rows, off = [], share * (100 + percent) / 100
    for month in (add_months(day, place) for place in range(3)):
        cells = cells_of(Period(kind=PeriodKind.MONTH, start=month), ALL)
        for (owner, territory), amounts in cells.items():
            own = Decimal(random_for(f"forecast {owner} {territory} {day}").uniform(0.88, 1.12))
            expected = (amounts.achieved * off * own).quantize(Decimal("0.01"))
            rows.append(_row(snapshot, month, owner, territory, expected))
    SnapshotRow.objects.bulk_create(rows)


def _row(
    snapshot: Snapshot, month: date, owner: int | None, territory: int | None, expected: Decimal
) -> SnapshotRow:
    """Make a row of which a fifth was in deals."""
    weighted = (expected / 5).quantize(Decimal("0.01"))
    amounts: dict[str, Decimal] = defaultdict(Decimal, weighted=weighted, repeat=expected - weighted)
    parts = ("achieved", "committed", "best_case", "pipeline", "weighted", "repeat")
    return SnapshotRow(
        snapshot=snapshot,
        month=month,
        owner_id=owner,
        territory_id=territory,
        **{part: amounts[part] for part in parts},
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here
