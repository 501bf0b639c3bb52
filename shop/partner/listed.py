"""Which price of a stock record holds for whom, in which quantity: pure rules over what was read with it.

A buyer's price context ("public", "c12") names lists in their order. Prices of lists are read with the
record in the same query (`with_lists`), so that a list which is changed, begins or ends holds at once, and
nothing is reckoned ahead. A record that came without them, or with those of another context, asks once.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Now, Substr
from django.db.models.sql.compiler import SQLCompiler

from shop.money import as_stored
from shop.partner.price_list_models import PUBLIC_CONTEXT, ListPrice
from shop.partner.sales import PUBLIC, sale_of
from shop.tax.amounts import gross_of

if TYPE_CHECKING:
    from shop.partner.models import StockRecord

COLUMNS = ("listed", "listed_for")
OWN, LIST, SALE = "own", "list", "sale"
M = TypeVar("M", bound=Model)


class ListedPrice(NamedTuple):
    """A price of a list for a record: gross at home as the record's own."""

    rank: int
    list_id: int
    min_quantity: int
    price: Decimal
    allows_promotions: bool
    across_variants: bool


@dataclass(frozen=True, kw_only=True)
class PriceSource:
    """Where a price comes from: the record's own ("own"), a price list ("list") or a sale ("sale").

    `list_id` and `min_quantity` name the list and its tier; with a sale those that the sale undercuts.
    """

    kind: str = OWN
    list_id: int | None = None
    min_quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class HeldPrice:
    """The price that holds, as stored; `reduced_from` the price before a sale and the lowest of 30 days."""

    stored: Decimal
    source: PriceSource
    reduced_from: tuple[Decimal, Decimal] | None = None
    stacks: bool = True


class _Rows(Subquery):
    """The rows of a query as a text of JSON: a list of lists, in the order of its columns."""

    output_field = CharField()

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        template: str | None = None,
        **extra: Any,
    ) -> Any:
        """Have the database put the rows together."""
        names = ", ".join(f'found."{name}"' for name in _NAMES)
        made = f"json_group_array(json_array({names}))"
        if connection.vendor == "postgresql":
            made = f"CAST(json_agg(json_build_array({names})) AS text)"
        template = "(SELECT " + made + " FROM (%(subquery)s) found)"  # noqa: S608 - names of our own
        return super().as_sql(compiler, connection, template, **extra)


_COLUMNS: dict[str, F] = {
    "r": F("price_list__contexts__rank"),
    "l": F("price_list"),
    "q": F("min_quantity"),
    "p": F("price"),
    "n": F("price_list__is_net"),
    "s": F("price_list__allows_promotions"),
    "v": F("price_list__tiers_across_variants"),
}
_NAMES = tuple(_COLUMNS)


def context_number(price_list: str) -> int:
    """Return the number of a price context: 0 for "public", 12 for "c12"."""
    return PUBLIC_CONTEXT if price_list == PUBLIC else int(price_list[1:])


def context_name(number: int) -> str:
    """Return the name of a price context by its number, as a `Buyer` has it."""
    return PUBLIC if number == PUBLIC_CONTEXT else f"c{number}"


def context_of_owner(path: str) -> Case:
    """Tell the number of the price context of a user at `path`: everybody's for nobody."""
    held = f"{path}__price_context"
    number = Cast(Substr(held, 2), IntegerField())
    return Case(When(**{f"{held}__startswith": "c"}, then=number), default=Value(PUBLIC_CONTEXT))


def holds_now(path: str = "price_list__") -> Q:
    """Select the lists that are active and within their dates now."""
    begun = Q(**{f"{path}start": None}) | Q(**{f"{path}start__lte": Now()})
    open_still = Q(**{f"{path}end": None}) | Q(**{f"{path}end__gt": Now()})
    return Q(**{f"{path}is_active": True}) & begun & open_still


def with_lists(rows: QuerySet[M], *, context: int | Combinable, path: str = "pk") -> QuerySet[M]:
    """Read with each row what the lists of a context say of its stock record, which stands at `path`."""
    asked = Value(context) if isinstance(context, int) else context
    currency = "price_currency" if path == "pk" else f"{path}__price_currency"
    prices = ListPrice.objects.filter(
        holds_now(),
        stockrecord=OuterRef(path),
        price_list__contexts__context=OuterRef("listed_for"),
        price_list__currency=OuterRef(currency),
    )
    found = _Rows(prices.order_by().values(**_COLUMNS))
    return rows.annotate(listed_for=asked).annotate(listed=found)


def hand_over_lists(row: object, record: "StockRecord") -> None:
    """Give a record what was read of lists with another row."""
    for name in COLUMNS:
        setattr(record, name, getattr(row, name))


