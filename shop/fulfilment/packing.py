"""Putting pieces into parcels; what is not there stays for another shipment."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import Shipment, ShipmentLine, ShipmentState
from shop.fulfilment.moving import Person, locked_order, move, require_rights
from shop.fulfilment.parcels import close_parcels, empty_parcels
from shop.fulfilment.planning import plan_shipments
from shop.order.services import lock_order


@transaction.atomic
def pack(shipment: Shipment, *, by: Person) -> Shipment:
    """Note that the pieces of a shipment are in their parcels; a packed one stays as it is.

    Every piece has to be counted, by scanner or by hand; what is missing goes with another shipment
    (`split`). One without a parcel gets one; of several parcels all or none say what is in them. Raises
    ShipmentRefusedError, OrderHeldError, MoveForbiddenError.
    """
    require_rights(by)
    locked_order(shipment)
    missing = [row for row in shipment.lines.select_related("line") if row.packed < row.quantity]
    current = Shipment.objects.get(pk=shipment.pk)
    if current.state == ShipmentState.PICKED and missing:
        text = _("%(packed)d of %(wanted)d of %(title)s are counted.")
        row = missing[0]
        raise ShipmentRefusedError(
            text % {"packed": row.packed, "wanted": row.quantity, "title": row.line.title}
        )
    if move(
        shipment, sources=[ShipmentState.PICKED], to=ShipmentState.PACKED, by=by, packed_at=timezone.now()
    ):
        close_parcels(shipment)
    return shipment


@transaction.atomic
def reopen(shipment: Shipment, *, by: Person) -> Shipment:
    """Open a packed shipment again, also of an order that was called off or held; its counts start anew."""
    require_rights(by)
    lock_order(shipment.order)
    if move(shipment, sources=[ShipmentState.PACKED], to=ShipmentState.PICKED, by=by, packed_at=None):
        ShipmentLine.objects.filter(shipment=shipment).update(packed=0)
        empty_parcels(shipment)
    return shipment


@transaction.atomic
def split(shipment: Shipment, pieces: Mapping[int, int], *, by: Person) -> Shipment | None:
    """Keep only so many pieces of each line (by the key of the shipment's line) in a shipment.

    The others wait for another shipment, which is returned with them; None where all of them were called
    off. Raises ShipmentRefusedError when nothing would stay or nothing would leave, or the shipment is
    packed.
    """
    require_rights(by)
    order = locked_order(shipment)
    current = Shipment.objects.get(pk=shipment.pk)
    if current.state not in (ShipmentState.WAITING, ShipmentState.PICKING, ShipmentState.PICKED):
        raise ShipmentRefusedError(_("Open the shipment again before you take pieces out."))
    rows = list(shipment.lines.all())
    keeps = {row.pk: min(row.quantity, max(0, pieces.get(row.pk, row.quantity))) for row in rows}
    if not any(keeps.values()) or all(keeps[row.pk] == row.quantity for row in rows):
        raise ShipmentRefusedError(_("Enter how many are there: some, but not all of them."))
    empty_parcels(shipment)
    for row in rows:
        if keeps[row.pk]:
            row.quantity = keeps[row.pk]
            row.picked, row.packed = min(row.picked, row.quantity), min(row.packed, row.quantity)
            row.save(update_fields=["quantity", "picked", "packed"])
        else:
            row.delete()
    if current.state == ShipmentState.WAITING:
        # The rest is to wait beside it, and only one of a warehouse waits.
        move(shipment, sources=[ShipmentState.WAITING], to=ShipmentState.PICKING, by=by)
    plan_shipments(order)
    shipment.refresh_from_db()
    return order.shipments.filter(warehouse=shipment.warehouse_id, state=ShipmentState.WAITING).first()
