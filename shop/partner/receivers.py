"""A price that somebody entered becomes an event."""

from django.dispatch import receiver

from shop.partner.models import StockRecord
from shop.partner.services import announce_prices, note_prices
from shop.partner.signals import record_entered


@receiver(record_entered, sender=StockRecord, dispatch_uid="partner.price_entered")
def on_price_entered(
    *, record: StockRecord, before: StockRecord | None, pieces: int | None, **kwargs: object
) -> None:
    """Tell of a price that is another than before; a new record has had none."""
    if before is not None:
        announce_prices([(record, before.price)])
    else:
        note_prices([record])
