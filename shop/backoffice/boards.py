"""Boards: the records of a list as cards in columns, moved from one to another by the rules of their slice.

A board is a `ListView` (search, filters and views as there) that says four things more:

    class OrderBoardView(BoardView):
        board_columns = [BoardColumn(name="Paid", title=_("To dispatch")), ...]
        column_field = "status"
        def make_cards(self, records): ...          # what a card tells, and where it may go
        def make_move(self, record, to): ...        # the service; raises MoveRefusedError with the reason

Drag, touch and the menu "Move to" of each card send the same form: who has no script sends it too. The
server looks the record up among those the user may see, asks the slice, and answers with the columns as
they are now; a refusal is told and undone.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shop.backoffice.abstract_views import AbstractView
from shop.backoffice.listing import ListView
from shop.backoffice.row_limits import limited
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.money import MoneySum

CONFLICT = 409
NOT_FOUND = 404
FORBIDDEN = 403


class MoveRefusedError(Exception):
    """A card may not go where it was moved; its text says why, to staff."""


@dataclass(frozen=True, kw_only=True)
class BoardColumn:
    """A column by the value that its cards have; `is_queue`: the card that waits longest stands first."""

    name: str
    title: str | Promise
    tone: str = ""
    is_queue: bool = False


@dataclass(frozen=True, kw_only=True)
class CardMove:
    """Where a card may go, with the words of the menu; `question_url`: a page that asks first, or none."""

    to: str
    label: str | Promise
    question_url: str = ""


@dataclass(frozen=True, kw_only=True)
class CardMark:
    """A word that stands out on a card: what is late, stuck or missing."""

    label: str
    tone: str = "warn"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One record: its page, some lines about it, marks, an amount as written, and where it may go."""

    pk: int
    title: str
    url: str
    lines: Sequence[str] = ()
    marks: Sequence[CardMark] = ()
    amount: str = ""
    moves: Sequence[CardMove] = ()

    @property
    def targets(self) -> str:
        """The columns it may go to, as the script reads them."""
        return "|".join(move.to for move in self.moves)


@dataclass(frozen=True, kw_only=True)
class ColumnState:
    """A column as it is now; `sums` holds one amount for each currency, none where too many to add up."""

    column: BoardColumn
    cards: Sequence[Card]
    count: str
    is_cut: bool
    more_url: str = ""
    sums: Sequence[str] = field(default_factory=list)


R = TypeVar("R", bound=Model)


