"""Writing warranties: units come with a delivery, get their serial numbers, are repaired.

Each locks the order's row first, as returns do, so that a return and a repair of one piece see each other.
"""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.catalogue.models import Product
from shop.events.services import publish
from shop.fulfilment.models import SENT_STATES, Shipment, ShipmentLine, ShipmentState
from shop.order.models import Order
from shop.order.services import lock_order
from shop.time_zones import shop_day
from shop.user.models import User
from shop.warranties.events import RepairMoved
from shop.warranties.exceptions import WarrantyRefusedError
from shop.warranties.models import Repair, WarrantyTerms, WarrantyUnit
from shop.warranties.queries import entitlement_of, is_back, normalised_serial
from shop.warranties.states import Coverage, RepairState
from shop.warranties.terms import last_day, terms_of_products

#: Serial numbers are typed when the box is closed; later to put them right.
TYPED_IN = (ShipmentState.PACKED, *SENT_STATES)


@transaction.atomic
def start_warranties(shipment: Shipment) -> list[WarrantyUnit]:
    """Let the warranty of each piece of a delivered shipment begin, with the day of its delivery.

    Called again it changes nothing: a unit that has begun keeps its days. One that stands for a piece which
    was taken out of the box before it left is deleted.
    """
    lock_order(shipment.order)  # guard: warranty-lock
    shipment.refresh_from_db()
    if shipment.delivered_at is None:
        return []
    start = shop_day(shipment.delivered_at)
    units = []
    for row, terms in covered_lines(shipment):
        units += _units_of(row, terms)
        WarrantyUnit.objects.filter(
            shipment=shipment, line=row.line, position__gt=row.quantity, starts_on=None
        ).delete()
    for unit in units:
        if unit.starts_on is None:
            unit.starts_on, unit.ends_on = start, last_day(start, unit.months)
            unit.save(update_fields=["starts_on", "ends_on"])
    return units


def covered_lines(shipment: Shipment) -> list[tuple[ShipmentLine, WarrantyTerms]]:
    """List the lines of a shipment whose products have a warranty, with its terms."""
    rows = list(shipment.lines.select_related("line__product__parent").order_by("pk"))
    products: list[Product] = [row.line.product for row in rows if row.line.product]
    terms = terms_of_products(products)
    return [(row, terms[row.line.product_id]) for row in rows if row.line.product_id in terms]


def _units_of(row: ShipmentLine, terms: WarrantyTerms) -> list[WarrantyUnit]:
    """Return a unit for each piece of a shipment's line; the order is locked."""
    mine = WarrantyUnit.objects.filter(shipment=row.shipment_id, line=row.line_id)
    have = set(mine.values_list("position", flat=True))
    WarrantyUnit.objects.bulk_create(
        WarrantyUnit(
            shipment_id=row.shipment_id,
            line=row.line,
            position=position,
            product_id=row.line.product_id,
            months=terms.months,
        )
        for position in range(1, row.quantity + 1)
        if position not in have
    )
    return list(mine.filter(position__lte=row.quantity).order_by("position"))


@transaction.atomic
def write_serials(shipment: Shipment, serials: Mapping[int, Sequence[str]]) -> int:
    """Keep the serial numbers of a shipment's pieces, by the key of its line; return how many were changed.

    The first number is that of the first piece. Raises WarrantyRefusedError, and keeps none, for a shipment
    that is not packed, more numbers than pieces, a number typed twice or known of another piece.
    """
    lock_order(shipment.order)
    shipment.refresh_from_db()
    if shipment.state not in TYPED_IN:
        raise WarrantyRefusedError(_("Pack the shipment first; then its serial numbers can be entered."))
    changed = 0
    for row, terms in covered_lines(shipment):
        typed = [normalised_serial(serial) for serial in serials.get(row.pk, ())]
        if row.pk not in serials:
            continue
        if len(typed) > row.quantity:
            raise WarrantyRefusedError(
                _("%(title)s: there are more serial numbers than items.") % {"title": row.line.title}
            )
        units = _units_of(row, terms)
        typed += [""] * (len(units) - len(typed))
        changed += _set_serials(list(zip(units, typed, strict=True)))
    return changed


