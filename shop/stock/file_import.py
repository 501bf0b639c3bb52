"""Stock from a file: checked row by row, written batch by batch; what is wrong is named and left out.

A file can be loaded again: what it says is there already, so one that stopped goes on by that.

Headings: `sku` and, all optional, `warehouse` (its code; without it the seller's first), `on_hand`
(what lies there, counted), `bin_location`, `low_below`, `policy` (none, backorder, preorder), `cap`,
`promise_date`. A column that is missing and a cell that is empty leave what there is.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from shop.imports import values
from shop.imports.errors import BadValueError, ImportFailedError
from shop.imports.fields import Field
from shop.imports.sources import headings_of, rows_of
from shop.partner.models import StockRecord
from shop.stock.exceptions import StockError
from shop.stock.models import StockLevel, Warehouse
from shop.stock.services import change_policy, count, default_warehouse
from shop.stock.services.ledger import Person, level_at

BATCH = 500
MOST_PROBLEMS = 1000
POLICY = {
    "policy": "policy",
    "cap": "backorder_cap",
    "promise_date": "promise_date",
    "low_below": "low_stock_threshold",
}
READ = ("sku", "warehouse", "on_hand", "bin_location", "shelf", *POLICY)
# What our own export tells beside them, for people.
TOLD = ("title", "promised", "free")


@dataclass
class Outcome:
    """What became of a file: rows read, rows that changed something, problems (row, column, reason).

    `changes` are the first of them, value by value; `ignored` the headings that nothing is read from.
    """

    rows: int = 0
    changed: int = 0
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    changes: list["Change"] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    seen: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value of one row that becomes another."""

    row: int
    sku: str
    warehouse: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row that can be used; None: the row does not say."""

    row: int
    record: StockRecord
    warehouse: Warehouse
    on_hand: int | None
    bin_location: str | None
    policy: dict[str, object]


def import_stock_file(
    path: Path,
    *,
    is_dry: bool = False,
    reference: str = "",
    user: Person = None,
    encoding: str = "",
) -> Outcome:
    """Read a CSV or XLSX file of stock and bring the stock to it; `is_dry` checks all and keeps nothing.

    Upsert by SKU and warehouse: a place that has had none of a product gets its level. Each batch
    is one transaction. Raises ImportFailedError for a file that cannot be read or has no SKUs, and for
    a database in trouble; it says up to which row was written.
    """
    headings = headings_of(path, encoding=encoding)
    if "sku" not in headings:
        raise ImportFailedError(
            _("The file has no column “sku”; its headings are %(headings)s.")
            % {"headings": ", ".join(headings[:12]) or "–"}
        )
    outcome = Outcome(ignored=[name for name in headings if name not in {*READ, *TOLD}])
    rows = iter(rows_of(path, encoding=encoding))
    last = 0
    while batch := list(islice(rows, BATCH)):
        try:
            with transaction.atomic():
                _load(batch, outcome, reference=reference, user=user)
                transaction.set_rollback(is_dry)
        except DatabaseError as error:
            raise ImportFailedError(
                _("The database failed: %(error)s. Rows up to %(last)d are imported; import the file again.")
                % {"error": error, "last": last}
            ) from error
        last = batch[-1][0]
    return outcome


def _load(batch: list[Any], outcome: Outcome, *, reference: str, user: Person) -> None:
    records, places = _known(row for _number, row in batch if isinstance(row, dict))
    for number, row in batch:
        outcome.rows += 1
        try:
            if isinstance(row, BadValueError):
                raise row
            entry = _entry(number, row, records, places)
            _check_place(entry, outcome)
            changes = _write(entry, reference=reference, user=user)
            outcome.seen[entry.record.pk, entry.warehouse.pk] = entry.row
            outcome.changed += bool(changes)
            outcome.changes += changes
        except BadValueError as error:
            outcome.problems.append((number, error.column, error.reason))
        except StockError as error:
            outcome.problems.append((number, "", str(error)))
    del outcome.problems[MOST_PROBLEMS:]
    del outcome.changes[MOST_PROBLEMS:]


def _check_place(entry: Entry, outcome: Outcome) -> None:
    """Refuse a product in a warehouse of which a row before spoke. Raises BadValueError."""
    before = outcome.seen.get((entry.record.pk, entry.warehouse.pk))
    if before is not None:
        raise BadValueError(
            "sku",
            _("“%(sku)s” was named for this warehouse in row %(row)d")
            % {"sku": entry.record.partner_sku, "row": before},
        )


def _known(rows: Iterator[dict[str, object]]) -> tuple[dict[str, list[StockRecord]], dict[str, Warehouse]]:
    """Read the records of a batch by SKU, and all warehouses by code."""
    skus = _named(rows)
    records: dict[str, list[StockRecord]] = {}
    found = StockRecord.objects.filter(partner_sku__in=skus).select_related(
        "partner", "product__product_class", "product__parent__product_class"
    )
    for record in found.order_by("pk"):
        if record.can_track_allocations:
            records.setdefault(record.partner_sku, []).append(record)
    return records, {place.code: place for place in Warehouse.objects.all()}


def _entry(
    number: int, row: dict[str, object], records: dict[str, list[StockRecord]], places: dict[str, Warehouse]
) -> Entry:
    """Turn a row into an entry. Raises BadValueError."""
    sku = _code(row, "sku")
    if sku not in records:
        raise BadValueError("sku", _("there is no product “%(sku)s” with tracked stock") % {"sku": sku[:40]})
    code = _code(row, "warehouse")
    if code and code not in places:
        raise BadValueError("warehouse", _("there is no warehouse “%(code)s”") % {"code": code[:40]})
    place = places.get(code)
    theirs = [r for r in records[sku] if place is None or r.partner_id == place.seller_id]
    if not theirs:
        raise BadValueError(
            "warehouse", _("warehouse “%(code)s” belongs to another supplier") % {"code": code}
        )
    on_hand = _cell(row, "on_hand")
    return Entry(
        row=number,
        record=theirs[0],
        warehouse=place or default_warehouse(theirs[0].partner),
        on_hand=None if on_hand is None else values.integer(on_hand, "on_hand", smallest=0),
        bin_location=_bin_location(row),
        policy=_policy(row),
    )


def _bin_location(row: dict[str, object]) -> str | None:
    """Return where the pieces lie, None where the row does not say. Files of old name the column `shelf`."""
    column = "bin_location" if "bin_location" in row else "shelf"
    value = _cell(row, column)
    return None if value is None else values.code(value, column, longest=40)


def _policy(row: dict[str, object]) -> dict[str, object]:
    said: dict[str, object] = {}
    if (policy := _cell(row, "policy")) is not None:
        if policy not in StockRecord.Policy.values:
            raise BadValueError("policy", _("must be none, backorder or preorder"))
        said["policy"] = policy
    for column in ("cap", "low_below"):
        if (number := _cell(row, column)) is not None:
            said[POLICY[column]] = values.integer(number, column, smallest=0)
    if (day := _cell(row, "promise_date")) is not None:
        said["promise_date"] = values.date(day, "promise_date")
    return said


def _cell(row: dict[str, object], column: str) -> object:
    """Return a cell's value, None for an empty one. Raises BadValueError for one that stands for none."""
    return values.value_of(row, Field(path=column))


