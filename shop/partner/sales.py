"""Prices of promotions, reckoned ahead for each stock record: what a reader of prices finds with the record.

`shop.catalogue_promotions` writes them with their dates, so that a reduction begins and ends by the clock
of the database, however late a worker is. Whoever reads many records has them with these columns
(`with_sale`); a record that came without asks once.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from shop.money import as_stored

if TYPE_CHECKING:
    from shop.partner.models import SalePrice, StockRecord

PUBLIC = "public"
COLUMNS = ("sale_price", "sale_lowest", "sale_stacks")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Sale:
    """A reduced price, gross at home as the record's own.

    `lowest` is the lowest price of the thirty days before it began (Directive 98/6/EC, article 6a).
    `stacks` says whether promotions of the basket come off it too.
    """

    price: Decimal
    lowest: Decimal
    stacks: bool


def running() -> Q:
    """Select the prices that hold now."""
    return Q(start__lte=Now()) & (Q(end=None) | Q(end__gt=Now()))


def with_sale(rows: QuerySet[M], prices: "type[SalePrice]", *, path: str = "pk") -> QuerySet[M]:
    """Read with each row the sale of its stock record, which stands at `path`."""
    held = prices._default_manager.filter(running(), stockrecord=OuterRef(path), price_list=PUBLIC)
    held = held.order_by("-start", "-pk")
    return rows.annotate(  # type: ignore[return-value]
        sale_price=Subquery(held.values("price")[:1]),
        sale_lowest=Subquery(held.values("lowest")[:1]),
        sale_stacks=Subquery(held.values("stacks")[:1]),
    )


def hand_over(row: object, record: "StockRecord") -> None:
    """Give a record the columns that were read with another row."""
    for name in COLUMNS:
        setattr(record, name, getattr(row, name))


def sale_of(record: "StockRecord") -> Sale | None:
    """Return the sale that holds for a record; None without one, or where the record's own price is lower.

    No query for a record that was read with its sale, or asked for it before.
    """
    if record._state.adding or record.price is None:  # one that is no row yet has none
        return None
    if "sale_price" not in record.__dict__:
        found = with_sale(type(record)._default_manager.filter(pk=record.pk), record.sale_prices.model)
        values = found.values(*COLUMNS).first() or dict.fromkeys(COLUMNS)
        record.__dict__.update(values)
    held = record.__dict__
    if held["sale_price"] is None:
        return None
    price = _exact(held["sale_price"])
    if price >= record.price:
        return None
    return Sale(price=price, lowest=_exact(held["sale_lowest"]), stacks=bool(held["sale_stacks"]))


def _exact(amount: Decimal | float) -> Decimal:
    """Return what SQLite reads as a float beside a row, with the decimals of its column."""
    return as_stored(Decimal(str(amount)))
