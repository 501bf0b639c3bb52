"""Telling that prices have changed."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone

from shop.events.services import publish_all
from shop.partner.events import PriceChanged
from shop.partner.models import PriceChange, StockRecord
from shop.partner.signals import prices_changed


def announce_prices(changes: Iterable[tuple[StockRecord, Decimal | None]]) -> None:
    """Publish in the caller's transaction which records have another price, each with its old one.

    The history of prices gets its rows in the same transaction, and `prices_changed` is sent.
    """
    changes = [(record, old) for record, old in changes if record.price != old]
    _note_first_prices(changes)
    note_prices(record for record, _old in changes)
    publish_all(
        PriceChanged(
            stockrecord_id=record.pk,
            product_id=record.product_id,
            currency=record.price_currency,
            old_price="" if old is None else str(old),
            new_price="" if record.price is None else str(record.price),
        )
        for record, old in changes
    )


def _note_first_prices(changes: Sequence[tuple[StockRecord, Decimal | None]]) -> None:
    """Note what records cost until now whose history is empty: whoever made them in bulk noted nothing.

    Without that the price before the first change would be unknown, and a sale's lowest price wrong.
    """
    keys = [record.pk for record, old in changes if old is not None]
    noted = PriceChange.objects.filter(stockrecord_id__in=keys).values_list("stockrecord_id", flat=True)
    known = set(noted.order_by().distinct()) if keys else set()
    PriceChange.objects.bulk_create(
        PriceChange(stockrecord_id=record.pk, price=old, at=record.date_created)
        for record, old in changes
        if old is not None and record.pk not in known
    )


def note_prices(records: Iterable[StockRecord]) -> None:
    """Add what records cost from now on to the history, and tell who reckons with it."""
    noted, now = list(records), timezone.now()
    PriceChange.objects.bulk_create(
        PriceChange(stockrecord_id=record.pk, price=record.price, at=now) for record in noted
    )
    if noted:
        prices_changed.send(sender=StockRecord, record_ids=[record.pk for record in noted])
