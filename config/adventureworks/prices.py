"""What resellers pay: a price list with the dealer prices and the volume discounts as quantity prices."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from config.adventureworks.files import Files, money
from config.adventureworks.products import latest
from shop.b2b.models import CompanyGroup
from shop.configuration.queries import shop_currency
from shop.partner.models import PriceList, StockRecord
from shop.price_lists.models import PriceListAssignment
from shop.price_lists.services import WantedPrice, write_prices

LIST = "Dealer prices"
VOLUME = "Volume Discount"
ONE = 1


def add_dealer_prices(files: Files, groups: Iterable[CompanyGroup]) -> int:
    """Write the list and assign it to the groups; return how many prices it has."""
    price_list, _new = PriceList.objects.get_or_create(name=LIST, defaults={"currency": shop_currency()})
    write_prices(price_list, _wanted(files))
    for group in groups:
        PriceListAssignment.objects.get_or_create(price_list=price_list, group=group)
    return price_list.prices.count()


def _wanted(files: Files) -> Iterator[WantedPrice]:
    products = latest(files)
    tiers = dict(_tiers(files))
    for record in StockRecord.objects.filter(partner_sku__in=products):
        dealer = money(products[record.partner_sku]["DealerPrice"])
        for quantity, share in tiers.items():
            price = money(str(dealer * (1 - share)))
            yield WantedPrice(record_id=record.pk, min_quantity=quantity, price=price)


def _tiers(files: Files) -> Iterator[tuple[int, Decimal]]:
    """Return from which quantity on which share comes off; one piece costs the dealer price."""
    yield ONE, Decimal(0)
    for row in files.rows("DimPromotion"):
        if row["EnglishPromotionType"] == VOLUME:
            yield int(row["MinQty"]), Decimal(row["DiscountPct"])
