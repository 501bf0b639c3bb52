"""What the demo agreed with whom: lists for groups, a contract, one that is still to come."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from config.demo.b2b_structure import DISTRIBUTORS, HOTELS, LINDENHOF, RETAILERS
from shop.b2b.models import Company, CompanyGroup
from shop.configuration.queries import shop_currency
from shop.money import as_stored
from shop.partner.models import PriceList, StockRecord
from shop.price_lists.building import publish
from shop.price_lists.models import PriceListAssignment, PriceRule
from shop.price_lists.services import WantedPrice, write_prices

TRADE, DEALERS, SPRING = "Trade", "Distributors", "Spring collection"
CONTRACT = "Gasthaus Lindenhof: contract"
TABLE = ("bowls", "plates")
CONTRACT_ROWS = 24
DOZEN, CARTON = 12, 48
HUNDRED = Decimal(100)


@transaction.atomic
def add_prices(*, now: datetime) -> None:
    """Add the lists and whom they are for; nothing where there are some."""
    if PriceList.objects.exists():
        return
    year = timezone.localdate(now).year
    _rules(TRADE, priority=10, steps=((1, 10), (CARTON, 15)), groups=(HOTELS, RETAILERS))
    _rules(DEALERS, priority=20, steps=((1, 25), (CARTON, 30)), groups=(DISTRIBUTORS,))
    begins, ends = (_midnight(date(each, 1, 1)) for each in (year, year + 2))
    company = Company.objects.filter(name=LINDENHOF).first()
    if company is not None:
        contract = _list(CONTRACT, priority=30, start=begins, end=ends)
        write_prices(contract, _contract_prices())
        PriceListAssignment.objects.create(price_list=contract, company=company)
    march = _midnight(date(year + 1, 3, 1))
    _rules(SPRING, priority=15, steps=((1, 18),), groups=(RETAILERS,), start=march)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _list(name: str, **facts: object) -> PriceList:
    return PriceList.objects.create(name=name, currency=shop_currency(), **facts)


def _rules(name: str, *, steps: Iterable[tuple[int, int]], groups: Iterable[str], **facts: object) -> None:
    """Make a list that takes so many per cent off, from so many pieces on."""
    price_list = _list(name, kind=PriceList.Kind.RULES, **facts)
    for place, (quantity, percent) in enumerate(steps):
        PriceRule.objects.create(
            price_list=price_list, order=place, percent=-percent, min_quantity=quantity, margin_floor=10
        )
    for group in CompanyGroup.objects.filter(name__in=list(groups)):
        PriceListAssignment.objects.create(price_list=price_list, group=group)
    publish(price_list)


def _contract_prices() -> Iterable[WantedPrice]:
    """Agree a fifth off what a table needs, a quarter by the dozen."""
    records = StockRecord.objects.filter(price__isnull=False, product__is_public=True).order_by("pk")
    table = records.filter(product__parent__categories__slug__in=TABLE).distinct()
    for record in (table if table.exists() else records)[:CONTRACT_ROWS]:
        for quantity, percent in ((1, 20), (DOZEN, 25)):
            price = as_stored((record.price or Decimal(0)) * (HUNDRED - percent) / HUNDRED)
            yield WantedPrice(record_id=record.pk, min_quantity=quantity, price=price)
