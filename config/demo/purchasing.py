"""From whom the demo buys: vendors, reorder rules, a purchase order in every state."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from shop.partner.models import StockRecord
from shop.purchasing.models import PurchaseOrder, ReorderRule, Vendor, VendorProduct
from shop.purchasing.services import (
    DraftLine,
    cancel_order,
    close_order,
    confirm_order,
    draft_order,
    mark_sent,
    receive_goods,
)
from shop.stock.models import Warehouse

#: Name, e-mail, language, lead time in days, minimum order.
VENDORS = (
    ("Lausitzer Tonwerke", "bestellung@tonwerke.example", "en", 10, "50.00"),
    ("景德镇瓷坯合作社", "dingdan@jingdezhen.example", "zh-hans", 35, "0.00"),
    ("Porto Glazes, Lda.", "orders@portoglazes.example", "en", 18, "30.00"),
)
PRODUCTS, LINES = 18, 3
STATES = ("draft", "sent", "confirmed", "partial", "received", "closed", "cancelled")


@transaction.atomic
def add_purchasing(*, now: datetime) -> int:
    """Enter vendors and purchase orders, unless there are vendors; return how many orders are new."""
    place = Warehouse.objects.filter(is_active=True).first()
    if place is None or Vendor.objects.exists():
        return 0
    found = StockRecord.objects.filter(partner=place.seller_id, product__product_class__isnull=False)
    loaded = found.select_related("product__product_class", "partner").order_by("num_in_stock", "pk")
    records = [record for record in loaded[: PRODUCTS * 2] if record.can_track_allocations][:PRODUCTS]
    if not records:
        return 0
    vendors = [
        Vendor.objects.create(
            name=name, email=email, language=language, lead_time=days, minimum_order=Decimal(least)
        )
        for name, email, language, days, least in VENDORS
    ]
    VendorProduct.objects.bulk_create(
        VendorProduct(
            vendor=vendors[number % len(vendors)],
            stockrecord=record,
            part_number=f"V-{1000 + number}",
            cost=((record.price or Decimal(20)) * Decimal("0.4")).quantize(Decimal("0.01")),
            pack_size=(1, 4, 6)[number % 3],
        )
        for number, record in enumerate(records)
    )
    ReorderRule.objects.bulk_create(
        ReorderRule(
            stockrecord=record,
            reorder_point=(record.num_in_stock or 0) + 2,
            target=(record.num_in_stock or 0) + 14,
        )
        for record in records[::3]
    )
    for number, state in enumerate(STATES):
        _add_order(vendors[number % len(vendors)], place, state, number, now=now)
    return len(STATES)


def _add_order(vendor: Vendor, place: Warehouse, state: str, number: int, *, now: datetime) -> None:
    rows = list(vendor.products.select_related("stockrecord__product__product_class", "stockrecord__partner"))
    start = number % max(1, len(rows) - LINES)
    wanted = {row.stockrecord: DraftLine(quantity=12) for row in rows[start : start + LINES]}
    order = draft_order(vendor, place, wanted)
    if state == "draft":
        return
    mark_sent(order)
    if state == "cancelled":
        cancel_order(order)
    elif state != "sent":
        day = now.date() + timedelta(days=vendor.lead_time + number)
        confirm_order(order, expected_on=day, vendor_reference=f"A-{4711 + number}")
        _arrive(order, state)


def _arrive(order: PurchaseOrder, state: str) -> None:
    if state == "confirmed":
        return
    lines = list(order.lines.all())
    arrived = {line.pk: line.quantity for line in (lines if state == "received" else lines[:1])}
    receive_goods(order, arrived, key=f"demo-{order.pk}", delivery_note=f"LS {order.pk:04d}")
    if state == "closed":
        close_order(order)
