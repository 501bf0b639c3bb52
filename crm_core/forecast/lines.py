"""The lines of the forecast page: who is to sell how much, has sold, and is expected to.

Lines by representative or territory add up to the total. Teams may share members, so their lines need not;
the total is always that of everything the reader sees.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from operator import attrgetter

from django.utils.translation import gettext as _

from crm_core.customers.access.rows import VIEW_TEAM, VIEW_TERRITORY, CustomerScope, scope_of
from crm_core.customers.models import Team, Territory
from crm_core.forecast.models import Snapshot, SnapshotRow
from crm_core.forecast.periods import Period
from crm_core.forecast.queries import PARTS, Amounts, Cells, Place, cells_of, together
from crm_core.forecast.quotas import REP, TEAM, TERRITORY, quotas_of, user_label
from shop.money import MoneySum
from shop.user.models import User

NOTHING = Decimal("0.00")
# A snapshot of the first days still counts as that of the start: a worker may have been away.
LATE_START = timedelta(days=7)


@dataclass(kw_only=True)
class ForecastLine:
    """One line; `quota` is None where there is none, `past_forecast` where none was kept of the last.

    `measured` is what is held against the quota: of the total only the lines that have one.
    """

    key: int | None
    label: str
    amounts: Amounts
    quota: Decimal | None = None
    measured: Amounts = field(default_factory=Amounts)
    owners: frozenset[int] = frozenset()
    past_forecast: Decimal | None = None
    past_actual: Decimal = NOTHING

    @property
    def is_partly_measured(self) -> bool:
        """Say whether only a part of it has a quota, so that gap and percentage are of that part."""
        return self.quota is not None and self.measured != self.amounts

    @property
    def gap(self) -> Decimal | None:
        """What the forecast lacks of the quota; negative: it is beyond it."""
        return None if self.quota is None else self.quota - self.measured.forecast

    @property
    def attained(self) -> Decimal | None:
        """How much of the quota is achieved, in percent."""
        return self.measured.achieved * 100 / self.quota if self.quota else None

    @property
    def past_error(self) -> Decimal | None:
        """By how many percent of what came the forecast of the period before was too high (or low)."""
        if self.past_forecast is None or not self.past_actual:
            return None
        return (self.past_forecast - self.past_actual) * 100 / self.past_actual

    @property
    def past_error_text(self) -> str:
        """Write that error with its sign; empty where it is unknown."""
        return "" if self.past_error is None else f"{self.past_error:+.0f} %"


@dataclass(kw_only=True)
class Forecast:
    """All lines of a period, and everything together."""

    period: Period
    by: str
    lines: list[ForecastLine] = field(default_factory=list)
    total: ForecastLine = field(default_factory=lambda: ForecastLine(key=None, label="", amounts=Amounts()))


def ways_of(user: User) -> list[str]:
    """List by what somebody may read the forecast: who sees their own customers only has no team's quota."""
    scope = scope_of(user)
    ways = [REP]
    if scope.sees_all or user.has_perm(VIEW_TEAM):
        ways.append(TEAM)
    if scope.sees_all or user.has_perm(VIEW_TERRITORY):
        ways.append(TERRITORY)
    return ways


def forecast_of(user: User, period: Period, *, by: str = REP) -> Forecast:
    """Read the forecast of what somebody sees, by "user", "team" or "territory"."""
    scope = scope_of(user)
    cells = cells_of(period, scope)
    before = period.step(-1)
    past, had = _past_cells(before, scope), cells_of(before, scope)
    quotas = _seen_quotas(quotas_of(period, by), scope, by)
    lines = [
        _line(one, quotas, cells, past, had, by=by)
        for one in _subjects(user, scope, by, [*cells, *had], quotas)
    ]
    total = _line(ForecastLine(key=None, label=_("Total"), amounts=Amounts()), {}, cells, past, had, by="")
    measured = [line for line in lines if line.quota is not None]
    total.measured = Amounts()
    for line in measured:
        total.quota = (total.quota or NOTHING) + (line.quota or NOTHING)
        total.measured += line.amounts
    return Forecast(period=period, by=by, lines=lines, total=total)