def _set_serials(pairs: Sequence[tuple[WarrantyUnit, str]]) -> int:
    """Write numbers of one line's units; numbers that change places are taken off first."""
    changed = [(unit, serial) for unit, serial in pairs if unit.serial != serial]
    WarrantyUnit.objects.filter(pk__in=[unit.pk for unit, _serial in changed]).update(serial="")
    for unit, serial in changed:
        _set_serial(unit, serial)
    return len(changed)


def _set_serial(unit: WarrantyUnit, serial: str, **facts: object) -> None:
    try:
        with transaction.atomic():
            WarrantyUnit.objects.filter(pk=unit.pk).update(serial=serial, **facts)
    except IntegrityError:
        message = _("The serial number %(serial)s belongs to another item already.") % {"serial": serial}
        raise WarrantyRefusedError(message) from None
    unit.refresh_from_db()


@transaction.atomic
def register_serial(unit: WarrantyUnit, serial: str) -> WarrantyUnit:
    """Note the serial number that a customer reads off their item; the same again changes nothing.

    Raises WarrantyRefusedError for none, one of another item, or a unit whose number the shop knows.
    """
    lock_order(unit.line.order)
    unit.refresh_from_db()
    typed = normalised_serial(serial)
    if not typed:
        raise WarrantyRefusedError(_("Please enter the serial number."))
    if unit.serial == typed:
        return unit
    if unit.serial:
        raise WarrantyRefusedError(
            _("This item is registered with another serial number. Please write to us if that is wrong.")
        )
    _set_serial(unit, typed, registered_at=timezone.now())
    return unit


@transaction.atomic
def request_repair(
    unit: WarrantyUnit, *, fault: str, key: str, by: User | None = None, coverage: str = Coverage.WARRANTY
) -> Repair:
    """Ask for the repair of a unit; the same key again returns what it became.

    A customer is bound by the warranty; staff (`by`) may grant goodwill when it has ended, and what they
    record is approved. Publishes `RepairMoved`. Raises WarrantyRefusedError, and writes nothing: not covered,
    came back to the shop, in repair already.
    """
    order = lock_order(unit.line.order)  # guard: repair-lock
    unit = WarrantyUnit.objects.select_related("line__order").get(pk=unit.pk)
    full_key = f"{unit.pk}:{key}"[:80]
    found = Repair.objects.filter(key=full_key).first()
    if found is not None:
        return found
    _check(unit, coverage)
    count = Repair.objects.filter(unit__line__order=order).count() + 1
    made = Repair.objects.create(
        unit=unit,
        number=f"{order.number}-S{count}",
        key=full_key,
        fault=fault.strip()[:2000],
        coverage=coverage,
        by=by,
        requested_at=timezone.now(),
        **({"state": RepairState.APPROVED, "approved_at": timezone.now()} if by else {}),
    )
    announce(order, made, by=by)
    return made


def _check(unit: WarrantyUnit, coverage: str) -> None:
    entitlement = entitlement_of(unit)
    if unit.starts_on is None or (coverage == Coverage.WARRANTY and not entitlement.is_covered):
        raise WarrantyRefusedError(entitlement.problem)
    if any(repair.is_open for repair in unit.repairs.all()):
        raise WarrantyRefusedError(_("This item is in repair already."))
    if is_back(unit):
        raise WarrantyRefusedError(_("This item was returned, or is on its way back."))


def announce(order: Order, repair: Repair, *, by: User | None) -> None:
    """Tell of the state that a repair came into: on the order and as an event."""
    words = _("Repair %(number)s: %(state)s.")
    message = words % {"number": repair.number, "state": repair.get_state_display()}
    order.notes.create(user=by, message=message, note_type="System")
    publish(RepairMoved(order_id=order.pk, repair_id=repair.pk, state=repair.state))
