"""How long a partner's stock lasts, and how much they would order to reach their target.

For each product of one partner:

    sold           = pieces sold on the SALES_DAYS days up to the last day that is reported
    daily          = sold / days that are reported of these
    days of cover  = on hand / daily (none without sales)
    trend          = sold in the later half of the days / sold in the earlier half - 1, in per cent
    on the way     = pieces of the partner's orders that the count cannot hold: of orders placed since the
                     count all, of earlier ones what has still to go out
    needed         = daily x target days - on hand - on the way, where above 0
    proposal       = needed, up to the minimum, whole cases, and whole pallets where a pallet is nearly full
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from partners.accounts.models import PartnerAccount
from partners.sell_through.matching import products_of
from partners.sell_through.models import LogisticUnits, ReportingTerms, StockLine
from partners.sell_through.queries import counted_lines, counted_stock
from shop.catalogue.limits import limits_of
from shop.catalogue.models import Product
from shop.order.models import Line
from shop.order_statuses import CANCELLED
from shop.time_zones import shop_day

SALES_DAYS = 90
DEFAULT_TARGET = 45
#: A proposal that fills a pallet to this part is raised to the whole pallet.
NEARLY_A_PALLET = 0.9


@dataclass(frozen=True, kw_only=True)
class Packing:
    """In which steps a product is ordered: pieces of a case and of a pallet (0: none), at least, at most."""

    minimum: int = 1
    case: int = 1
    pallet: int = 0
    maximum: int | None = None

    def rounded(self, pieces: int) -> int:
        """Return the quantity to order for so many pieces; 0 stays 0."""
        if pieces <= 0:
            return 0
        cases = _up(max(pieces, self.minimum), self.case)
        if self.pallet and cases % self.pallet >= self.pallet * NEARLY_A_PALLET:
            cases = _up(cases, self.pallet)
        if self.maximum is not None and cases > self.maximum:
            cases = self.maximum // self.case * self.case
        return cases


@dataclass(frozen=True, kw_only=True)
class Cover:
    """One product of one partner: what lies there, what sells, how long it lasts, what to order."""

    product: Product
    packing: Packing
    on_hand: int | None
    counted_on: date | None
    sold: int
    days: int
    trend: int | None
    on_the_way: int
    target_days: int

    @property
    def days_of_cover(self) -> int | None:
        """Whole days that the stock lasts; None where nothing sells or nothing was counted."""
        if self.on_hand is None or self.sold <= 0:
            return None
        return self.on_hand * self.days // self.sold

    @property
    def sold_monthly(self) -> int:
        """Pieces sold in 30 days, as the days that are reported show it."""
        return round(self.sold * 30 / self.days) if self.days else 0

    @property
    def needed(self) -> int:
        """Pieces that are missing to the target, on the way taken into account."""
        # By whole numbers, so that 0.1 + 0.2 orders no piece more.
        wanted = -(-max(self.sold, 0) * self.target_days // self.days) if self.days else 0
        return max(0, wanted - (self.on_hand or 0) - self.on_the_way)

    @property
    def proposal(self) -> int:
        """Pieces to order now, in whole cases or pallets."""
        return self.packing.rounded(self.needed)

    @property
    def is_short(self) -> bool:
        """Whether the stock ends before half of the target."""
        return self.days_of_cover is not None and self.days_of_cover * 2 < self.target_days


def covers_of(account: PartnerAccount) -> list[Cover]:
    """Return each product that a partner sold of late or has in stock, the shortest cover first.

    Eight queries, however many products.
    """
    stock = latest_stock(account)
    window = _window(account)
    sales = _sales(account, *window) if window else {}
    keys = {*stock, *sales}
    if not keys:
        return []
    products, units = products_of(keys), packings(keys)
    counted = {pk: line.counted_on for pk, line in stock.items()}
    on_the_way = pieces_on_the_way(account, counted)
    terms = ReportingTerms.objects.filter(account=account).first()
    target = terms.target_cover_days if terms else DEFAULT_TARGET
    days = (window[1] - window[0]).days + 1 if window else 0
    found = [
        Cover(
            product=product,
            packing=packing_of(product, units.get(pk)),
            on_hand=stock[pk].quantity if pk in stock else None,
            counted_on=counted.get(pk),
            sold=sales.get(pk, (0, 0, 0))[0],
            days=days,
            trend=_trend(*sales.get(pk, (0, 0, 0))[1:]),
            on_the_way=on_the_way.get(pk, 0),
            target_days=target,
        )
        for pk, product in products.items()
    ]
    return sorted(found, key=lambda c: (c.days_of_cover is None, c.days_of_cover or 0, c.product.pk))


def latest_stock(account: PartnerAccount) -> dict[int, StockLine]:
    """Return the lines of the last count, by product; what it does not name has none left. Two queries."""
    latest = counted_stock(account).aggregate(day=Max("counted_on"))["day"]
    rows = counted_stock(account).filter(counted_on=latest) if latest else ()
    return {line.product_id: line for line in rows}


def packings(products: Iterable[int]) -> dict[int, LogisticUnits]:
    """Return the cases and pallets that staff entered. One query."""
    return {units.product_id: units for units in LogisticUnits.objects.filter(product__in=list(products))}


def packing_of(product: Product, units: LogisticUnits | None) -> Packing:
    """Return in which steps a product is ordered: a case is at least the step in which the shop sells it."""
    limits = limits_of(product)
    case = _up(units.case_pieces if units else 1, limits.multiple)
    pallet = units.pallet_pieces if units and units.pallet_pieces else 0
    return Packing(
        minimum=limits.lowest,
        case=case,
        pallet=pallet if pallet % case == 0 else 0,
        maximum=limits.maximum,
    )


def pieces_on_the_way(account: PartnerAccount, counted: Mapping[int, date]) -> dict[int, int]:
    """Count pieces that the partner's company has ordered and that its stock does not hold yet.

    Of an order placed before the count, what has still to go out; of one placed since, all of it: what
    went out and came in between cannot have been counted. One query.
    """
    lines = Line.objects.filter(order__company_id=account.company_id).exclude(order__status=CANCELLED)
    rows = lines.order_by().annotate(
        bought=F("quantity") - F("num_cancelled"),
        left=F("quantity") - F("num_cancelled") - F("num_dispatched"),
    )
    since = min(counted.values(), default=None)
    recent = Q(quantity__gt=F("num_cancelled") + F("num_dispatched"))
    if since is not None:
        recent |= Q(order__date_placed__date__gt=since)
    found: dict[int, int] = defaultdict(int)
    for pk, placed, bought, left in rows.filter(recent).values_list(
        "product_id", "order__date_placed", "bought", "left"
    ):
        day = counted.get(pk)
        found[pk] += bought if day is not None and shop_day(placed) > day else left
    return dict(found)


def _window(account: PartnerAccount) -> tuple[date, date] | None:
    """Return the first and the last day that sales are counted on: whole reported periods of late."""
    reports = counted_lines(account).aggregate(
        first=Min("report__period__starts_on"), last=Max("report__period__ends_on")
    )
    if reports["last"] is None:
        return None
    last: date = reports["last"]
    return max(last - timedelta(days=SALES_DAYS - 1), reports["first"]), last


def _sales(account: PartnerAccount, first: date, last: date) -> dict[int, tuple[int, int, int]]:
    """Add up by product: all, the earlier half of the days, the later half. One query."""
    middle = first + timedelta(days=((last - first).days + 1) // 2)
    rows = (
        counted_lines(account, since=first, until=last)
        .order_by()
        .values("product_id")
        .annotate(
            pieces=Sum("quantity"),
            earlier=Coalesce(Sum("quantity", filter=Q(sold_on__lt=middle)), 0),
            later=Coalesce(Sum("quantity", filter=Q(sold_on__gte=middle)), 0),
        )
    )
    return {row["product_id"]: (row["pieces"], row["earlier"], row["later"]) for row in rows}


def _trend(earlier: int, later: int) -> int | None:
    return round((later / earlier - 1) * 100) if earlier > 0 else None


def _up(pieces: int, step: int) -> int:
    return -(-pieces // step) * step
