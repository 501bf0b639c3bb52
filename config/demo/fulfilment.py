"""A day in the demo's warehouses: orders in every queue, bins, a part that went out, an order held back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from config.demo.customers import Shopper, shoppers
from config.demo.order_history import OrderWriter
from config.demo.order_plan import Fate, Plan
from shop.carriers.models import CarrierAccount
from shop.catalogue.models import Product
from shop.fulfilment.models import Shipment, Wave
from shop.fulfilment.services import (
    add_parcel,
    count_all,
    deliver,
    finish_picking,
    pack,
    plan_shipments,
    ship,
    split,
    start_picking,
)
from shop.order.models import Order
from shop.order_holds.models import HoldKind, HoldSettings
from shop.order_holds.services import hold_order
from shop.stock.models import StockLevel, Warehouse

#: Orders of this morning, each with a piece or two from one warehouse, but the first from two.
ORDERS = 9
RACKS, SHELVES = "ABCDE", 6


def add_fulfilment(*, now: datetime) -> int:
    """Write this morning's orders and take each as far as its queue; nothing where that was done."""
    if Wave.objects.exists():
        return 0
    _name_bins()
    HoldSettings.objects.update_or_create(pk=1, defaults={"most_failed_payments": 3, "orders_a_day": 10})
    goods = _goods_by_warehouse()
    if not goods:
        return 0
    orders = _orders(goods, now=now)
    with transaction.atomic():
        shipments = [plan_shipments(order) for order in orders]
    _work(orders, shipments)
    return len(orders)


def _name_bins() -> None:
    """Give every level without one a bin, rack by rack."""
    levels = list(StockLevel.objects.filter(bin_location="").order_by("warehouse", "stockrecord"))
    for place, level in enumerate(levels):
        rack, shelf = RACKS[place // SHELVES % len(RACKS)], place % SHELVES + 1
        level.bin_location = f"{rack}-{place // (SHELVES * len(RACKS)) + 1:02d}-{shelf}"
    StockLevel.objects.bulk_update(levels, ["bin_location"], batch_size=500)


def _goods_by_warehouse() -> list[tuple[Warehouse, list[str]]]:
    """List for each warehouse the SKUs that lie there and nowhere else, several free; the fullest first."""
    found: dict[Warehouse, list[str]] = {}
    elsewhere: dict[str, int] = {}
    rows = StockLevel.objects.filter(on_hand__gte=4, stockrecord__product__is_public=True)
    for level in rows.select_related("stockrecord", "warehouse").order_by("stockrecord__partner_sku"):
        sku = level.stockrecord.partner_sku
        if level.free >= SHELVES - 2 and level.stockrecord.net_stock_level >= SHELVES - 2:
            elsewhere[sku] = elsewhere.get(sku, 0) + 1
            found.setdefault(level.warehouse, []).append(sku)
    alone = [(place, [sku for sku in skus if elsewhere[sku] == 1]) for place, skus in found.items()]
    return sorted(((place, skus) for place, skus in alone if skus), key=lambda pair: -len(pair[1]))


def _orders(goods: Sequence[tuple[Warehouse, list[str]]], *, now: datetime) -> list[Order]:
    """Place and pay the orders; the first needs a piece from each of two warehouses, if there are two."""
    wanted = [sku for _place, skus in goods for sku in skus]
    products = {
        row.code: row
        for row in Product.objects.filter(code__in=wanted)
        .select_related("parent__product_class")
        .prefetch_related("stockrecords")
        if row.code
    }
    writer, buyers = OrderWriter(products), [each for each in shoppers() if not each.company]
    skus = [sku for sku in goods[0][1] if sku in products]
    first = [(skus[0], 2)]
    if len(goods) > 1:
        first.append((goods[1][1][0], 1))
        served = goods[1][0].countries
        near = [each for each in buyers if not served or each.address["country_id"] in served]
        buyers = near[:1] + [each for each in buyers if each not in near[:1]]
    lines = [tuple(first), *(((skus[place % len(skus)], 1 + place % 2),) for place in range(1, ORDERS))]
    return [
        writer.write(_plan(place, rows, buyers[place % len(buyers)], now=now), buyers[place % len(buyers)])
        for place, rows in enumerate(lines)
    ]


def _plan(place: int, lines: tuple[tuple[str, int], ...], shopper: Shopper, *, now: datetime) -> Plan:
    placed_at = now - timedelta(hours=3, minutes=17 * place)
    return Plan(
        number=f"K{now:%y}-TODAY{place + 1:02d}",
        email=shopper.email,
        placed_at=placed_at,
        lines=lines,
        fate=Fate(paid_at=placed_at + timedelta(minutes=4)),
    )


def _work(orders: Sequence[Order], planned: Sequence[Sequence[Shipment]]) -> None:
    """Leave the first (of two warehouses) to whoever tries it; take the others on, one queue further each."""
    one = [shipments[0] for shipments in planned]
    carrier = CarrierAccount.objects.filter(is_enabled=True).first()
    start_picking([one[2], one[3]], by=None)
    for shipment in one[4:8]:
        finish_picking(shipment, by=None)
    for shipment in one[5:8]:
        for row in shipment.lines.all():
            count_all(row, by=None)
        add_parcel(
            shipment,
            carrier=carrier.code if carrier else "",
            tracking_number=f"0034{shipment.pk:08d}",
            by=None,
        )
        pack(shipment, by=None)
    for shipment in one[6:8]:
        ship(shipment, by=None)
    deliver(one[7], by=None)
    hold_order(orders[8], reason="Asked for another address by phone.", kind=HoldKind.ADDRESS)
    _send_a_part(one[1])


def _send_a_part(shipment: Shipment) -> None:
    """Ship one piece of an order of two; the other waits."""
    start_picking([shipment], by=None)
    rows = list(shipment.lines.all())
    if shipment.units > 1:
        split(shipment, {rows[0].pk: 1}, by=None)
    finish_picking(shipment, by=None)
    for row in shipment.lines.all():
        count_all(row, by=None)
    ship(pack(shipment, by=None), by=None)
