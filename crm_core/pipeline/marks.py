"""What is marked on an open deal: overdue, stuck, no next step. Asked of many deals at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from crm_core.activities.models import Activity
from crm_core.pipeline.models import Deal, Stage


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A word on a card or row, with its tone."""

    label: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Marks:
    """How an open deal stands. `stuck_days`: for how many days it did not move, where that is too long."""

    is_overdue: bool = False
    stuck_days: int | None = None
    next_step: Activity | None = None
    needs_step: bool = False

    @property
    def told(self) -> list[Mark]:
        """The marks in words, the worst first."""
        marks = []
        if self.is_overdue:
            marks.append(Mark(label=_("Overdue"), tone="bad"))
        if self.stuck_days is not None:
            words = ngettext("Stuck for %(n)d day", "Stuck for %(n)d days", self.stuck_days)
            marks.append(Mark(label=words % {"n": self.stuck_days}, tone="warn"))
        if self.needs_step:
            marks.append(Mark(label=_("No next step"), tone="warn"))
        return marks

    @property
    def step_words(self) -> str:
        """The next step with its day; empty without one."""
        if self.next_step is None:
            return ""
        day = date_format(self.next_step.day, "SHORT_DATE_FORMAT")
        return _("Next: %(what)s, %(day)s") % {"what": self.next_step.subject, "day": day}


def open_steps(deals: Iterable[int]) -> QuerySet[Activity]:
    """List the open activities about some deals, the first due first."""
    kind = ContentType.objects.get_for_model(Deal)
    return Activity.objects.filter(
        content_type=kind, object_id__in=list(deals), state=Activity.State.OPEN
    ).order_by("due_at", "pk")


def marks_of(deals: Iterable[Deal]) -> dict[int, Marks]:
    """Return the marks of some deals, whose stages are loaded, by one query; closed ones have none."""
    asked = list(deals)
    current = [deal for deal in asked if deal.is_open]
    steps: dict[int, Activity] = {}
    for step in open_steps([deal.pk for deal in current]) if current else ():
        steps.setdefault(step.object_id or 0, step)
    found = {deal.pk: _marks(deal, steps.get(deal.pk)) for deal in current}
    return {deal.pk: found.get(deal.pk, Marks()) for deal in asked}


def _marks(deal: Deal, step: Activity | None) -> Marks:
    days = (timezone.now() - deal.stage_since).days
    limit = deal.stage.stuck_after_days
    due = deal.expected_close_on
    return Marks(
        is_overdue=due is not None and due < timezone.localdate(),
        stuck_days=days if limit is not None and days >= limit else None,
        next_step=step,
        needs_step=step is None,
    )


def overdue() -> Q:
    """Return the condition on open deals that should have been decided by now."""
    return Q(state=Deal.State.OPEN, expected_close_on__lt=timezone.localdate())


def stuck() -> Q:
    """Return the condition on open deals that stand in their stage longer than it says."""
    now, found = timezone.now(), Q(pk__in=[])
    limits = Stage.objects.filter(kind=Stage.Kind.OPEN).exclude(stuck_after_days=None)
    for pk, days in limits.values_list("pk", "stuck_after_days"):
        found |= Q(stage=pk, stage_since__lte=now - timedelta(days=days or 0))
    return Q(state=Deal.State.OPEN) & found


def without_step() -> Q:
    """Return the condition on open deals that nobody has anything to do for."""
    kind = ContentType.objects.get_for_model(Deal)
    steps = Activity.objects.filter(
        content_type=kind, object_id=OuterRef("pk"), state=Activity.State.OPEN
    ).order_by()
    return Q(state=Deal.State.OPEN) & ~Q(Exists(steps))
