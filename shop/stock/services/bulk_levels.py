"""Many stock records at once, as a load of a file brings them."""

from collections.abc import Collection, Mapping

from django.db import transaction

from shop.partner.models import StockRecord
from shop.stock.models import StockLevel, StockMovement, Warehouse
from shop.stock.services.movements import count
from shop.user.models import User

BATCH = 500
Wanted = Mapping[StockRecord, Mapping[Warehouse, int]]


@transaction.atomic
def set_levels(
    wanted: Wanted, *, new: Collection[StockRecord] = (), reference: str = "", user: User | None = None
) -> set[int]:
    """Bring what lies in the warehouses named to these numbers; return the keys of records that changed.

    Records of `new` were made a moment ago with the sum as their number in stock: they get their
    opening in bulk. For the others each difference is counted, as `count` does, in order of their keys.
    Warehouses not named keep what they have.
    """
    fresh = {record.pk for record in new}
    _open({record: places for record, places in wanted.items() if record.pk in fresh}, reference, user)
    rest = {record.pk: record for record in wanted if record.pk not in fresh}
    found = StockLevel.objects.filter(stockrecord__in=rest)
    held = {(level.stockrecord_id, level.warehouse_id): level.on_hand for level in found}
    changed = set(fresh)
    for pk, record in sorted(rest.items()):
        for warehouse, number in wanted[record].items():
            if held.get((pk, warehouse.pk), 0) != number and count(
                record, warehouse, counted=number, reference=reference, user=user
            ):
                changed.add(pk)
    return changed


def _open(wanted: Wanted, reference: str, user: User | None) -> None:
    """Write levels and openings of new records, a few statements for hundreds."""
    levels = StockLevel.objects.bulk_create(
        (
            StockLevel(stockrecord=record, warehouse=warehouse, on_hand=number)
            for record, places in wanted.items()
            for warehouse, number in places.items()
        ),
        batch_size=BATCH,
    )
    StockMovement.objects.bulk_create(
        (
            StockMovement(
                level=level,
                kind=StockMovement.Kind.OPENING,
                quantity=level.on_hand,
                balance=level.on_hand,
                reference=reference,
                user=user,
            )
            for level in levels
            if level.on_hand
        ),
        batch_size=BATCH,
    )
