"""Price tables as a file: every row is checked, and all of a file is written or none of it.

Headings: `method` (its code), `zone` (its name), `postcodes`, `weight_up_to` (grams), `value_from`, `price`.
A row is known by all but the price; the same row again changes its price.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shop.carriers.postcodes import normal_postcodes
from shop.configuration.queries import shop_currency
from shop.imports import values
from shop.imports.errors import BadValueError, ImportFailedError
from shop.imports.fields import Field
from shop.imports.sources import headings_of, rows_of
from shop.shipping.models import DeliveryOption, DeliveryTableRow, DeliveryZone
from shop.shipping.table import STORED_DELIVERY

COLUMNS = ("method", "zone", "postcodes", "weight_up_to", "value_from", "price")
NEEDED = ("method", "zone", "price")
MOST_ROWS, MOST_PROBLEMS = 20_000, 200
Cell = tuple[int, int, str, int, Decimal]


@dataclass
class TableOutcome:
    """What became of a file: rows read, prices new, changed, the same and removed, what is wrong by row."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    problems: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def import_table(path: Path, *, replaces: bool = False, is_dry: bool = False) -> TableOutcome:
    """Read a file of prices; with problems, or `is_dry`, nothing is written.

    With `replaces`, rows of the named methods that are not in the file are removed. Raises
    ImportFailedError for a file that cannot be read or lacks a heading.
    """
    headings = headings_of(path)
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        raise ImportFailedError(
            _("The file lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)}
        )
    outcome = TableOutcome()
    prices = _read(path, outcome)
    if not outcome.problems:
        _write(prices, outcome, replaces=replaces, is_dry=is_dry)
    return outcome


def _read(path: Path, outcome: TableOutcome) -> dict[Cell, Decimal]:
    """Return the prices of a file by what a row is known by; problems go to the outcome."""
    options = dict(
        DeliveryOption.objects.filter(pricing=DeliveryOption.Pricing.TABLE).values_list("code", "pk")
    )
    zones = {name.casefold(): pk for name, pk in DeliveryZone.objects.values_list("name", "pk")}
    prices: dict[Cell, Decimal] = {}
    seen: dict[Cell, int] = {}
    for number, row in rows_of(path):
        outcome.rows += 1
        try:
            cell, price = _row(row, options, zones)
            _check_place(cell, outcome.rows, seen)
        except BadValueError as error:
            outcome.problems.append((number, error.column, error.reason))
            if len(outcome.problems) >= MOST_PROBLEMS:
                break
        else:
            prices[cell], seen[cell] = price, number
    return prices


def _check_place(cell: Cell, rows: int, seen: dict[Cell, int]) -> None:
    """Refuse a row that stood there before, and one too many. Raises BadValueError."""
    if rows > MOST_ROWS:
        raise BadValueError("", _("a table has %(most)d rows at most") % {"most": MOST_ROWS})
    if cell in seen:
        raise BadValueError("", _("the same as row %(row)d") % {"row": seen[cell]})


def _row(
    row: dict[str, object] | BadValueError, options: dict[str, int], zones: dict[str, int]
) -> tuple[Cell, Decimal]:
    """Turn a row into what it is known by and its price. Raises BadValueError."""
    if isinstance(row, BadValueError):
        raise row
    cells = {name: values.value_of(row, Field(path=name)) for name in COLUMNS}
    method = _text(cells["method"], "method")
    if method not in options:
        raise BadValueError(
            "method", _("there is no delivery method “%(code)s” that goes by a table") % {"code": method[:64]}
        )
    zone = _text(cells["zone"], "zone")
    if zone.casefold() not in zones:
        raise BadValueError("zone", _("there is no delivery zone “%(name)s”") % {"name": zone[:80]})
    try:
        postcodes = normal_postcodes(_text(cells["postcodes"], "postcodes"))
    except ValidationError as error:
        raise BadValueError("postcodes", " ".join(error.messages)) from error
    longest = DeliveryTableRow._meta.get_field("postcodes").max_length or 0
    if len(postcodes) > longest:
        raise BadValueError("postcodes", _("longer than %(number)d characters") % {"number": longest})
    weight = cells["weight_up_to"]
    grams = 0 if weight is None else values.integer(weight, "weight_up_to", smallest=0)
    value_from = _amount(cells["value_from"], "value_from") or Decimal(0)
    price = _amount(cells["price"], "price")
    if price is None:
        raise BadValueError("price", _("is missing"))
    return (options[method], zones[zone.casefold()], postcodes, grams, value_from), price


def _text(value: object, column: str) -> str:
    return "" if value is None else values.text(value, column, longest=200)


def _amount(value: object, column: str) -> Decimal | None:
    """Return an amount that the currency can pay. Raises BadValueError."""
    if value is None:
        return None
    found = values.amount(value, column, currency=shop_currency(), is_minor=False)
    if found < 0:
        raise BadValueError(column, _("must not be negative"))
    return found


def _write(prices: dict[Cell, Decimal], outcome: TableOutcome, *, replaces: bool, is_dry: bool) -> None:
    methods = {cell[0] for cell in prices}
    rows = DeliveryTableRow.objects.select_for_update().filter(option__in=methods)
    held = {
        (row.option_id, row.zone_id, row.postcodes, row.weight_up_to, row.value_from): row for row in rows
    }
    fresh, changed = [], []
    for cell, price in prices.items():
        row = held.get(cell)
        if row is None:
            option, zone, postcodes, grams, value_from = cell
            fresh.append(
                DeliveryTableRow(
                    option_id=option,
                    zone_id=zone,
                    postcodes=postcodes,
                    weight_up_to=grams,
                    value_from=value_from,
                    price=price,
                )
            )
        elif row.price != price:
            row.price = price
            changed.append(row)
    gone = [row.pk for cell, row in held.items() if cell not in prices] if replaces else []
    outcome.created, outcome.updated, outcome.removed = len(fresh), len(changed), len(gone)
    outcome.unchanged = len(prices) - len(fresh) - len(changed)
    if is_dry:
        return
    DeliveryTableRow.objects.filter(pk__in=gone).delete()
    DeliveryTableRow.objects.bulk_create(fresh, batch_size=500)
    DeliveryTableRow.objects.bulk_update(changed, ["price"], batch_size=500)
    STORED_DELIVERY.forget()
