"""What all partners sell and hold, product by product, beside the supplier's own stock.

For each product that a partner sold in the last MONTHS months, or counted last:

    sold          = pieces by month of the day of the sale, of all partners
    in channel    = what each partner counted last, added up
    cover         = in channel / (sold in the full months shown / their days), whole days
    own stock     = pieces on our shelves that are not promised

Packages above add columns of their own (`DEMAND_COLUMNS`), such as what partners expect to need.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.functional import Promise

from partners.accounts.models import PartnerAccount
from partners.sell_through.matching import products_of
from partners.sell_through.models import Cadence
from partners.sell_through.periods import bounds
from partners.sell_through.queries import counted_lines, counted_stock
from shop.partner.models import StockRecord
from shop.quick_order.matching import numbers_of
from shop.registry import Registry

MONTHS = 6
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class DemandColumn:
    """A column that another package adds: `read(product ids, account or None, months)` answers by product."""

    name: str
    label: str | Promise
    read: Callable[[Collection[int], PartnerAccount | None, Sequence[date]], Mapping[int, int]]
    order: int = 50


DEMAND_COLUMNS: Registry[DemandColumn] = Registry(
    "column of the demand view", sort=lambda column: (column.order, column.name)
)


@dataclass(frozen=True, kw_only=True)
class Demand:
    """One product: pieces sold by month (the latest last), what lies with partners, what lies with us."""

    product_id: int
    title: str
    number: str
    sold: Sequence[int]
    in_channel: int
    partners: int
    cover: int | None
    own_stock: int
    others: Sequence[int] = field(default_factory=tuple)

    @property
    def total(self) -> int:
        """Pieces sold in all months shown."""
        return sum(self.sold)


def months_until(today: date, *, most: int = MONTHS) -> list[date]:
    """Return the first days of the months that the view shows: full ones, the latest last."""
    found: list[date] = []
    first = bounds(Cadence.MONTH, today)[0]
    for _each in range(most):
        first = bounds(Cadence.MONTH, first - ONE_DAY)[0]
        found.append(first)
    return found[::-1]


def demand(
    *, today: date, account: PartnerAccount | None = None, text: str = ""
) -> tuple[list[date], list[Demand]]:
    """Add up all partners, or one; return the months and the products, the most sold first.

    `text` leaves products whose name or number has it. Nine queries and those of added columns.
    """
    months = months_until(today)
    sold, sellers = _sold(months, account)
    channel, holders = _in_channel(account)
    products = products_of({*sold, *channel})
    numbers = numbers_of(list(products.values())) if products else {}
    own = own_stock(products)
    added = [column.read(list(products), account, months) for column in DEMAND_COLUMNS]
    days = (bounds(Cadence.MONTH, months[-1])[1] - months[0]).days + 1
    rows = []
    for pk, product in products.items():
        by_month = [sold.get(pk, {}).get(month, 0) for month in months]
        total, held = sum(by_month), channel.get(pk, 0)
        rows.append(
            Demand(
                product_id=pk,
                title=str(product),
                number=numbers[pk],
                sold=by_month,
                in_channel=held,
                partners=len(sellers[pk] | holders[pk]),
                cover=held * days // total if total > 0 else None,
                own_stock=own.get(pk, 0),
                others=[column.get(pk, 0) for column in added],
            )
        )
    wanted = text.strip().casefold()
    found = [row for row in rows if wanted in row.title.casefold() or wanted in row.number.casefold()]
    return months, sorted(found, key=lambda row: (-row.total, -row.in_channel, row.product_id))


def own_stock(products: Collection[int]) -> dict[int, int]:
    """Count our own pieces that are not promised, by product. One query."""
    rows = StockRecord.objects.filter(product__in=list(products)).order_by().values("product_id")
    free = Sum(Coalesce(F("num_in_stock"), 0) - Coalesce(F("num_allocated"), 0))
    return {row["product_id"]: row["free"] for row in rows.annotate(free=free)}


def _sold(
    months: Sequence[date], account: PartnerAccount | None
) -> tuple[dict[int, dict[date, int]], dict[int, set[int]]]:
    lines = counted_lines(account, since=months[0], until=bounds(Cadence.MONTH, months[-1])[1])
    rows = lines.order_by().annotate(month=TruncMonth("sold_on")).values("product_id", "account_id", "month")
    sold: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    sellers: dict[int, set[int]] = defaultdict(set)
    for row in rows.annotate(pieces=Sum("quantity")):
        sold[row["product_id"]][row["month"]] += row["pieces"]
        sellers[row["product_id"]].add(row["account_id"])
    return sold, sellers


def _in_channel(account: PartnerAccount | None) -> tuple[dict[int, int], dict[int, set[int]]]:
    latest = counted_stock().filter(account=OuterRef("account")).order_by().values("account")
    newest = Subquery(latest.annotate(day=Max("counted_on")).values("day"))
    rows = counted_stock(account).filter(counted_on=newest, quantity__gt=0).order_by()
    held: dict[int, int] = defaultdict(int)
    holders: dict[int, set[int]] = defaultdict(set)
    for row in rows.values("product_id", "account_id").annotate(pieces=Sum("quantity")):
        held[row["product_id"]] += row["pieces"]
        holders[row["product_id"]].add(row["account_id"])
    return held, holders
