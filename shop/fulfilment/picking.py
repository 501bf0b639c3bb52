"""Collecting pieces from the shelves, one shipment or several in one walk."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import Shipment, ShipmentLine, ShipmentState, Wave
from shop.fulfilment.moving import Person, locked_order, move, require_rights, user_of
from shop.fulfilment.parcels import empty_parcels
from shop.fulfilment.planning import plan_shipments
from shop.order.exceptions import ChangeRefusedError
from shop.order.services import lock_order

MOST_IN_A_WAVE = 100


def start_picking(shipments: Sequence[Shipment], *, by: Person) -> tuple[Wave, list[str]]:
    """Put shipments of one warehouse on a pick list; return it, and why some are not on it.

    Each is locked and moved on its own, so that another's trouble stops none. Raises
    ShipmentRefusedError when none can be picked, or they lie in several warehouses.
    """
    require_rights(by)
    if not shipments:
        raise ShipmentRefusedError(_("Choose at least one shipment."))
    if len({each.warehouse_id for each in shipments}) > 1:
        raise ShipmentRefusedError(_("Choose shipments of one warehouse: a pick list is one walk."))
    if len(shipments) > MOST_IN_A_WAVE:
        text = _("Choose at most %(most)d shipments.")
        raise ShipmentRefusedError(text % {"most": MOST_IN_A_WAVE})
    wave = Wave.objects.create(warehouse_id=shipments[0].warehouse_id, by=user_of(by))
    problems: list[str] = []
    for shipment in sorted(shipments, key=lambda each: (each.order_id, each.pk)):
        try:
            _start(shipment, wave, by=by)
        except ChangeRefusedError as error:
            problems.append(f"{shipment.number}: {error}")
    if len(problems) == len(shipments):
        wave.delete()
        raise ShipmentRefusedError(" ".join(problems))
    return wave, problems


@transaction.atomic
def _start(shipment: Shipment, wave: Wave, *, by: Person) -> None:
    locked_order(shipment)
    is_moved = move(shipment, sources=[ShipmentState.WAITING], to=ShipmentState.PICKING, by=by, wave=wave)
    if not is_moved:
        raise ShipmentRefusedError(_("Somebody else is picking it already."))


@transaction.atomic
def count_all(row: ShipmentLine, *, by: Person) -> ShipmentLine:
    """Count all pieces of a line at once, by hand, as a scanner would one by one."""
    require_rights(by)
    locked_order(row.shipment)
    shipment = Shipment.objects.get(pk=row.shipment_id)
    column = {ShipmentState.PICKING: "picked", ShipmentState.PICKED: "packed"}.get(
        ShipmentState(shipment.state)
    )
    if column is None:
        text = _("Shipment %(number)s is “%(state)s” by now.")
        raise ShipmentRefusedError(
            text % {"number": shipment.number, "state": ShipmentState(shipment.state).label}
        )
    ShipmentLine.objects.filter(pk=row.pk).update(**{column: F("quantity")})
    row.refresh_from_db()
    return row


@transaction.atomic
def finish_picking(shipment: Shipment, *, by: Person) -> Shipment:
    """Note that all pieces of a shipment are collected, counted or not; one that is goes on as it is."""
    require_rights(by)
    locked_order(shipment)
    sources = [ShipmentState.PICKING, ShipmentState.WAITING]
    if move(shipment, sources=sources, to=ShipmentState.PICKED, by=by, picked_at=timezone.now()):
        ShipmentLine.objects.filter(shipment=shipment).update(picked=F("quantity"))
    return shipment


@transaction.atomic
def put_back(shipment: Shipment, *, by: Person) -> Shipment:
    """Put a shipment that is being picked, or was, back among those that wait.

    Its pieces join the one of its warehouse that waits already, if there is one.
    """
    require_rights(by)
    order = lock_order(shipment.order)
    sources = [ShipmentState.PICKING, ShipmentState.PICKED]
    others = Shipment.objects.filter(
        order=order, warehouse=shipment.warehouse_id, state=ShipmentState.WAITING
    ).exclude(pk=shipment.pk)
    to = ShipmentState.CANCELLED if others.exists() else ShipmentState.WAITING
    if move(shipment, sources=sources, to=to, by=by, wave=None, picked_at=None):
        ShipmentLine.objects.filter(shipment=shipment).update(picked=0, packed=0)
        empty_parcels(shipment)
        plan_shipments(order)
        shipment.refresh_from_db()
    return shipment
