"""What partners expect to need, beside what they ordered then.

actual  = pieces that the partner's company ordered in the month, called-off ones left out
error   = |expected - actual|; of several rows: the sum of errors / the sum of actuals, in per cent
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from partners.accounts.models import PartnerAccount
from partners.ordering.models import PartnerForecast
from partners.sell_through.cover import covers_of
from partners.sell_through.demand import DEMAND_COLUMNS, DemandColumn
from partners.sell_through.matching import products_of
from partners.sell_through.models import Cadence
from partners.sell_through.periods import bounds
from shop.catalogue.models import Product
from shop.order.models import Line
from shop.order_statuses import CANCELLED
from shop.time_zones import shop_day

MONTHS_AHEAD, MONTHS_SOON = 12, 3


@dataclass(frozen=True, kw_only=True)
class ForecastRow:
    """One product, month and partner: pieces expected, pieces ordered."""

    account: PartnerAccount
    product: Product
    month: date
    expected: int
    actual: int

    @property
    def error(self) -> int:
        """By how many pieces it was wrong."""
        return abs(self.expected - self.actual)


def months_ahead(today: date, *, most: int = MONTHS_AHEAD) -> list[date]:
    """Return the first days of the months that can be forecast: those that have not begun."""
    found, last = [], bounds(Cadence.MONTH, today)[1]
    for _each in range(most):
        first = date(last.year + last.month // 12, last.month % 12 + 1, 1)
        found.append(first)
        last = bounds(Cadence.MONTH, first)[1]
    return found


def grid_of(account: PartnerAccount, months: Sequence[date]) -> dict[int, dict[date, int]]:
    """Return what a partner expects by product and month. One query."""
    rows = PartnerForecast.objects.filter(account=account, month__in=list(months))
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for product, month, quantity in rows.values_list("product_id", "month", "quantity"):
        found[product][month] = quantity
    return found


def products_to_forecast(account: PartnerAccount, grid: Mapping[int, object]) -> list[Product]:
    """Return the products of a partner's grid: those that they report, and those they forecast already."""
    covered = {cover.product.pk: cover.product for cover in covers_of(account)}
    others = products_of([pk for pk in grid if pk not in covered])
    return sorted([*covered.values(), *others.values()], key=lambda product: (str(product), product.pk))


def compared(*, today: date, account: PartnerAccount | None = None) -> list[ForecastRow]:
    """Return the forecasts of the last twelve months that have begun, the latest first. Three queries."""
    since = date(today.year - 1, today.month, 1)
    rows: QuerySet[PartnerForecast] = PartnerForecast.objects.filter(month__gte=since, month__lte=today)
    rows = rows.select_related("account__company", "product__parent")
    if account is not None:
        rows = rows.filter(account=account)
    found = list(rows.order_by("-month", "account_id", "product_id"))
    actual = ordered_pieces({row.product_id for row in found}, since=since)
    return [
        ForecastRow(
            account=row.account,
            product=row.product,
            month=row.month,
            expected=row.quantity,
            actual=actual.get((row.account.company_id, row.product_id, row.month), 0),
        )
        for row in found
    ]


def error_of(rows: Sequence[ForecastRow]) -> int | None:
    """Return the error of forecasts in per cent of what was ordered; None where nothing was."""
    actual = sum(row.actual for row in rows)
    return round(100 * sum(row.error for row in rows) / actual) if actual else None


def ordered_pieces(products: Collection[int], *, since: date) -> dict[tuple[int | None, int, date], int]:
    """Count pieces ordered by (company, product, month). One query."""
    lines = Line.objects.filter(product__in=list(products), order__date_placed__date__gte=since)
    rows = lines.exclude(order__status=CANCELLED).order_by()
    rows = rows.annotate(month=TruncMonth("order__date_placed"))
    counted = rows.values("order__company_id", "product_id", "month").annotate(
        pieces=Sum(F("quantity") - F("num_cancelled"))
    )
    return {
        (row["order__company_id"], row["product_id"], shop_day(row["month"])): row["pieces"]
        for row in counted
    }


def expected_soon(
    products: Collection[int], account: PartnerAccount | None, _months: Sequence[date]
) -> dict[int, int]:
    """Add up what partners expect of each product in the months to come. One query."""
    soon = months_ahead(shop_day(), most=MONTHS_SOON)
    rows = PartnerForecast.objects.filter(product__in=list(products), month__in=soon)
    if account is not None:
        rows = rows.filter(account=account)
    counted = rows.order_by().values("product_id").annotate(pieces=Sum("quantity"))
    return {row["product_id"]: row["pieces"] for row in counted}


DEMAND_COLUMNS.register(DemandColumn(name="forecast", label=_("Forecast, 3 months"), read=expected_soon))
