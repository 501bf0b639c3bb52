"""How well leads do: how many came by what, how many were qualified and won, how soon somebody answered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_core.leads.access import VIEW, leads_visible_to
from crm_core.leads.calendars import Calendars, in_words
from crm_core.leads.kinds import label_of_kind
from crm_core.leads.models import Lead
from crm_core.leads.office import heading
from crm_core.leads.working_hours import working_time_between
from shop.backoffice.access import renders_forbidden
from shop.backoffice.charts import BarChart, bar_chart
from shop.user.models import UserRequest

PERIODS = {"30": 30, "90": 90, "365": 365}
DEFAULT = "90"
WEEKS_SHOWN = 13
MOST_TIMED = 2000


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """What became of the leads of one source."""

    label: str
    leads: int
    contacted: int
    qualified: int
    won: int
    disqualified: int

    @property
    def rate(self) -> str:
        """The share of those decided that were qualified; nothing before any was."""
        decided = self.qualified + self.disqualified
        return f"{100 * self.qualified / decided:.0f}%" if decided else "–"


def by_source(leads: QuerySet[Lead]) -> list[SourceRow]:
    """Count leads by what they came by, most first. One query."""
    rows = (
        leads.order_by()
        .values("kind")
        .annotate(
            leads=Count("pk"),
            contacted=Count("pk", filter=Q(first_contacted_at__isnull=False)),
            qualified=Count("pk", filter=Q(state=Lead.State.QUALIFIED)),
            won=Count("pk", filter=Q(deal__state="won")),
            disqualified=Count("pk", filter=Q(state=Lead.State.DISQUALIFIED)),
        )
    )
    told = [SourceRow(label=label_of_kind(row.pop("kind")), **row) for row in rows]
    return sorted(told, key=lambda row: (-row.leads, row.label))


@dataclass(frozen=True, kw_only=True)
class Answering:
    """How soon somebody answered: the median in working time, and how many were in time of how many."""

    median: timedelta | None
    in_time: int
    timed: int

    @property
    def words(self) -> str:
        """The median in hours and minutes."""
        return in_words(self.median) if self.median is not None else "–"


def answering(leads: QuerySet[Lead], *, now: datetime) -> Answering:
    """Measure the latest 2,000 leads whose clock ran; one that waits and is late counts as not in time."""
    timed = leads.exclude(first_contact_due_at=None)
    decided = timed.filter(
        Q(first_contacted_at__isnull=False) | Q(first_contact_due_at__lt=now, open_slot=True)
    )
    calendars = Calendars()
    times: list[timedelta] = []
    in_time = number = 0
    rows = decided.order_by("-created_at", "-pk").values_list(
        "created_at", "first_contacted_at", "first_contact_due_at", "team"
    )
    for came, contacted, due, team in rows[:MOST_TIMED]:
        number += 1
        in_time += contacted is not None and contacted <= due
        if contacted is not None:
            times.append(working_time_between(came, contacted, calendars.of(team).hours))
    times.sort()
    return Answering(median=times[len(times) // 2] if times else None, in_time=in_time, timed=number)


def weeks_chart(leads: QuerySet[Lead], *, now: datetime) -> BarChart:
    """Draw the leads of the last quarter by week. One query."""
    monday = timezone.localdate(now) - timedelta(days=timezone.localdate(now).weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS_SHOWN))]
    first = timezone.make_aware(datetime.combine(weeks[0], datetime.min.time()))
    counts: dict[object, int] = defaultdict(int)
    for moment in leads.filter(created_at__gte=first).order_by().values_list("created_at", flat=True):
        day = timezone.localdate(moment)
        counts[day - timedelta(days=day.weekday())] += 1
    values = [(date_format(week, "SHORT_DATE_FORMAT"), counts[week], str(counts[week])) for week in weeks]
    total = sum(counts.values())
    return bar_chart(_("Leads by week"), values, summary=_("%(n)d in thirteen weeks.") % {"n": total})


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def report(request: UserRequest) -> HttpResponse:
    """Show it for the leads that the user sees."""
    chosen = request.GET.get("days", DEFAULT)
    chosen = chosen if chosen in PERIODS else DEFAULT
    now = timezone.now()
    seen = leads_visible_to(request.user)
    leads = seen.filter(created_at__gte=now - timedelta(days=PERIODS[chosen]))
    rows = by_source(leads)
    conversion = bar_chart(
        _("Qualified leads by source"),
        [(row.label, row.qualified, f"{row.qualified} ({row.rate})") for row in rows],
        summary=_("%(qualified)d of %(leads)d leads were qualified.")
        % {"qualified": sum(row.qualified for row in rows), "leads": sum(row.leads for row in rows)},
    )
    context = {
        **heading(_("Lead report"), icon="history"),
        "rows": rows,
        "answering": answering(leads, now=now),
        "charts": [conversion, weeks_chart(seen, now=now)] if rows else [],
        "periods": list(PERIODS),
        "chosen": chosen,
    }
    return render(request, "crm_core/leads/report.html", context)