def _seen_quotas(quotas: Mapping[int, Decimal], scope: CustomerScope, by: str) -> Mapping[int, Decimal]:
    """Leave the quotas of whom the reader sees whole; of others they see a part, which none is held against.

    Of teams there are lines of the reader's own alone.
    """
    if scope.sees_all or by == TEAM:
        return quotas
    visible = scope.owners if by == REP else scope.territories
    return {key: amount for key, amount in quotas.items() if key in visible}


def _line(
    line: ForecastLine,
    quotas: Mapping[int, Decimal],
    cells: Cells,
    past: Cells | None,
    had: Cells,
    *,
    by: str,
) -> ForecastLine:
    belongs = _belongs(line, by)
    line.amounts = line.measured = together(cells, belongs)
    line.quota = quotas.get(line.key) if line.key is not None else None
    line.past_actual = together(had, belongs).achieved
    if past is not None:
        line.past_forecast = together(past, belongs).forecast
    return line


def _belongs(line: ForecastLine, by: str) -> Callable[[Place], bool]:
    if by == TEAM:
        return lambda place: place[0] in line.owners
    if by == TERRITORY:
        return lambda place: place[1] == line.key
    if by == REP:
        return lambda place: place[0] == line.key
    return lambda _place: True


def _subjects(
    user: User, scope: CustomerScope, by: str, places: Sequence[Place], quotas: Mapping[int, Decimal]
) -> list[ForecastLine]:
    """List whose lines there are: who has something in the cells, or one of the quotas (seen ones)."""
    if by == TEAM:
        teams = Team.objects.all() if scope.sees_all else Team.objects.filter(members=user)
        members: dict[int, set[int]] = {}
        for team, member in Team.members.through.objects.values_list("team", "user"):
            members.setdefault(team, set()).add(member)
        return [
            ForecastLine(
                key=team.pk, label=team.name, amounts=Amounts(), owners=frozenset(members.get(team.pk, ()))
            )
            for team in teams
        ]
    column = 0 if by == REP else 1
    found = {place[column] for place in places}
    wanted = {*quotas} | found
    labels = _labels(by, wanted)
    lines = [ForecastLine(key=key, label=label, amounts=Amounts()) for key, label in labels.items()]
    lines.sort(key=attrgetter("label", "key"))
    if None in wanted:
        label = _("No representative") if by == REP else _("No territory")
        lines.append(ForecastLine(key=None, label=label, amounts=Amounts()))
    return lines


def _labels(by: str, keys: Collection[int | None]) -> dict[int, str]:
    numbers = [key for key in keys if key is not None]
    if by == REP:
        return {user.pk: user_label(user) for user in User.objects.filter(pk__in=numbers)}
    return dict(Territory.objects.filter(pk__in=numbers).values_list("pk", "name"))


def _past_cells(period: Period, scope: CustomerScope) -> Cells | None:
    """Return what was forecast at the start of a period; None where nothing was kept then."""
    begin = {"taken_on__gte": period.start, "taken_on__lt": period.start + LATE_START}
    first = Snapshot.objects.filter(**begin).order_by("taken_on").first()
    if first is None:
        return None
    rows = SnapshotRow.objects.filter(snapshot=first, month__in=period.months)
    if not scope.sees_all:
        rows = rows.filter(scope.condition())
    names = [f"{part}_sum" for part in PARTS]
    sums = (
        rows.order_by()
        .values("owner", "territory")
        .annotate(**{f"{part}_sum": MoneySum(part) for part in PARTS})
        .values_list("owner", "territory", *names)
    )
    return {
        (owner, territory): Amounts(**dict(zip(PARTS, amounts, strict=True)))
        for owner, territory, *amounts in sums
    }
