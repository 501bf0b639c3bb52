"""Do the books add up? What a stock record, its levels and its ledger say must be one number."""

from collections.abc import Iterator

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from shop.partner.models import StockRecord
from shop.stock.models import OrderAllocation, ReservationLine, StockLevel, StockMovement

COUNTED = Q(product__product_class__track_stock=True) | Q(product__parent__product_class__track_stock=True)


def differences(*, skus: list[str] | None = None) -> Iterator[str]:
    """Say, line by line, what does not add up; nothing when all does.

    Four rules: a level's pieces are the sum of its movements; its promised pieces those of its
    orders; a record's pieces the sum of its levels; what it holds the sum of its reservations.
    """
    for level in _levels(skus).filter(~Q(on_hand=F("moved")) | ~Q(allocated=F("promised"))):
        name = f"{level.stockrecord.partner_sku} in {level.warehouse.code}"
        if level.on_hand != level.moved:
            yield f"{name}: {level.on_hand} on hand, but the movements add up to {level.moved}"
        if level.allocated != level.promised:
            yield f"{name}: {level.allocated} promised, but orders wait for {level.promised}"
    wrong = ~Q(num_in_stock=F("on_hand")) | ~Q(promised=F("allocated")) | ~Q(num_reserved=F("held"))
    for record in _records(skus).filter(wrong):
        if record.num_in_stock != record.on_hand:
            yield f"{record.partner_sku}: {record.num_in_stock} in stock, but {record.on_hand} in warehouses"
        if record.promised != record.allocated:
            yield f"{record.partner_sku}: {record.promised} allocated, but {record.allocated} in warehouses"
        if record.num_reserved != record.held:
            yield f"{record.partner_sku}: {record.num_reserved} reserved, but baskets hold {record.held}"


def _levels(skus: list[str] | None) -> QuerySet:
    moved = StockMovement.objects.filter(level=OuterRef("pk"))
    promised = OrderAllocation.objects.filter(level=OuterRef("pk"))
    levels = StockLevel.objects.select_related("stockrecord", "warehouse").annotate(
        moved=_sum(moved, "level", F("quantity")),
        promised=_sum(promised, "level", F("quantity") - F("shipped")),
    )
    return levels if skus is None else levels.filter(stockrecord__partner_sku__in=skus)


def _records(skus: list[str] | None) -> QuerySet:
    levels = StockLevel.objects.filter(stockrecord=OuterRef("pk"))
    held = ReservationLine.objects.filter(stockrecord=OuterRef("pk"))
    records = StockRecord.objects.filter(COUNTED, num_in_stock__isnull=False).annotate(
        on_hand=_sum(levels, "stockrecord", F("on_hand")),
        allocated=_sum(levels, "stockrecord", F("allocated")),
        promised=Coalesce(F("num_allocated"), 0),
        held=_sum(held, "stockrecord", F("quantity")),
    )
    return records if skus is None else records.filter(partner_sku__in=skus)


def _sum(rows: QuerySet, by: str, what: Combinable) -> Coalesce:
    total = rows.order_by().values(by).annotate(total=Sum(what)).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), Value(0))