def _code(row: dict[str, object], column: str) -> str:
    """Return what a cell names, empty for an empty one. Raises BadValueError."""
    value = _cell(row, column)
    return "" if value is None else values.code(value, column)


def _named(rows: Iterator[dict[str, object]]) -> set[str]:
    """Return the SKUs that a batch names; a row whose SKU cannot be used says so when it is its turn."""
    skus = set()
    for row in rows:
        with suppress(BadValueError):
            skus.add(_code(row, "sku"))
    return skus


@transaction.atomic
def _write(entry: Entry, *, reference: str, user: Person) -> list[Change]:
    """Bring one record to its row; return what was another. Raises StockError."""
    told: list[tuple[str, object, object]] = []
    level = level_at(entry.record, entry.warehouse)
    if entry.on_hand is not None:
        moved = count(entry.record, entry.warehouse, counted=entry.on_hand, reference=reference, user=user)
        if moved is not None:
            told.append(("on_hand", moved.balance - moved.quantity, moved.balance))
    if entry.bin_location is not None and entry.bin_location != level.bin_location:
        StockLevel.objects.filter(pk=level.pk).update(bin_location=entry.bin_location)
        told.append(("bin_location", level.bin_location, entry.bin_location))
    now = {name: getattr(entry.record, name) for name in POLICY.values()}
    wanted = {**now, **entry.policy}
    if wanted != now:
        change_policy(
            entry.record,
            policy=wanted["policy"],
            cap=wanted["backorder_cap"],
            promise_date=wanted["promise_date"],
            low_stock_threshold=wanted["low_stock_threshold"],
        )
        told += [
            (column, now[name], wanted[name]) for column, name in POLICY.items() if now[name] != wanted[name]
        ]
    return [
        Change(
            row=entry.row,
            sku=entry.record.partner_sku,
            warehouse=entry.warehouse.code,
            column=column,
            old=_shown(old),
            new=_shown(new),
        )
        for column, old, new in told
    ]


def _shown(value: object) -> str:
    return "" if value is None else str(value)
