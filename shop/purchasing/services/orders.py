"""A purchase order from the draft to its end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.partner.models import StockRecord
from shop.purchasing.exceptions import OrderMovedOnError, PurchasingError
from shop.purchasing.models import PurchaseOrder, PurchaseOrderLine, Vendor, VendorProduct
from shop.purchasing.promises import refresh_promises
from shop.stock.models import Warehouse
from shop.time_zones import shop_day
from shop.user.models import User

State = PurchaseOrder.State


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """What a draft asks for; a cost of None is the vendor's as kept, else the product's own."""

    quantity: int
    unit_cost: Decimal | None = None


@transaction.atomic
def draft_order(
    vendor: Vendor,
    warehouse: Warehouse,
    wanted: Mapping[StockRecord, DraftLine],
    *,
    note: str = "",
    user: User | None = None,
) -> PurchaseOrder:
    """Write a draft. Raises PurchasingError for no lines, wrong numbers, stock of another supplier."""
    order = PurchaseOrder.objects.create(
        vendor=vendor, warehouse=warehouse, currency=vendor.currency, note=note, user=user
    )
    return change_draft(order, wanted, note=note)


@transaction.atomic
def change_draft(
    order: PurchaseOrder,
    wanted: Mapping[StockRecord, DraftLine],
    *,
    note: str = "",
    warehouse: Warehouse | None = None,
) -> PurchaseOrder:
    """Set what a draft asks for. Raises OrderMovedOnError once it was sent, else as `draft_order`."""
    lock_order(order, State.DRAFT)
    place = warehouse or order.warehouse
    if not wanted:
        raise PurchasingError(_("There is nothing to order."))
    known = {
        row.stockrecord_id: row
        for row in VendorProduct.objects.filter(vendor=order.vendor_id, stockrecord__in=wanted)
    }
    lines = []
    for record, line in sorted(wanted.items(), key=lambda pair: pair[0].pk):
        if record.partner_id != place.seller_id:
            raise PurchasingError(
                _("%(sku)s belongs to another supplier than %(warehouse)s.")
                % {"sku": record.partner_sku, "warehouse": place}
            )
        row = known.get(record.pk)
        own_cost = record.cost if record.price_currency == order.currency else None
        cost = line.unit_cost if line.unit_cost is not None else (row.cost if row else own_cost)
        if line.quantity < 1 or cost is None or cost < 0:
            raise PurchasingError(_("%(sku)s needs a quantity and a cost.") % {"sku": record.partner_sku})
        number = row.part_number if row else ""
        lines.append(
            PurchaseOrderLine(
                order=order, stockrecord=record, part_number=number, quantity=line.quantity, unit_cost=cost
            )
        )
    order.lines.all().delete()
    PurchaseOrderLine.objects.bulk_create(lines)
    PurchaseOrder.objects.filter(pk=order.pk).update(note=note, warehouse=place)
    order.refresh_from_db()
    return order


def expected_day(order: PurchaseOrder, *, today: date | None = None) -> date:
    """Return when a draft sent today would be there: after the longest lead time of its lines."""
    rows = VendorProduct.objects.filter(vendor=order.vendor_id, stockrecord__purchase_lines__order=order)
    own = [row.lead_time for row in rows if row.lead_time is not None]
    count = order.lines.count()
    days = max([*own, *([order.vendor.lead_time] if len(own) < count else [])])
    return (today or shop_day()) + timedelta(days=days)


@transaction.atomic
def mark_sent(order: PurchaseOrder) -> PurchaseOrder:
    """Note that the vendor gets it; from here on it is on order. Raises OrderMovedOnError, PurchasingError.

    Refuses a value below the vendor's minimum order. What buyers are promised follows the expected day.
    """
    lock_order(order, State.DRAFT)
    total = order_value(order.lines.all())
    if total < order.vendor.minimum_order:
        raise PurchasingError(
            _("The minimum order of %(vendor)s is %(minimum)s %(currency)s; this one comes to %(total)s.")
            % {
                "vendor": order.vendor,
                "minimum": order.vendor.minimum_order,
                "currency": order.currency,
                "total": total,
            }
        )
    expected = order.expected_on or expected_day(order)
    _move(order, (State.DRAFT,), state=State.SENT, sent_at=timezone.now(), expected_on=expected)
    refresh_promises(record_ids(order))
    return order


def order_value(lines: Iterable[PurchaseOrderLine]) -> Decimal:
    """Add up what lines cost, net."""
    return sum((line.unit_cost * line.quantity for line in lines), Decimal(0))


@transaction.atomic
def confirm_order(order: PurchaseOrder, *, expected_on: date, vendor_reference: str = "") -> PurchaseOrder:
    """Note what the vendor said: by when, under which number; again where the day moves.

    Raises OrderMovedOnError unless it is open.
    """
    lock_order(order, *PurchaseOrder.OPEN)
    state = State.CONFIRMED if order.state == State.SENT else order.state
    _move(
        order,
        PurchaseOrder.OPEN,
        state=state,
        expected_on=expected_on,
        vendor_reference=vendor_reference or order.vendor_reference,
    )
    refresh_promises(record_ids(order))
    return order


@transaction.atomic
def close_order(order: PurchaseOrder) -> PurchaseOrder:
    """Give up what has not arrived. Raises OrderMovedOnError unless something is still to come."""
    lock_order(order, *PurchaseOrder.OPEN)
    _move(order, PurchaseOrder.OPEN, state=State.CLOSED, closed_at=timezone.now())
    refresh_promises(record_ids(order))
    return order


@transaction.atomic
def cancel_order(order: PurchaseOrder) -> PurchaseOrder:
    """Call it off before anything came. Raises OrderMovedOnError once something has."""
    before = (State.DRAFT, State.SENT, State.CONFIRMED)
    lock_order(order, *before)
    _move(order, before, state=State.CANCELLED, closed_at=timezone.now())
    refresh_promises(record_ids(order))
    return order


def record_ids(order: PurchaseOrder) -> list[int]:
    """Return the stock records of an order, in order."""
    return list(order.lines.order_by("stockrecord_id").values_list("stockrecord_id", flat=True))


def lock_order(order: PurchaseOrder, *states: str) -> None:
    """Hold the order's row and bring it up to date. Raises OrderMovedOnError for any other state."""
    PurchaseOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    order.refresh_from_db()
    if order.state not in states:
        raise OrderMovedOnError(
            _("%(order)s has been changed in the meantime: it is %(state)s.")
            % {"order": order.number, "state": order.get_state_display()}
        )


def _move(order: PurchaseOrder, before: Sequence[str], **values: object) -> None:
    moved = PurchaseOrder.objects.filter(pk=order.pk, state__in=before).update(**values)
    if not moved:
        raise OrderMovedOnError(_("%(order)s has been changed in the meantime.") % {"order": order.number})
    order.refresh_from_db()
