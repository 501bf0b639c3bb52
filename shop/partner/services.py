"""Telling that prices have changed."""

from collections.abc import Iterable
from decimal import Decimal

from shop.events.services import publish_all
from shop.partner.events import PriceChanged
from shop.partner.models import StockRecord


def announce_prices(changes: Iterable[tuple[StockRecord, Decimal | None]]) -> None:
    """Publish in the caller's transaction which records have another price, each with its old one."""
    publish_all(
        PriceChanged(
            stockrecord_id=record.pk,
            product_id=record.product_id,
            currency=record.price_currency,
            old_price="" if old is None else str(old),
            new_price="" if record.price is None else str(record.price),
        )
        for record, old in changes
        if record.price != old
    )
