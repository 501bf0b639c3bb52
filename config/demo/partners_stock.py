"""Two quarters of stock and sell-through reports of the demo's distributors; one is missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from config.demo.order_plan import random_for
from config.demo.partners_people import Distributor, distributors, leader_of
from config.demo.partners_programme import manager
from partners.accounts.models import PartnerAccount
from partners.sell_through.gaps import find_gaps
from partners.sell_through.models import (
    Cadence,
    Kind,
    LogisticUnits,
    ReportGap,
    ReportingPeriod,
    ReportingTerms,
    SellThroughReport,
)
from partners.sell_through.periods import first_days, period_at
from partners.sell_through.reading import Sheet
from partners.sell_through.services import lock_period, remember_skus, submit, take_upload
from shop.catalogue.models import Product
from shop.order.models import Line

MONTHS = 6
#: Months before the last two are closed.
OPEN = 2
CASE, PALLET = 6, 240
#: Whose stock report of the month before last is missing, and who uses numbers of its own.
MISSING, OWN_NUMBERS = "grachten", ("nordlicht", "shanhai")
#: Who has no reporting terms yet.
NO_TERMS = "alpenblick"
CUSTOMERS: Mapping[str, Sequence[tuple[str, str]]] = {
    "DE": (("Strandhotel Möwe", "Timmendorfer Strand"), ("Studio Förde", "Kiel"), ("Kontor Elf", "Lübeck")),
    "NL": (("Theehuis De Linde", "Haarlem"), ("Lunchroom Sjaak", "Utrecht"), ("Hotel Maas", "Rotterdam")),
    "TW": (("府城行館", "Tainan"), ("竹里茶室", "Hsinchu"), ("海安食堂", "Tainan")),
}
#: Of the first product the first customer buys so many a month, under a special price (`partners_prices`).
NAMED = 6


def add_reports(*, now: datetime) -> None:
    """Add terms, numbers, packings and reports, and close the older months; nothing where there are some."""
    if SellThroughReport.objects.exists() or not distributors():
        return
    today = timezone.localdate(now)
    periods = [period_at(Cadence.MONTH, day) for day in first_days(Cadence.MONTH, today=today, most=MONTHS)]
    periods.reverse()
    for one, account in distributors():
        if one.code == NO_TERMS:
            continue
        ReportingTerms.objects.create(account=account, starts_on=periods[0].starts_on, target_cover_days=60)
        bought = bought_by(account)
        _add_packings(bought)
        _report(one, account, bought, periods, today=today)
    for period in periods[:-OPEN]:
        lock_period(period, by=manager())
        end = _midday(period.ends_on + timedelta(days=12))
        ReportingPeriod.objects.filter(pk=period.pk).update(locked_at=end)
    find_gaps(today=today)
    # It was chased in its time: nobody is mailed today.
    ReportGap.objects.filter(closed_at=None).update(reminded_at=now - timedelta(days=4))


def bought_by(account: PartnerAccount) -> list[Product]:
    """Return what a distributor has bought, what it bought first at the head."""
    lines = Line.objects.filter(order__company=account.company_id, product__isnull=False)
    found = {
        line.product: None for line in lines.select_related("product").order_by("order__date_placed", "pk")
    }
    return [product for product in found if product is not None][:8]


def own_number(one: Distributor, place: int) -> str:
    """Return the number by which a distributor knows a product."""
    return f"{one.code[:3].upper()}-{100 + place * 7}"


def _add_packings(products: Sequence[Product]) -> None:
    for product in products:
        LogisticUnits.objects.get_or_create(
            product=product, defaults={"case_pieces": CASE, "pallet_pieces": PALLET}
        )


def _report(
    one: Distributor,
    account: PartnerAccount,
    products: Sequence[Product],
    periods: Sequence[ReportingPeriod],
    *,
    today: date,
) -> None:
    """Send a report of either kind for each month, from what was bought less what was sold."""
    by = leader_of(one)
    numbers = {product.pk: _number(one, place, product) for place, product in enumerate(products)}
    if one.code in OWN_NUMBERS:
        meanings = {numbers[product.pk]: product for product in products}
        remember_skus(account, meanings, by=by)
    stock: dict[int, int] = defaultdict(int)
    for place, period in enumerate(periods):
        for key, quantity in _received(account, period).items():
            stock[key] += quantity
        sales = _sales(one, products, stock, period, numbers)
        counted = [
            {"sku": numbers[product.pk], "name": product.get_title(), "quantity": str(stock[product.pk])}
            for product in products
        ]
        for kind, rows in ((Kind.SALES, sales), (Kind.STOCK, counted)):
            is_missing = one.code == MISSING and kind == Kind.STOCK and place == len(periods) - OPEN
            if rows and not is_missing:
                _send(account, period, kind, rows, leader=one, today=today)


def _number(one: Distributor, place: int, product: Product) -> str:
    if one.code in OWN_NUMBERS:
        return own_number(one, place)
    return str(product.stockrecords.all()[0].partner_sku)


def _received(account: PartnerAccount, period: ReportingPeriod) -> dict[int, int]:
    """Return how many pieces reached a distributor in a month; in the first one also what came before."""
    lines = Line.objects.filter(
        order__company=account.company_id, order__date_placed__date__lte=period.ends_on
    )
    if period.reports.model.objects.filter(account=account).exists():
        lines = lines.filter(order__date_placed__date__gte=period.starts_on)
    found: dict[int, int] = defaultdict(int)
    for product, quantity in lines.exclude(product=None).values_list("product", "quantity"):
        found[product] += quantity
    return found


def _sales(
    one: Distributor,
    products: Sequence[Product],
    stock: dict[int, int],
    period: ReportingPeriod,
    numbers: Mapping[int, str],
) -> list[dict[str, str]]:
    """Sell about a fifth of the stock of each product, one piece at least; `stock` falls by it."""
    drawn = random_for(f"sold by {one.code} in {period}")
    rows = []
    for place, product in enumerate(products):
        sold = min(stock[product.pk], max(1, round(stock[product.pk] * drawn.uniform(0.12, 0.3))))
        if sold <= 0:
            continue
        stock[product.pk] -= sold
        customers = CUSTOMERS[one.country]
        name, city = customers[0] if place == 0 else drawn.choice(customers)
        day = period.starts_on + timedelta(days=drawn.randint(0, period.days - 1))
        price = product.stockrecords.all()[0].price
        rows.append(
            {
                "sku": numbers[product.pk],
                "name": product.get_title(),
                "quantity": str(sold),
                "sold_on": day.isoformat(),
                "unit_price": f"{price:.2f}",
                "currency": "EUR",
                "customer": name,
                "city": city,
                "country": one.country,
            }
        )
    return rows


def _send(
    account: PartnerAccount,
    period: ReportingPeriod,
    kind: str,
    rows: Sequence[dict[str, str]],
    *,
    leader: Distributor,
    today: date,
) -> None:
    sheet = Sheet(file_name=f"{kind}-{period}.csv", rows=list(enumerate(rows, start=2)))
    report = submit(take_upload(account, period, kind, sheet, by=leader_of(leader)).report)
    sent = _midday(min(period.ends_on + timedelta(days=3), today - timedelta(days=1)))
    SellThroughReport.objects.filter(pk=report.pk).update(created_at=sent, submitted_at=sent)


def _midday(day: date) -> datetime:
    noon = datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
    return timezone.make_aware(noon)
