"""Computing new prices for a selection, and writing them where nobody has changed them meanwhile."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from shop.catalogue.models import Product
from shop.catalogue.services import announce_products
from shop.dashboard.catalogue.prices.rules import PriceChange, RefusedPriceError
from shop.partner.models import StockRecord
from shop.partner.services import announce_prices
from shop.user.models import User

LOG_ACTION = "shop.change_price"
BATCH = 100


@dataclass(frozen=True, kw_only=True)
class NewPrice:
    """A price and what it becomes; `reason` says why it stays where `new` is None."""

    record: int
    sku: str
    title: str
    currency: str
    old: Decimal
    new: Decimal | None
    reason: str = ""


def prices_of(products: QuerySet[Product], user: Any) -> QuerySet[StockRecord]:
    """Return the priced stock records of products and their variants; a supplier's own for a supplier."""
    heads = products.order_by().values("pk")
    records = StockRecord.objects.filter(
        Q(product__in=heads) | Q(product__parent__in=heads), price__isnull=False
    )
    if not user.is_staff:
        records = records.filter(partner__users=user)
    return records.order_by("product__parent_id", "product_id", "pk")


def new_prices(records: QuerySet[StockRecord], change: PriceChange) -> list[NewPrice]:
    """Compute what a change makes of each price."""
    rows = records.select_related("product", "product__parent").prefetch_related(
        "product__attribute_values__attribute", "product__attribute_values__value_option"
    )
    return [_new_price(record, change) for record in rows]


def _new_price(record: StockRecord, change: PriceChange) -> NewPrice:
    old, currency = record.price or Decimal(0), record.price_currency
    new, reason = None, ""
    try:
        new = change.of(old, currency)
    except RefusedPriceError as error:
        reason = str(error)
    title = record.product.get_title()
    if summary := record.product.attribute_summary:
        title = f"{title}, {summary}"
    return NewPrice(
        record=record.pk,
        sku=record.partner_sku,
        title=title,
        currency=currency,
        old=old,
        new=new,
        reason=reason,
    )


def change_prices(prices: Sequence[NewPrice], *, user: User | AnonymousUser) -> tuple[int, list[NewPrice]]:
    """Write new prices; return how many, and those that somebody else changed since they were shown.

    Each price is one UPDATE that carries the old one as its condition. A batch of them, its events and
    its entries in the log are one transaction.
    """
    wanted = iter(
        sorted((price for price in prices if price.new is not None), key=lambda price: price.record)
    )
    changed, left = 0, []
    while batch := list(islice(wanted, BATCH)):
        with transaction.atomic():
            done = []
            for price in batch:
                as_shown = Q(price=price.old, price_currency=price.currency)  # guard: price-as-shown
                held = StockRecord.objects.filter(as_shown, pk=price.record)
                if held.update(price=price.new, date_updated=timezone.now()):
                    done.append(price)
                else:
                    left.append(price)
            _tell(done, user)
            changed += len(done)
    return changed, left


def _tell(done: Sequence[NewPrice], user: User | AnonymousUser | None) -> None:
    """Publish what changed, and enter it in the log of each product."""
    by_key = {price.record: price for price in done}
    records = StockRecord.objects.filter(pk__in=by_key).select_related("product__parent").order_by("pk")
    announce_prices([(record, by_key[record.pk].old) for record in records])
    announce_products(record.product_id for record in records)
    entries: dict[Product, list[dict[str, str]]] = defaultdict(list)
    for record in records:
        price = by_key[record.pk]
        entries[record.product.parent or record.product].append(
            {"sku": price.sku, "old": str(price.old), "new": str(price.new), "currency": price.currency}
        )
    for product, prices in entries.items():
        log(product, LOG_ACTION, user=user, data={"prices": prices})
