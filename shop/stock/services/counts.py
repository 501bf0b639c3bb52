"""Stocktaking: a stock_count, what was counted, and the differences posted."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.stock.exceptions import DocumentClosedError, StockError
from shop.stock.models import StockCount, StockCountLine, StockLevel, StockMovement, Warehouse
from shop.stock.services.ledger import Person, known
from shop.stock.services.movements import count

State = StockCount.State


@transaction.atomic
def start_count(
    warehouse: Warehouse,
    *,
    levels: QuerySet[StockLevel] | None = None,
    note: str = "",
    user: Person = None,
) -> StockCount:
    """Begin a count of a warehouse with a stock_count of its levels (all, or those given)."""
    stock_count = StockCount.objects.create(warehouse=warehouse, note=note, user=known(user))
    wanted = StockLevel.objects.all() if levels is None else levels
    wanted = wanted.filter(warehouse=warehouse).order_by("bin_location", "stockrecord__partner_sku")
    StockCountLine.objects.bulk_create(
        (StockCountLine(count=stock_count, level_id=pk) for pk in wanted.values_list("pk", flat=True)),
        batch_size=1000,
    )
    return stock_count


@transaction.atomic
def enter_count(stock_count: StockCount, counted: Mapping[int, int | None]) -> None:
    """Write what was counted, by the key of the stock_count's line; None: not counted yet.

    Raises DocumentClosedError for a count that is posted or cancelled.
    """
    _lock(stock_count)
    lines = list(stock_count.lines.filter(pk__in=counted))
    for line in lines:
        line.counted = counted[line.pk]
    StockCountLine.objects.bulk_update(lines, ["counted"], batch_size=500)


@transaction.atomic
def post_count(stock_count: StockCount, *, user: Person = None) -> list[StockMovement]:
    """Bring the stock to what was counted; return the movements of the differences.

    Lines nobody counted are left alone. Each line keeps what the books said at that moment.
    Raises DocumentClosedError when it is posted already, StockError when nothing was counted.
    """
    _lock(stock_count)
    lines = list(
        stock_count.lines.exclude(counted=None)
        .select_related("level__warehouse", "level__stockrecord")
        .order_by("level__stockrecord_id")
    )
    if not lines:
        raise StockError(_("Nothing has been counted yet."))
    movements = []
    for line in lines:
        record = line.level.stockrecord
        moved = count(
            record,
            line.level.warehouse,
            counted=line.counted or 0,
            reference=stock_count.number,
            reason=stock_count.note,
            user=user,
        )
        line.expected = (line.counted or 0) - (moved.quantity if moved else 0)
        movements += [moved] if moved else []
    StockCountLine.objects.bulk_update(lines, ["expected"], batch_size=500)
    StockCount.objects.filter(pk=stock_count.pk).update(state=State.POSTED, posted_at=timezone.now())
    stock_count.refresh_from_db()
    return movements


@transaction.atomic
def cancel_count(stock_count: StockCount) -> None:
    """Give a count up; nothing is posted. Raises DocumentClosedError when it is posted already."""
    _lock(stock_count)
    StockCount.objects.filter(pk=stock_count.pk).update(state=State.CANCELLED)
    stock_count.refresh_from_db()


def _lock(stock_count: StockCount) -> None:
    """Hold the count's row. Raises DocumentClosedError unless it is still open."""
    state = StockCount.objects.select_for_update().values_list("state", flat=True).get(pk=stock_count.pk)
    if state != State.OPEN:  # guard: count
        raise DocumentClosedError(_("This count is closed."))
