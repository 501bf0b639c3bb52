"""Writing into the ledger: a level and its movement, and what the totals then tell."""

from typing import Any, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.partner.models import StockRecord
from shop.stock.events import StockLow, StockReplenished
from shop.stock.exceptions import StockError
from shop.stock.models import StockLevel, StockMovement, Warehouse
from shop.user.models import User

#: Who moves pieces: nobody, where the shop does it by itself.
Person: TypeAlias = User | AnonymousUser | None


def known(user: Person) -> User | None:
    """Return who is written down: a visitor without an account is nobody."""
    return user if isinstance(user, User) else None


def level_at(record: StockRecord, warehouse: Warehouse) -> StockLevel:
    """Return the level of a stock record in a warehouse, made where there was none."""
    level, _created = StockLevel.objects.get_or_create(stockrecord=record, warehouse=warehouse)
    return level


def default_warehouse(seller: Any) -> Warehouse:
    """Return the warehouse where a seller's pieces lie if nobody says where.

    The first active one by priority, else the first; a seller without any gets one of their name.
    """
    found = Warehouse.objects.filter(seller=seller).order_by("-is_active", "priority", "code").first()
    if found is not None:
        return found
    code = (seller.code or f"seller-{seller.pk}")[:64]
    if Warehouse.objects.filter(code=code).exists():
        code = f"{code[:50]}-{seller.pk}"
    name = (seller.name or code)[:100]
    found, _created = Warehouse.objects.get_or_create(code=code, defaults={"seller": seller, "name": name})
    return found


def post(
    level: StockLevel,
    *,
    kind: str,
    quantity: int,
    promised: int = 0,
    reference: str = "",
    reason: str = "",
    user: Person = None,
) -> StockMovement:
    """Move pieces on a level and write it down; the caller has changed the stock record before.

    `promised` of the pieces taken were allocated and are no more. Raises StockError, and changes
    nothing, when the level does not have them.
    """
    changed = StockLevel.objects.filter(
        pk=level.pk,
        on_hand__gte=-quantity,  # guard: level
        allocated__gte=promised,
    ).update(on_hand=F("on_hand") + quantity, allocated=F("allocated") - promised)
    level.refresh_from_db(fields=["on_hand", "allocated"])
    if not changed:
        raise StockError(
            _("There are fewer than %(number)d units in this warehouse.") % {"number": -quantity}
        )
    return StockMovement.objects.create(
        level=level,
        kind=kind,
        quantity=quantity,
        balance=level.on_hand,
        reference=reference,
        reason=reason[:255],
        user=known(user),
    )


def announce(record: StockRecord, *, before: int) -> None:
    """Publish that a record runs low or can be had again; `before` pieces belonged to no order until now.

    What is held for buyers who are paying does not count: it is sold or free again within minutes.
    """
    left = record.num_unsold
    threshold = record.low_stock_threshold or 1
    told = {"stockrecord_id": record.pk, "product_id": record.product_id, "left": left}
    if before >= threshold > left:
        publish(StockLow(**told, threshold=threshold))
    if before <= 0 < left:
        publish(StockReplenished(**told))
