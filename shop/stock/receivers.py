"""What somebody entered on a stock record goes into the ledger."""

from django.db.models import Sum
from django.dispatch import receiver

from shop.partner.models import StockRecord
from shop.partner.signals import record_entered
from shop.stock.models import Warehouse
from shop.stock.services import adjust, enter_opening
from shop.stock.services.ledger import default_warehouse


@receiver(record_entered, sender=StockRecord, dispatch_uid="stock.record_entered")
def on_record_entered(
    *, record: StockRecord, before: StockRecord | None, pieces: int | None, **kwargs: object
) -> None:
    """Write a new record's opening, or the difference to the number it had, in the default warehouse."""
    if pieces is None or not record.can_track_allocations:
        return
    if before is None:
        enter_opening(record, warehouse=default_warehouse(record.partner))
        return
    difference = pieces - (before.num_in_stock or 0)
    if difference:
        adjust(record, _place_for(record, difference), by=difference)


def _place_for(record: StockRecord, difference: int) -> Warehouse:
    """Choose the default warehouse, or, to take away more than lies there, the one that has most."""
    default = default_warehouse(record.partner)
    here = record.levels.filter(warehouse=default).aggregate(pieces=Sum("on_hand", default=0))["pieces"]
    if here + difference >= 0:
        return default
    fullest = record.levels.select_related("warehouse").order_by("-on_hand").first()
    return fullest.warehouse if fullest else default
