"""The grid of a list: products by quantity, read a page at a time, saved cell by cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.imports.numbers import NumberStyle
from shop.partner.models import StockRecord
from shop.partner.price_list_models import PriceList
from shop.price_lists.file_rows import PROBLEMS, read_row
from shop.price_lists.services import WantedPrice, write_prices

PAGE = 50
MOST_TIERS = 12
NAME = "p-{record}-{quantity}"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a list says of a record from a quantity on, as text; `error` keeps what was refused beside it."""

    name: str
    quantity: int
    value: str
    before: str
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """A product of the list with its prices."""

    record: StockRecord
    title: str
    own: str
    cells: list[Cell] = field(default_factory=list)


def records_in(price_list: PriceList, *, text: str = "") -> QuerySet[StockRecord]:
    """Return the stock records that a list has prices of; with a text, every product that it finds.

    So that a product is found which has no price there yet.
    """
    found = StockRecord.objects.filter(price_currency=price_list.currency)
    if text:
        wanted = Q(partner_sku__icontains=text) | Q(product__title__icontains=text)
        found = found.filter(wanted | Q(product__parent__title__icontains=text))
    else:
        found = found.filter(pk__in=price_list.prices.order_by().values("stockrecord"))
    return found.select_related("product__parent").order_by("partner_sku", "pk")


def tiers_in(price_list: PriceList) -> list[int]:
    """Return the quantities that prices of a list begin at, at most a dozen; one piece always."""
    rows = price_list.prices.order_by("min_quantity").values_list("min_quantity", flat=True).distinct()
    return sorted({1, *rows[:MOST_TIERS]})


def grid_rows(
    price_list: PriceList,
    records: Iterable[StockRecord],
    tiers: Iterable[int],
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[GridRow]:
    """Return the rows of these records; `typed` and `errors` by cell keep what was refused. One query."""
    shown, typed, errors = list(records), typed or {}, errors or {}
    rows = price_list.prices.filter(stockrecord__in=[record.pk for record in shown]).order_by()
    held = {
        (record, quantity): price
        for record, quantity, price in rows.values_list("stockrecord_id", "min_quantity", "price")
    }
    return [_row(record, tiers, held, typed, errors) for record in shown]


def _row(
    record: StockRecord,
    tiers: Iterable[int],
    held: Mapping[tuple[int, int], Decimal],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> GridRow:
    cells = []
    for quantity in tiers:
        name = NAME.format(record=record.pk, quantity=quantity)
        price = held.get((record.pk, quantity))
        before = "" if price is None else str(price)
        error = errors.get(name, "")
        value = typed.get(name, before) if error else before
        cells.append(Cell(name=name, quantity=quantity, value=value, before=before, error=error))
    own = "–" if record.price is None else format_money(record.price, record.price_currency)
    return GridRow(record=record, title=str(record.product.get_title()), own=own, cells=cells)


@dataclass
class Saved:
    """What became of the cells that were sent: how many changed, and what is wrong with which."""

    changed: int = 0
    errors: dict[str, str] = field(default_factory=dict)


def save_cells(price_list: PriceList, typed: Mapping[str, object]) -> Saved:
    """Write the cells that were changed (`p-<record>-<quantity>`, what was shown as `o-...`).

    An empty cell takes the price out. A cell that somebody else changed meanwhile is left and named, as is
    what is no price; the others are written.
    """
    found, wanted = Saved(), []
    sent = {name: str(value).strip() for name, value in typed.items() if name.startswith("p-")}
    changed = {name: value for name, value in sent.items() if value != str(typed.get(f"o{name[1:]}", ""))}
    keys = {name: key for name in changed if (key := _key(name)) is not None}
    records = set(
        StockRecord.objects.filter(
            pk__in={record for record, _quantity in keys.values()}, price_currency=price_list.currency
        ).values_list("pk", flat=True)
    )
    held = _held_now(price_list, records)
    for name, (record, quantity) in keys.items():
        if record not in records:
            found.errors[name] = _("The product is no longer there.")
        elif held.get((record, quantity), "") != str(typed.get(f"o{name[1:]}", "")):
            now = held.get((record, quantity), "") or "–"
            found.errors[name] = _("Changed meanwhile: now %(price)s.") % {"price": now}
        else:
            price, problem = _read(changed[name], price_list)
            if problem:
                found.errors[name] = problem
            else:
                wanted.append(WantedPrice(record_id=record, min_quantity=quantity, price=price))
    found.changed = write_prices(price_list, wanted) if wanted else 0
    return found


def _held_now(price_list: PriceList, records: Iterable[int]) -> dict[tuple[int, int], str]:
    rows = price_list.prices.filter(stockrecord__in=records).order_by()
    return {
        (record, quantity): str(price)
        for record, quantity, price in rows.values_list("stockrecord_id", "min_quantity", "price")
    }


def _key(name: str) -> tuple[int, int] | None:
    parts = name.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts[1:]):  # noqa: PLR2004
        return None
    record, quantity = int(parts[1]), int(parts[2])
    return (record, quantity) if 0 < quantity < 10**9 and record < 10**18 else None


def _read(text: str, price_list: PriceList) -> tuple[Decimal | None, str]:
    """Return the price that a text says, None for an empty one; or what is wrong with it."""
    if not text:
        return None, ""
    row = read_row(0, {"sku": "x", "price": text}, style=NumberStyle(), currency=price_list.currency)
    return (None, str(PROBLEMS[row.problem][1])) if row.problem else (row.price, "")