def read_lists(records: Iterable["StockRecord"], price_list: str) -> None:
    """Have all these records know what the lists of a context say of them; one query, none if they do."""
    context = context_number(price_list)
    missing = {
        record.pk: record
        for record in records
        if not record._state.adding and record.__dict__.get("listed_for") != context
    }
    if not missing:
        return
    first = next(iter(missing.values()))
    rows = with_lists(type(first)._default_manager.filter(pk__in=missing), context=context)
    found = {row.pk: row.__dict__["listed"] for row in rows.only("pk")}
    for pk, record in missing.items():
        record.__dict__.update(listed=found.get(pk), listed_for=context)


def prices_by_list(
    record: "StockRecord", price_list: str, *, home_rate: Decimal = Decimal(0)
) -> tuple[ListedPrice, ...]:
    """Return what a context's lists say of a record: by rank, then by quantity.

    Net prices become gross at home by `home_rate` (a fraction), without loss: a net amount comes back from
    it to the minor unit. No query for a record that was read with this context's lists.
    """
    if record._state.adding:  # one that is no row yet is on no list
        return ()
    read_lists([record], price_list)
    text: str | None = record.__dict__["listed"]
    rows = json.loads(text, parse_float=Decimal) if text else ()
    currency = record.price_currency
    return tuple(sorted(_listed(row, home_rate, currency) for row in rows))


def _listed(
    row: tuple[int, int, int, str | Decimal, int, int, int], home_rate: Decimal, currency: str
) -> ListedPrice:
    rank, list_id, quantity, amount, is_net, allows_promotions, across = row
    price = as_stored(Decimal(amount))
    if is_net:
        price = as_stored(gross_of(price, rate=home_rate, currency=currency))
    return ListedPrice(rank, list_id, quantity, price, bool(allows_promotions), bool(across))


def listed_at(
    rows: Iterable[ListedPrice], quantity: int, *, family: int | None = None, lowest_wins: bool = False
) -> ListedPrice | None:
    """Choose among prices of lists for so many pieces; None where none begins that low.

    Of each list the tier with the greatest quantity that is reached; then the list of the first rank, or with
    `lowest_wins` the one of the lowest price. `family` counts the pieces of all variants together, for lists
    that say so.
    """
    reached: dict[int, ListedPrice] = {}
    for row in rows:
        pieces = max(quantity, family or 0) if row.across_variants else quantity
        held = reached.get(row.list_id)
        if row.min_quantity <= pieces and (held is None or held.min_quantity < row.min_quantity):
            reached[row.list_id] = row
    order = (lambda row: (row.price, row.rank)) if lowest_wins else (lambda row: row.rank)
    return min(reached.values(), key=order, default=None)


def held_price(
    record: "StockRecord",
    rows: Iterable[ListedPrice] = (),
    *,
    quantity: int = 1,
    family: int | None = None,
    lowest_wins: bool = False,
) -> HeldPrice | None:
    """Return the price of one piece, of so many; None where neither the record nor a list has one.

    A list's price comes before the record's own (with `lowest_wins` only where it is lower). A sale competes
    with a list that allows it, and comes off the own price always.
    """
    own = record.price
    best = listed_at(rows, quantity, family=family, lowest_wins=lowest_wins)
    if best is not None and lowest_wins and own is not None and own <= best.price:
        best = None
    price = own if best is None else best.price
    if price is None:
        return None
    sale = sale_of(record) if best is None or best.allows_promotions else None
    list_id, reached = (None, 1) if best is None else (best.list_id, best.min_quantity)
    if sale is not None and sale.price < price:
        return HeldPrice(
            stored=sale.price,
            source=PriceSource(kind=SALE, list_id=list_id, min_quantity=reached),
            reduced_from=(price, min(price, sale.lowest)),
            stacks=sale.stacks,
        )
    kind = OWN if best is None else LIST
    source = PriceSource(kind=kind, list_id=list_id, min_quantity=reached)
    return HeldPrice(stored=price, source=source, stacks=best is None or best.allows_promotions)


def tiers_of(
    record: "StockRecord", rows: Sequence[ListedPrice], *, lowest_wins: bool = False
) -> list[tuple[int, HeldPrice]]:
    """Return from which quantity on which price holds, ascending; only quantities where it changes."""
    found: list[tuple[int, HeldPrice]] = []
    for quantity in sorted({1, *(row.min_quantity for row in rows)}):
        held = held_price(record, rows, quantity=quantity, lowest_wins=lowest_wins)
        if held is not None and (not found or found[-1][1].stored != held.stored):
            found.append((quantity, held))
    return found
