"""Pages of a very large list that go on behind a row, not behind a number of rows.

Page 4,000 of a list that skips rows reads all 200,000 before it, and a row that somebody adds meanwhile is
shown twice. Here the address names the row at which the page begins or ends, by its place in the order: each
page costs the same, and is right whatever was added or deleted. A `ListView` says which orders it has:

    keyset = (SortKey("created_at"), SortKey("last_order_at", may_be_empty=True), SortKey("name"))

Each is read from an index on (field, pk). Rows without a value stand last, in either direction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.functional import cached_property

from shop.backoffice.paginator import CappedPaginator, PageWithNext

AFTER, BEFORE = "after", "before"
#: Rows are counted no further.
CAP = 10_000
M = TypeVar("M", bound=Model)
SIGNER = Signer(salt="shop.backoffice.keyset")


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """A field by which a list is sorted; `may_be_empty`: it may be NULL, and such rows stand last."""

    field: str
    may_be_empty: bool = False

    def sorted(self, rows: QuerySet[M], *, descending: bool) -> QuerySet[M]:
        """Put all rows in the order in which the pages have them."""
        sign, field = "-" if descending else "", F(self.field)
        if not self.may_be_empty:
            return rows.order_by(f"{sign}{self.field}", f"{sign}pk")
        ordered = field.desc(nulls_last=True) if descending else field.asc(nulls_last=True)
        return rows.order_by(ordered, f"{sign}pk")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page begins or ends: the row's value and key, and on which side of it the page lies."""

    side: str
    value: object
    pk: int


class _Tuple(Func):
    """Some expressions as one, compared from left to right, as the index holds them."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


class KeysetPage(PageWithNext):
    """A page that knows its first and last row; the number of a page is not known."""

    paginator: "KeysetPaginator"

    def __init__(
        self, rows: list[Any], paginator: "KeysetPaginator", *, more: bool, has_before: bool
    ) -> None:
        super().__init__(rows, 1, paginator, more=more)
        self.has_before = has_before

    def has_previous(self) -> bool:
        """Say whether a row stands before these."""
        return self.has_before

    def next_page_number(self) -> str:  # type: ignore[override]
        """Name the place behind the last row, as the address holds it."""
        return self.paginator.place(self.object_list[-1], AFTER)

    def previous_page_number(self) -> str:  # type: ignore[override]
        """Name the place before the first row."""
        return self.paginator.place(self.object_list[0], BEFORE)


class KeysetPaginator(CappedPaginator):
    """Pages behind or before a row, in the order of one `SortKey` and the primary key.

    Rows are counted up to `cap`; more are "more than that". Without a sort key it pages by numbers.
    """

    def __init__(
        self, *args: Any, key: SortKey | None = None, descending: bool = False, cap: int = CAP, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.key, self.descending, self.cap = key, descending, cap

    @property
    def is_keyset(self) -> bool:
        """Say whether the address of a page names a row."""
        return self.key is not None

    @cached_property
    def field(self) -> Any:
        """The field that sorts, as the model knows it."""
        rows: QuerySet[Model] = self.object_list  # type: ignore[assignment]
        return rows.model._meta.get_field(self.key.field if self.key else "pk")

    def place(self, row: Model, side: str) -> str:
        """Return the place before or behind a row as an address holds it, signed: nobody makes up a value."""
        value = None if getattr(row, self.field.attname) is None else self.field.value_to_string(row)
        return SIGNER.sign_object([side, self.field.attname, value, row.pk])

    def _place_of(self, text: object) -> Place | None:
        """Read a place; None for what is none, or is one of another order: the first page is shown then."""
        try:
            side, name, value, pk = SIGNER.unsign_object(str(text))
        except (BadSignature, ValueError):
            return None
        if name != self.field.attname:
            return None
        return Place(side=side, value=None if value is None else self.field.to_python(value), pk=pk)

    def get_page(self, number: object) -> PageWithNext:
        """Read the page at a place; the first one where the address names none."""
        if self.key is None:
            return super().get_page(number)
        place = self._place_of(number) if number else None
        if place is not None and place.side == AFTER:
            rows = self._read(place, is_backwards=False)
            if rows:
                return self._page(rows, has_before=True)
        if place is not None:
            rows = self._read(place, is_backwards=True)
            if len(rows) > self.per_page:  # fewer are the first page, which is read as such
                is_last = place.side == AFTER
                return KeysetPage(rows[: self.per_page][::-1], self, more=not is_last, has_before=True)
        return self._page(self._read(None, is_backwards=False), has_before=False)

    def _page(self, rows: list[Model], *, has_before: bool) -> KeysetPage:
        more = len(rows) > self.per_page
        if not has_before and not more:
            self.count = len(rows)
        return KeysetPage(rows[: self.per_page], self, more=more, has_before=has_before)

    def get_elided_page_range(self, page_number: int | str) -> Iterator[int | str]:  # type: ignore[override]
        """Offer no numbers of pages."""
        return iter(()) if self.is_keyset else super().get_elided_page_range(page_number)

    def _read(self, place: Place | None, *, is_backwards: bool) -> list[Model]:
        """Read a page and one row more from the parts of the list that lie on that side."""
        rows: list[Model] = []
        for part in self._parts(place, is_backwards=is_backwards):
            rows += part[: self.per_page + 1 - len(rows)]
            if len(rows) > self.per_page:
                break
        return rows

    def _parts(self, place: Place | None, *, is_backwards: bool) -> Sequence[QuerySet[Model]]:
        """Return rows with a value and rows without, each in the order of the index."""
        all_rows: QuerySet[Model] = self.object_list  # type: ignore[assignment]
        name = self.key.field if self.key else "pk"
        falls = self.descending != is_backwards
        sign = "-" if falls else ""
        ordered = all_rows.order_by(f"{sign}{name}", f"{sign}pk")
        if self.key is None or not self.key.may_be_empty:
            return [self._beyond(ordered, place, falls=falls)]
        full, empty = (ordered.filter(**{f"{name}__isnull": is_empty}) for is_empty in (False, True))
        if place is not None and place.value is None:
            beyond = empty.filter(**{f"pk__{'lt' if falls else 'gt'}": place.pk})
            return [beyond, full] if is_backwards else [beyond]
        full = self._beyond(full, place, falls=falls)
        return [full] if is_backwards else [full, empty]

    def _beyond(self, rows: QuerySet[Model], place: Place | None, *, falls: bool) -> QuerySet[Model]:
        if place is None:
            return rows
        here = _Tuple(F(self.field.attname), F("pk"))
        there = _Tuple(Value(place.value, output_field=self.field), Value(place.pk))
        return rows.filter((LessThan if falls else GreaterThan)(here, there))
