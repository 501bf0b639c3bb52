"""The day promised to buyers of what is not there follows the purchase orders that bring it."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Min

from shop.partner.models import StockRecord
from shop.purchasing.models import PurchaseOrder, PurchaseOrderLine
from shop.stock.services import change_policy


def expected_arrivals(record_ids: Sequence[int]) -> dict[int, date]:
    """Return by stock record when the first open purchase order that still owes some of it is expected."""
    rows = PurchaseOrderLine.objects.filter(
        stockrecord__in=record_ids,
        received__lt=F("quantity"),
        order__state__in=PurchaseOrder.OPEN,
        order__expected_on__isnull=False,
    )
    return dict(rows.order_by().values_list("stockrecord_id").annotate(day=Min("order__expected_on")))


def refresh_promises(record_ids: Sequence[int]) -> None:
    """Promise what may be sold beyond the stock for the day that its purchase order is expected.

    Records without a policy promise nothing; where nothing is on order the day stays as staff set it.
    Buyers who wait are told by `PromiseMoved`. Call it in the transaction of the change, records in order.
    """
    days = expected_arrivals(record_ids)
    records = StockRecord.objects.filter(pk__in=days).exclude(policy=StockRecord.Policy.NONE).order_by("pk")
    for record in records:
        if record.promise_date != days[record.pk]:
            change_policy(
                record,
                policy=record.policy,
                cap=record.backorder_cap,
                promise_date=days[record.pk],
                low_stock_threshold=record.low_stock_threshold,
            )
