"""What the reports count: conversion, time in stage, win rate, and why and to whom deals are lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NotRequired, TypedDict, cast

from django.db.models import Avg, Count, Q, QuerySet
from django.utils import timezone

from crm_core.pipeline.models import Competitor, Deal, DealMove, LossReason, Pipeline, Stage
from crm_core.pipeline.stages import stages_of
from shop.money import MoneySum

SECONDS_OF_DAY = 86_400
PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class Period:
    """From a day to a day, both included, in the shop's time zone."""

    first: date
    last: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The moments at which it begins and has ended."""
        start, end = (datetime.combine(day, time()) for day in (self.first, self.last + timedelta(days=1)))
        return timezone.make_aware(start), timezone.make_aware(end)


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """Of the deals opened in the period: how many came to a stage or further, how many of those went on.

    `days` is how long deals that left the stage in the period stood there on average.
    """

    stage: Stage
    reached: int
    went_on: int
    days: float | None

    @property
    def share(self) -> int | None:
        """How many percent went on; None where none came."""
        return round(PERCENT * self.went_on / self.reached) if self.reached else None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Won and lost deals of one kind, as numbers and in money of one currency."""

    label: str
    won: int
    lost: int
    won_amount: Decimal = Decimal(0)
    lost_amount: Decimal = Decimal(0)
    currency: str = ""

    @property
    def rate(self) -> int | None:
        """Won among those decided, in percent; None where none was."""
        decided = self.won + self.lost
        return round(PERCENT * self.won / decided) if decided else None


def stage_rows(deals: QuerySet[Deal], pipeline: Pipeline, period: Period) -> list[StageRow]:
    """Count the cohort of a period through the open stages of a pipeline; three queries.

    A deal reached a stage when it ever stood there or in a later one; it went on when it ever stood in a
    later open one, or was won. Coming back does not undo that.
    """
    start, end = period.bounds
    cohort = deals.filter(pipeline=pipeline, created_at__gte=start, created_at__lt=end).order_by()
    stages = list(stages_of(pipeline))
    place = {stage.pk: number for number, stage in enumerate(stages) if stage.kind != Stage.Kind.LOST}
    furthest: dict[int, int] = {}
    moves = DealMove.objects.filter(deal__in=cohort.values("pk")).order_by()
    for deal, came_to in moves.values_list("deal", "to_stage").distinct():
        furthest[deal] = max(furthest.get(deal, 0), place.get(came_to, 0))
    left = DealMove.objects.filter(
        deal__in=deals.filter(pipeline=pipeline).order_by().values("pk"),
        moved_at__gte=start,
        moved_at__lt=end,
        from_stage__kind=Stage.Kind.OPEN,
    )
    seconds = dict(left.order_by().values_list("from_stage").annotate(mean=Avg("seconds_before")))
    rows = []
    for stage in stages:
        if not stage.is_open:
            continue
        here = place[stage.pk]
        mean = seconds.get(stage.pk)
        rows.append(
            StageRow(
                stage=stage,
                reached=sum(there >= here for there in furthest.values()),
                went_on=sum(there > here for there in furthest.values()),
                days=None if mean is None else round(float(mean) / SECONDS_OF_DAY, 1),
            )
        )
    return rows


def _decided(deals: QuerySet[Deal], pipeline: Pipeline, period: Period) -> QuerySet[Deal]:
    start, end = period.bounds
    return deals.filter(
        pipeline=pipeline, closed_at__gte=start, closed_at__lt=end, state__in=["won", "lost"]
    ).order_by()


_COUNTS = {
    "won": Count("pk", filter=Q(state="won")),
    "lost": Count("pk", filter=Q(state="lost")),
    "won_amount": MoneySum("amount", filter=Q(state="won")),
    "lost_amount": MoneySum("amount", filter=Q(state="lost")),
}


class _Group(TypedDict):
    """A row of `_COUNTS`: by currency, and by reason or competitor where these are asked for."""

    currency: str
    won: int
    lost: int
    won_amount: Decimal
    lost_amount: Decimal
    loss_reason: NotRequired[int | None]
    competitors: NotRequired[int]


def totals(deals: QuerySet[Deal], pipeline: Pipeline, period: Period) -> list[Outcome]:
    """Count what was decided in the period, a row for each currency."""
    groups = _decided(deals, pipeline, period).values("currency").annotate(**_COUNTS).order_by("currency")
    return [_outcome(group["currency"], group) for group in cast("Iterable[_Group]", groups)]


def by_reason(deals: QuerySet[Deal], pipeline: Pipeline, period: Period) -> list[Outcome]:
    """Count the lost deals by reason and currency, those that cost most deals first."""
    lost = _decided(deals, pipeline, period).filter(state="lost")
    groups = cast("Iterable[_Group]", lost.values("loss_reason", "currency").annotate(**_COUNTS))
    names: dict[int | None, str] = {reason.pk: str(reason) for reason in LossReason.objects.all()}
    return _ranked(_outcome(names.get(group["loss_reason"], "–"), group) for group in groups)


def by_competitor(deals: QuerySet[Deal], pipeline: Pipeline, period: Period) -> list[Outcome]:
    """Count what was decided by the competitors who were in it, by currency."""
    decided = _decided(deals, pipeline, period).filter(competitors__isnull=False)
    groups = cast("Iterable[_Group]", decided.values("competitors", "currency").annotate(**_COUNTS))
    names: dict[int | None, str] = {rival.pk: str(rival) for rival in Competitor.objects.all()}
    return _ranked(_outcome(names.get(group["competitors"], "–"), group) for group in groups)


def _outcome(label: str, group: _Group) -> Outcome:
    return Outcome(
        label=label,
        currency=group["currency"],
        won=group["won"],
        lost=group["lost"],
        won_amount=group["won_amount"],
        lost_amount=group["lost_amount"],
    )


def _ranked(rows: Iterable[Outcome]) -> list[Outcome]:
    return sorted(rows, key=lambda row: (-(row.won + row.lost), row.label, row.currency))