class BoardView(AbstractView, ListView, Generic[R]):
    """The records of a model in the columns of `column_field`, at a constant number of queries.

    Of each column `card_limit` cards are read; cards are counted, and `amount_field` (in the currency that
    `currency_field` names) is added up, as far as `count_limit`. `ordering_field` is the moment by which
    columns are sorted: the newest first, in a queue the oldest.
    """

    # Wagtail declares these as None; a board says what they are.
    index_url_name: Any
    index_results_url_name: Any
    filterset_class: Any

    template_name: Any = "backoffice/board.html"
    results_template_name = "backoffice/board_results.html"
    list_display = ["__str__"]
    paginate_by = None
    keeps_columns = False
    board_columns: Sequence[BoardColumn] = ()
    column_field = ""
    ordering_field = "pk"
    amount_field = ""
    currency_field = ""
    card_limit = 20
    count_limit = 1000

    @abstractmethod
    def make_cards(self, records: Sequence[R]) -> list[Card]:
        """Return the cards of some records in their order, asking the database once for all of them."""

    @abstractmethod
    def make_move(self, record: R, to: str) -> None:
        """Give a record the value of a column. Raises MoveRefusedError, or PermissionDenied."""

    def column_url(self, column: BoardColumn) -> str:
        """Return the list of all cards of a column; empty: there is none."""
        return ""

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Read the address; a board is no file, its list is exported."""
        super().setup(request, *args, **kwargs)
        self.is_export = False

    def order_queryset(self, queryset: QuerySet[R]) -> QuerySet[R]:
        """Leave the order to the columns."""
        return queryset

    def get_paginate_by(self, queryset: object) -> None:
        """Show columns, not pages."""

    def get_queryset(self) -> Any:
        """Return the records that the columns show."""
        self.columns_now = self.read_columns(self.board_columns)
        return [card for state in self.columns_now for card in state.cards]

    def get_context_data(self, *args: object, **kwargs: object) -> dict[str, object]:
        """Add the columns."""
        return super().get_context_data(*args, columns=self.columns_now, **kwargs)

    def on_board(self, rows: QuerySet[R]) -> QuerySet[R]:
        """Leave the rows that stand in any column: all, unless `in_column` leaves some out."""
        return rows

    def in_column(self, column: BoardColumn, rows: QuerySet[R]) -> QuerySet[R]:
        """Leave the rows of a column."""
        return rows.filter(**{self.column_field: column.name})

    def read_columns(self, columns: Sequence[BoardColumn]) -> list[ColumnState]:
        """Read some columns as they are now: all first cards at once, then the count of each."""
        selection = super().get_queryset()
        found = self._first_rows(columns, selection)
        rows = [found[column.name] for column in columns]
        records = [record for column_rows in rows for record in column_rows[: self.card_limit]]
        cards = {card.pk: card for card in self.make_cards(records)}
        return [
            self._state(column, selection, column_rows, cards)
            for column, column_rows in zip(columns, rows, strict=True)
        ]

    def _first_rows(self, columns: Sequence[BoardColumn], selection: QuerySet[R]) -> dict[str, list[R]]:
        """Return the first rows of each column, one over the limit at most.

        Two queries for all of them: the keys, which indexes tell, and what stands in the cards.
        """
        first = [self._first_keys(column, selection) for column in columns]
        found: dict[str, list[R]] = {column.name: [] for column in columns}
        keys = list(first[0].union(*first[1:], all=True)) if first else []
        for record in self.get_base_queryset().order_by().filter(pk__in=keys) if keys else ():
            column_rows = found.get(str(getattr(record, self.column_field)))
            if column_rows is not None:  # else it was moved between the two
                column_rows.append(record)
        moment = self.ordering_field
        for column in columns:
            found[column.name].sort(
                key=lambda record: (getattr(record, moment), record.pk), reverse=not column.is_queue
            )
        return found

    def _first_keys(self, column: BoardColumn, selection: QuerySet[R]) -> QuerySet[R, int]:
        """Select the keys of a column's first rows, without an order of its own: SQLite joins only such."""
        direction = "" if column.is_queue else "-"
        ordered = selection.order_by(f"{direction}{self.ordering_field}", f"{direction}pk")
        first = self.in_column(column, ordered).values("pk")[: self.card_limit + 1]
        return self.model._base_manager.filter(pk__in=first).order_by().values_list("pk", flat=True)

    def _state(
        self, column: BoardColumn, selection: QuerySet[R], rows: list[R], cards: dict[int, Card]
    ) -> ColumnState:
        number, amounts = self.count_column(column, selection)
        is_more = number > self.count_limit
        return ColumnState(
            column=column,
            cards=[cards[record.pk] for record in rows[: self.card_limit]],
            count=f"{self.count_limit:,}+" if is_more else f"{number:,}",
            is_cut=len(rows) > self.card_limit,
            more_url=self.column_url(column),
            sums=[] if is_more else [format_money(amount, currency) for currency, amount in amounts],
        )

    def count_column(
        self, column: BoardColumn, selection: QuerySet[R]
    ) -> tuple[int, list[tuple[str, Decimal]]]:
        """Return how many records of a selection stand in a column, and a sum for each currency."""
        return self._counted(self.in_column(column, selection))

    def _counted(self, rows: QuerySet[R]) -> tuple[int, list[tuple[str, Decimal]]]:
        """Count and add up rows, one over the limit at most; return the number and a sum per currency."""
        keys = rows.order_by().values("pk")[: self.count_limit + 1]
        counted = self.model._base_manager.filter(pk__in=keys).order_by()
        if not self.amount_field:
            return counted.count(), []
        groups = list(
            counted.values_list(self.currency_field)
            .annotate(number=Count("pk"), amount=MoneySum(self.amount_field))
            .order_by(self.currency_field)
        )
        return sum(number for _currency, number, _amount in groups), [
            (currency, amount) for currency, _number, amount in groups
        ]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Move a card: `card` (its key), `from` and `to` (columns).

        The script is answered 200 with the columns that changed or with where one is asked first, 404, 409 or
        403 with the reason and the columns as they are; without it one comes back to the board.
        """
        names = {column.name for column in self.board_columns}
        source, to = request.POST.get("from", ""), request.POST.get("to", "")
        key = request.POST.get("card", "")
        seen = limited(request.user, self.get_base_queryset())  # guard: cards-of-others
        record = self.on_board(seen).filter(pk=key).first() if key.isdecimal() else None
        if record is None or to not in names:
            return self._answer(NOT_FOUND, _("This card no longer exists."), {source, to})
        now = str(getattr(record, self.column_field))
        card = self.make_cards([record])[0]
        if now not in {source, to}:
            return self._answer(CONFLICT, self.moved_meanwhile(record, card), {source, to, now})
        if now != to:
            try:
                if question := next((move.question_url for move in card.moves if move.to == to), ""):
                    return self._question(question)
                self.make_move(record, to)
            except MoveRefusedError as error:
                # Where it is by now: of two who move it at once, the second sees where the first put it.
                there = (
                    self.get_base_queryset().filter(pk=record.pk).values_list(self.column_field, flat=True)
                )
                return self._answer(CONFLICT, str(error), {source, to, now, *map(str, there)})
            except PermissionDenied:
                return self._answer(FORBIDDEN, _("You do not have permission to do this."), {source, to, now})
        title = next(column.title for column in self.board_columns if column.name == to)
        words = _("“%(card)s” is in “%(column)s” now.") % {"card": card.title, "column": title}
        return self._answer(HttpResponse.status_code, words, {source, to})

    def moved_meanwhile(self, record: R, card: Card) -> str:
        """Say that somebody else moved a card since this page was drawn."""
        return _("“%(card)s” was changed meanwhile. It was not moved.") % {"card": card.title}

    def _question(self, url: str) -> HttpResponse:
        """Lead to where one is asked first."""
        return JsonResponse({"question": url}) if self._is_script else redirect(url)

    @property
    def _is_script(self) -> bool:
        return "application/json" in self.request.headers.get("Accept", "")

    def _answer(self, status: int, words: str, changed: set[str]) -> HttpResponse:
        is_done = status == HttpResponse.status_code
        if not self._is_script:
            (messages.success if is_done else messages.error)(self.request, words)
            query = self.request.GET.urlencode()
            return redirect(f"{self.index_url}?{query}" if query else self.index_url)
        states = self.read_columns([column for column in self.board_columns if column.name in changed])
        columns = {
            state.column.name: render_to_string(
                "backoffice/board_column.html", {"state": state, "view": self}, request=self.request
            )
            for state in states
        }
        return JsonResponse({"words": words, "columns": columns}, status=status)


class ReadOnlyBoardView(BoardView[R]):
    """Records in columns that follow from rules: nothing is moved, and everything is counted and added up.

    One query counts the columns of a selection, however many records there are. `refusal` says to who sends
    a move all the same why there is none. `amount_field` is in the shop's currency.
    """

    count_limit = 10**9
    refusal: str | Promise = ""

    def make_move(self, record: R, to: str) -> None:
        """Refuse it."""
        raise MoveRefusedError(str(self.refusal))

    def read_columns(self, columns: Sequence[BoardColumn]) -> list[ColumnState]:
        """Count all columns at once, then read their first cards."""
        self.counted: dict[str, tuple[int, list[tuple[str, Decimal]]]] | None = None
        return super().read_columns(columns)

    def count_column(
        self, column: BoardColumn, selection: QuerySet[R]
    ) -> tuple[int, list[tuple[str, Decimal]]]:
        """Return the numbers of a column, which are read for all columns at the first of them."""
        if self.counted is None:
            self.counted = self._count_all(selection)
        return self.counted.get(column.name, (0, []))

    def _count_all(self, selection: QuerySet[R]) -> dict[str, tuple[int, list[tuple[str, Decimal]]]]:
        groups = selection.order_by().values_list(self.column_field)
        if not self.amount_field:
            return {name: (number, []) for name, number in groups.annotate(number=Count("pk"))}
        found = groups.annotate(number=Count("pk"), amount=MoneySum(self.amount_field))
        currency = shop_currency()
        return {name: (number, [(currency, amount)]) for name, number, amount in found}
