"""Writing prices of lists, and telling who shows prices that they are others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shop.catalogue.services import announce_products
from shop.partner.contexts import products_of_lists
from shop.partner.models import ListPrice, PriceList, StockRecord

SLICE = 1_000


@dataclass(frozen=True, kw_only=True)
class WantedPrice:
    """What a list shall say of a stock record from a quantity on; None takes the price out."""

    record_id: int
    min_quantity: int
    price: Decimal | None


def hold_list(list_id: int) -> PriceList:
    """Lock a list until the end of the transaction: of two writers one waits. Raises DoesNotExist."""
    return PriceList.objects.select_for_update().get(pk=list_id)  # guard: price-list-lock


@transaction.atomic
def write_prices(price_list: PriceList, wanted: Iterable[WantedPrice]) -> int:
    """Bring a list to these prices and leave its others; return how many are other than before.

    Amounts are in the list's currency, net or gross as it says. The list is locked meanwhile; the products
    whose prices changed are announced in the same transaction.
    """
    hold_list(price_list.pk)
    changed, products = 0, set[int]()
    rows = list({(one.record_id, one.min_quantity): one for one in wanted}.values())
    for start in range(0, len(rows), SLICE):
        moved = _write(price_list, rows[start : start + SLICE])
        changed += len(moved)
        records = StockRecord.objects.filter(pk__in={record for record, _quantity in moved})
        products.update(records.values_list("product_id", flat=True))
    announce_products(products)
    return changed


def _write(price_list: PriceList, wanted: Sequence[WantedPrice]) -> list[tuple[int, int]]:
    held = _held(price_list, {one.record_id for one in wanted})
    moved = [one for one in wanted if held.get((one.record_id, one.min_quantity)) != one.price]
    gone = [one for one in moved if one.price is None]
    for one in gone:
        price_list.prices.filter(stockrecord_id=one.record_id, min_quantity=one.min_quantity).delete()
    ListPrice.objects.bulk_create(
        (
            ListPrice(
                price_list=price_list,
                stockrecord_id=one.record_id,
                min_quantity=one.min_quantity,
                price=one.price,
            )
            for one in moved
            if one.price is not None
        ),
        update_conflicts=True,
        unique_fields=["stockrecord", "price_list", "min_quantity"],
        update_fields=["price"],
    )
    return [(one.record_id, one.min_quantity) for one in moved]


def _held(price_list: PriceList, record_ids: Iterable[int]) -> Mapping[tuple[int, int], Decimal]:
    rows = price_list.prices.filter(stockrecord__in=set(record_ids)).order_by()
    return {
        (record, quantity): price
        for record, quantity, price in rows.values_list("stockrecord_id", "min_quantity", "price")
    }


def announce_lists(list_ids: Iterable[int]) -> int:
    """Tell who shows prices of every product that these lists have a price for; return how many they are."""
    products = products_of_lists(list_ids)
    announce_products(products)
    return len(products)


def announce_moments(since: datetime, until: datetime) -> int:
    """Tell who shows prices of the products whose lists began or ended within; return how many they are."""
    moved = PriceList.objects.filter(is_active=True)
    begun = moved.filter(start__gt=since, start__lte=until)
    over = moved.filter(end__gt=since, end__lte=until)
    keys = {*begun.values_list("pk", flat=True), *over.values_list("pk", flat=True)}
    return announce_lists(keys) if keys else 0
