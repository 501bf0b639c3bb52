"""Selling beyond the stock, and keeping one's word about it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.partner.models import PROMISED, StockRecord
from shop.stock.events import PromiseMoved
from shop.stock.exceptions import StockError
from shop.stock.models import BackorderPromise


@transaction.atomic
def change_policy(
    record: StockRecord,
    *,
    policy: str,
    cap: int = 0,
    promise_date: date | None = None,
    low_stock_threshold: int | None = None,
) -> StockRecord:
    """Set what happens when none is left: not sold, or up to `cap` pieces promised for a day.

    Pieces sold beyond a cap that is lowered stay sold and count as missing. A day other than
    before is published as `PromiseMoved` where buyers wait for pieces. Raises StockError for a cap
    without a policy.
    """
    if policy == StockRecord.Policy.NONE and (cap or promise_date):
        raise StockError(_("First choose what happens when out of stock."))
    before = StockRecord.objects.select_for_update().get(pk=record.pk)
    StockRecord.objects.filter(pk=record.pk).update(
        policy=policy,
        backorder_cap=cap,
        promise_date=promise_date,
        low_stock_threshold=low_stock_threshold,
        num_missing=Greatest(PROMISED - cap - Coalesce(F("num_in_stock"), 0), 0),
    )
    record.refresh_from_db(
        fields=["policy", "backorder_cap", "promise_date", "low_stock_threshold", "num_missing"]
    )
    record.post_save_signal()
    waiting = BackorderPromise.objects.filter(stockrecord=record)
    if promise_date != before.promise_date and waiting.exists():
        publish(
            PromiseMoved(
                stockrecord_id=record.pk,
                old_date=before.promise_date.isoformat() if before.promise_date else "",
                new_date=promise_date.isoformat() if promise_date else "",
            )
        )
    return record


def note_promised_date(promise: BackorderPromise, *, promise_date: date | None) -> bool:
    """Note which day a buyer has been told; return whether this call changed it (the buyer is told once)."""
    changed: Any = BackorderPromise.objects.filter(pk=promise.pk, promise_date=promise.promise_date).update(
        promise_date=promise_date
    )
    return bool(changed)
