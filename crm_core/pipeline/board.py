"""Deals of one pipeline as a board: a column for each stage, moved by the services and their rules."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import urlencode

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import scope_of
from crm_core.pipeline.access import ADD, CHANGE
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.filters import BoardFilterSet
from crm_core.pipeline.forms import DealForm
from crm_core.pipeline.marks import Marks, marks_of
from crm_core.pipeline.models import Deal, Pipeline, Stage
from crm_core.pipeline.moves import changed_error, move_deal, reopen_deal
from crm_core.pipeline.selection import DealSelection, deal_url
from crm_core.pipeline.stages import stages_of
from shop.backoffice.boards import (
    BoardColumn,
    BoardView,
    Card,
    CardMark,
    CardMove,
    ColumnState,
    MoveRefusedError,
)
from shop.formats import format_money
from shop.money import MoneySum
from shop.user.models import User

#: What was won or lost stays on the board so long; the list has all of it.
CLOSED_SHOWN = timedelta(days=90)
TONES = {Stage.Kind.WON: "good", Stage.Kind.LOST: "bad"}
LONGEST_KEY = 18


class DealBoardView(DealSelection, BoardView[Deal]):
    """Open deals where they stand, those first that stand there longest; closed ones of the last 90 days."""

    template_name = "crm_core/pipeline/board.html"
    filterset_class = BoardFilterSet
    column_field = "stage_id"
    ordering_field = "stage_since"
    amount_field = "amount"
    currency_field = "currency"
    count_limit = 10**9

    @cached_property
    def pipelines(self) -> list[Pipeline]:
        """All pipelines, those in use first."""
        return list(Pipeline.objects.order_by("-is_active", "position", "pk"))

    @cached_property
    def pipeline(self) -> Pipeline | None:
        """The pipeline of the address, else the first one in use."""
        asked = self.request.GET.get("pipeline", "")
        is_key = asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_KEY
        number = int(asked) if is_key else None
        found = next((pipeline for pipeline in self.pipelines if pipeline.pk == number), None)
        return found or next(iter(self.pipelines), None)

    @cached_property
    def filters(self) -> BoardFilterSet:
        """Offer the pipelines that were read already."""
        found: BoardFilterSet = super().filters
        pipelines = sorted(self.pipelines, key=lambda pipeline: (pipeline.position, pipeline.pk))
        choices = [(pipeline.pk, str(pipeline)) for pipeline in pipelines]
        found.form.fields["pipeline"].widget.choices = choices
        return found

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """The pipeline's stages by the names of their columns."""
        if self.pipeline is None:
            return {}
        stages = stages_of(self.pipeline).select_related("pipeline")
        return {str(stage.pk): stage for stage in stages}

    @cached_property
    def board_columns(self) -> list[BoardColumn]:  # type: ignore[override]
        """A column for each stage."""
        return [
            BoardColumn(
                name=name,
                title=str(stage),
                tone=TONES.get(Stage.Kind(stage.kind), ""),
                is_queue=stage.is_open,
            )
            for name, stage in self.stages.items()
        ]

    def get_base_queryset(self) -> QuerySet[Deal]:
        """Leave the pipeline's deals."""
        return super().get_base_queryset().filter(pipeline=self.pipeline)

    def on_board(self, rows: QuerySet[Deal]) -> QuerySet[Deal]:
        """Leave those that are open, and those that were closed lately."""
        return rows.filter(Q(closed_at=None) | Q(closed_at__gte=self.closed_since))

    @cached_property
    def closed_since(self) -> datetime:
        """Since when what was closed is shown; open deals have no such moment."""
        return timezone.now() - CLOSED_SHOWN

    def column_url(self, column: BoardColumn) -> str:
        """Return the list of a stage."""
        return f"{reverse('deals:index')}?{urlencode({'stage': column.name})}"

    def in_column(self, column: BoardColumn, rows: QuerySet[Deal]) -> QuerySet[Deal]:
        """Leave the deals of a stage, of a closed one those of the last time.

        Nothing is closed in an open stage; what is marked is open, so closed stages are not looked through
        for it.
        """
        rows = super().in_column(column, rows)
        if self.stages[column.name].is_open:
            return rows
        return rows.none() if self._is_marked else rows.filter(closed_at__gte=self.closed_since)

    @property
    def _is_marked(self) -> bool:
        return bool(self.filters.is_valid() and self.filters.form.cleaned_data.get("mark"))

    def read_columns(self, columns: Sequence[BoardColumn]) -> list[ColumnState]:
        """Count all columns at once, then read their first cards."""
        self.counted: dict[str, dict[str, tuple[int, Decimal]]] | None = None
        return super().read_columns(columns)

    def count_column(
        self, column: BoardColumn, selection: QuerySet[Deal]
    ) -> tuple[int, list[tuple[str, Decimal]]]:
        """Return the number of a stage and its sum in each currency, read for all stages at the first."""
        if self.counted is None:
            self.counted = self._counts(selection)
        found = self.counted.get(column.name, {})
        return sum(number for number, _amount in found.values()), [
            (currency, amount) for currency, (_number, amount) in sorted(found.items())
        ]

    def _counts(self, selection: QuerySet[Deal]) -> dict[str, dict[str, tuple[int, Decimal]]]:
        """Return number and sum of a selection for each stage and currency, by one query.

        Of a whole pipeline open and closed ones are counted apart: so both come from the index
        `pipeline_deals_on_board` alone.
        """
        rows = selection.select_related(None).order_by()
        parts = [self.on_board(rows)]
        if self._is_whole:
            parts = [rows.filter(closed_at=None), rows.filter(closed_at__gte=self.closed_since)]
        first, *others = (
            part.values_list("stage", "currency").annotate(number=Count("*"), amount_sum=MoneySum("amount"))
            for part in parts
        )
        found: dict[str, dict[str, tuple[int, Decimal]]] = {}
        for stage, currency, number, amount in first.union(*others, all=True) if others else first:
            before, so_far = found.setdefault(str(stage), {}).get(currency, (0, Decimal(0)))
            found[str(stage)][currency] = (before + number, so_far + amount)
        return found

    @property
    def _is_whole(self) -> bool:
        """Whether all deals of the pipeline are asked for, by somebody who sees them all."""
        asked = {name for name, value in self.request.GET.items() if value}
        return asked <= {"pipeline"} and scope_of(self.request.user).sees_all

    def make_cards(self, records: Sequence[Deal]) -> list[Card]:
        """Tell whose deal it is, what comes next and what is wrong with it."""
        marks = marks_of(records)
        may_move = self.request.user.has_perm(CHANGE)
        return [self._card(deal, marks[deal.pk], may_move=may_move) for deal in records]

    def _card(self, deal: Deal, marks: Marks, *, may_move: bool) -> Card:
        lines = [name_for(self.request.user, deal.customer)]
        about = [str(deal.owner)] if deal.owner else []
        if deal.is_open and deal.expected_close_on:
            about.append(date_format(deal.expected_close_on, "SHORT_DATE_FORMAT"))
        lines += [" · ".join(about)] if about else []
        lines += [marks.step_words] if marks.step_words else []
        return Card(
            pk=deal.pk,
            title=deal.title,
            url=deal_url(deal),
            lines=lines,
            marks=[CardMark(label=mark.label, tone=mark.tone) for mark in marks.told],
            amount=format_money(deal.amount, deal.currency) if deal.amount else "",
            moves=self._moves(deal) if may_move else [],
        )

    def _moves(self, deal: Deal) -> list[CardMove]:
        """Offer the other open stages, and of an open deal winning and losing, which ask first."""
        back = f"?{urlencode({'next': self._back_url})}"
        questions = {
            Stage.Kind.WON: reverse("deal_win", args=[deal.pk]) + back,
            Stage.Kind.LOST: reverse("deal_lose", args=[deal.pk]) + back,
        }
        return [
            CardMove(to=name, label=str(stage), question_url=questions.get(Stage.Kind(stage.kind), ""))
            for name, stage in self.stages.items()
            if stage.pk != deal.stage_id and (deal.is_open or stage.is_open)
        ]

    @property
    def _back_url(self) -> str:
        kept = self.request.GET.urlencode()
        return f"{reverse('deals:board')}?{kept}" if kept else reverse("deals:board")

    def make_move(self, record: Deal, to: str) -> None:
        """Move an open deal, or reopen a closed one in that stage."""
        user = cast("User", self.request.user)
        if not user.has_perm(CHANGE):
            raise PermissionDenied
        try:
            if record.is_open:
                move_deal(record, self.stages[to], by=user)
            else:
                reopen_deal(record, by=user, stage=self.stages[to])
        except DealError as error:
            raise MoveRefusedError(str(error)) from error

    def moved_meanwhile(self, record: Deal, card: Card) -> str:
        """Say who moved it, and where it is."""
        return str(changed_error(record))

    def get_context_data(self, *args: object, **kwargs: object) -> dict[str, object]:
        """Add the pipelines to choose from, and the form to add a deal quickly."""
        user = self.request.user
        kept = self.request.GET.copy()
        links = []
        for pipeline in self.pipelines:
            if not pipeline.is_active:
                continue
            kept["pipeline"] = str(pipeline.pk)
            links.append(
                {
                    "label": str(pipeline),
                    "url": f"?{kept.urlencode()}",
                    "is_current": pipeline == self.pipeline,
                }
            )
        form: DealForm | None = None
        if user.has_perm(ADD) and self.pipeline is not None:
            form = quick_form(user)
        return super().get_context_data(
            *args, pipeline=self.pipeline, pipeline_links=links, quick_form=form, **kwargs
        )


def quick_form(user: object) -> DealForm:
    """Return the few fields with which a deal is added from the board."""
    form = DealForm(for_user=user)
    for name in set(form.fields) - {"title", "customer", "amount"}:
        del form.fields[name]
    return form
