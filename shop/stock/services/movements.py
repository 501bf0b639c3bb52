"""What people do in a warehouse, one stock record at a time."""

from django.db import transaction
from django.utils.translation import gettext as _
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.partner.models import StockRecord
from shop.stock.exceptions import StockError
from shop.stock.models import StockLevel, StockMovement, Warehouse
from shop.stock.services.ledger import Person, announce, level_at, post

Kind = StockMovement.Kind


def receive(
    record: StockRecord,
    warehouse: Warehouse,
    *,
    quantity: int,
    reference: str = "",
    user: Person = None,
) -> StockMovement:
    """Put pieces that arrived on a shelf; `reference` is the delivery note's number.

    Raises StockError for a quantity below 1 or a warehouse of another seller.
    """
    if quantity < 1:
        raise StockError(_("At least one unit has to arrive."))
    return move(record, warehouse, kind=Kind.RECEIPT, quantity=quantity, reference=reference, user=user)


def adjust(
    record: StockRecord,
    warehouse: Warehouse,
    *,
    by: int,
    reason: str = "",
    user: Person = None,
) -> StockMovement:
    """Correct the stock by so many pieces, up or down; pieces promised to orders then are missing.

    Raises StockError, and changes nothing, for 0 or when there are not so many.
    """
    if not by:
        raise StockError(_("Nothing to adjust."))
    return move(record, warehouse, kind=Kind.ADJUSTMENT, quantity=by, reason=reason, user=user)


def damage(
    record: StockRecord,
    warehouse: Warehouse,
    *,
    quantity: int,
    reason: str = "",
    user: Person = None,
) -> StockMovement:
    """Write off pieces that broke or were lost. Raises StockError when there are not so many."""
    if quantity < 1:
        raise StockError(_("The damaged quantity has to be at least one."))
    return move(record, warehouse, kind=Kind.DAMAGE, quantity=-quantity, reason=reason, user=user)


@transaction.atomic
def count(
    record: StockRecord,
    warehouse: Warehouse,
    *,
    counted: int,
    reference: str = "",
    reason: str = "",
    user: Person = None,
) -> StockMovement | None:
    """Set what lies on a shelf to what was counted; return the difference's movement, None without one.

    The difference is taken from what lies there at this moment, under the record's lock.
    """
    StockRecord.objects.select_for_update().get(pk=record.pk)
    difference = counted - level_at(record, warehouse).on_hand
    if not difference:
        return None
    return move(
        record,
        warehouse,
        kind=Kind.COUNT,
        quantity=difference,
        reference=reference,
        reason=reason,
        user=user,
    )


@transaction.atomic
def transfer(
    record: StockRecord,
    source: Warehouse,
    destination: Warehouse,
    *,
    quantity: int,
    reference: str = "",
    user: Person = None,
) -> None:
    """Carry pieces that nobody was promised from one warehouse to another, at once; the total stays.

    Raises StockError, and changes nothing, when the source has fewer of them.
    """
    _check_seller(record, destination)
    if source == destination or quantity < 1:
        raise StockError(_("Choose two warehouses and at least one unit."))
    move(
        record, source, kind=Kind.TRANSFER_OUT, quantity=-quantity, reference=reference, user=user, free=True
    )
    move(record, destination, kind=Kind.TRANSFER_IN, quantity=quantity, reference=reference, user=user)


@transaction.atomic
def enter_opening(record: StockRecord, *, warehouse: Warehouse) -> StockMovement | None:
    """Write the first movement of a stock record that was just made with so many pieces.

    The record has its number already; called again it changes nothing.
    """
    level = level_at(record, warehouse)
    if not record.num_in_stock or level.movements.exists():
        return None
    return post(level, kind=Kind.OPENING, quantity=record.num_in_stock)


def move(
    record: StockRecord,
    warehouse: Warehouse,
    *,
    kind: str,
    quantity: int,
    free: bool = False,
    reference: str = "",
    reason: str = "",
    user: Person = None,
) -> StockMovement:
    """Change the record, then the level, then write it down; with `free` leave promised pieces alone."""
    _check_seller(record, warehouse)
    with transaction.atomic():
        try:
            record.change_stock(quantity, keep_promises=free)
        except InvalidStockAdjustment as error:
            raise StockError(
                _("There are fewer than %(number)d units of %(sku)s.")
                % {"number": -quantity, "sku": record.partner_sku}
            ) from error
        level = level_at(record, warehouse)
        if free and StockLevel.objects.filter(pk=level.pk, on_hand__lt=level.allocated - quantity).exists():
            raise StockError(
                _("Only %(number)d of %(sku)s are unallocated here.")
                % {"sku": record.partner_sku, "number": level.free}
            )
        movement = post(level, kind=kind, quantity=quantity, reference=reference, reason=reason, user=user)
        announce(record, before=record.num_unsold - quantity)
    return movement


def _check_seller(record: StockRecord, warehouse: Warehouse) -> None:
    if warehouse.seller_id != record.partner_id:
        raise StockError(
            _("%(warehouse)s belongs to a different supplier from %(sku)s.")
            % {"warehouse": warehouse, "sku": record.partner_sku}
        )


def receive_return(
    record: StockRecord,
    warehouse: Warehouse,
    *,
    quantity: int,
    reference: str,
    reason: str,
    user: Person,
) -> StockMovement:
    """Put pieces that a buyer sent back on a shelf (see `take_back`, which checks how many may come)."""
    return move(
        record,
        warehouse,
        kind=Kind.RETURN,
        quantity=quantity,
        reference=reference,
        reason=reason,
        user=user,
    )
