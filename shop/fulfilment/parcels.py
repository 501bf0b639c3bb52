"""The boxes of a shipment and what lies in each: every piece in one at most, whoever packs at once.

A shipment of one parcel needs nobody to say what is in it. Contents change at the packing table alone
(`PICKED`), under the order's lock.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.fulfilment.carrying import name_of, tracking_url_of
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import OPEN_STATES, Parcel, ParcelLine, Shipment, ShipmentLine, ShipmentState
from shop.fulfilment.moving import Person, locked_order, require_rights


@transaction.atomic
def put_in_parcel(parcel: Parcel, pieces: Mapping[int, int], *, by: Person) -> Parcel:
    """Say how many pieces of each line (by the key of the shipment's line) lie in a parcel.

    Lines that are not named stay as they are; called again it changes nothing. Raises ShipmentRefusedError
    for more pieces than lie in no other parcel and while the shipment is not at the packing table,
    OrderHeldError, MoveForbiddenError.
    """
    require_rights(by)
    locked_order(parcel.shipment)
    _require_table(parcel.shipment_id)
    rows = {row.pk: row for row in parcel.shipment.lines.select_related("line").order_by("pk")}
    held = {each.row_id: each.quantity for each in parcel.lines.all()}
    for pk in sorted(pieces.keys() & rows.keys()):
        more = max(0, pieces[pk]) - held.get(pk, 0)
        if more and not _box(rows[pk], more):
            text = _("There are not so many of %(title)s: some lie in another parcel.")
            raise ShipmentRefusedError(text % {"title": rows[pk].line.title})
        _write(parcel, pk, held.get(pk, 0) + more)
    return parcel


def box_piece(parcel: Parcel, row: ShipmentLine) -> None:
    """Put one more piece of a line into a parcel, its order locked; one that lies in a parcel stays there."""
    if _box(row, 1):
        held = ParcelLine.objects.filter(parcel=parcel, row=row).first()
        _write(parcel, row.pk, (held.quantity if held else 0) + 1)


def close_parcels(shipment: Shipment) -> None:
    """Make sure of what lies where, the order locked: all in the only parcel, or in several all or nothing.

    Raises ShipmentRefusedError for several of which some say what they hold, while a piece lies in none or a
    parcel is empty.
    """
    parcels = list(shipment.parcels.defer("label").order_by("pk"))
    if not parcels:
        parcels = [Parcel.objects.create(shipment=shipment)]
    rows = list(shipment.lines.select_related("line").order_by("pk"))
    if len(parcels) == 1:
        for row in rows:
            if row.boxed < row.quantity and _box(row, row.quantity - row.boxed):
                _write(parcels[0], row.pk, row.quantity)
        return
    if not any(row.boxed for row in rows):
        return
    loose = next((row for row in rows if row.boxed < row.quantity), None)
    if loose is not None:
        text = _("%(number)d of %(title)s lie in no parcel yet.")
        raise ShipmentRefusedError(text % {"number": loose.quantity - loose.boxed, "title": loose.line.title})
    if Parcel.objects.filter(shipment=shipment, lines=None).exists():
        raise ShipmentRefusedError(_("A parcel is empty: remove it, or say what is in it."))


def empty_parcels(shipment: Shipment) -> None:
    """Forget what lies in which parcel, the order locked; the parcels stay."""
    ParcelLine.objects.filter(parcel__shipment=shipment).delete()
    ShipmentLine.objects.filter(shipment=shipment).update(boxed=0)


def _require_table(shipment_id: int) -> None:
    if Shipment.objects.get(pk=shipment_id).state != ShipmentState.PICKED:
        text = _("What is in a parcel can be changed while the shipment is to be packed.")
        raise ShipmentRefusedError(text)


def _box(row: ShipmentLine, more: int) -> bool:
    """Count so many more pieces of a line (or fewer) as lying in parcels; False if there are not."""
    rows = ShipmentLine.objects.filter(pk=row.pk, boxed__lte=F("quantity") - more)  # guard: parcel-room
    return bool(rows.update(boxed=F("boxed") + more))


def _write(parcel: Parcel, row_id: int, quantity: int) -> None:
    if quantity:
        ParcelLine.objects.update_or_create(parcel=parcel, row_id=row_id, defaults={"quantity": quantity})
    else:
        ParcelLine.objects.filter(parcel=parcel, row=row_id).delete()


@transaction.atomic
def add_parcel(
    shipment: Shipment,
    *,
    carrier: str = "",
    carrier_name: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
    weight: Decimal | None = None,
    by: Person,
) -> Parcel:
    """Add a parcel to a shipment that has not gone out; its link is the carrier's if none is given."""
    require_rights(by)
    locked_order(shipment)
    if Shipment.objects.get(pk=shipment.pk).state not in OPEN_STATES:
        raise ShipmentRefusedError(_("The shipment has gone out already."))
    return Parcel.objects.create(
        shipment=shipment,
        carrier=carrier,
        carrier_name=carrier_name.strip() or name_of(carrier),
        tracking_number=tracking_number.strip(),
        tracking_url=tracking_url or tracking_url_of(carrier, tracking_number),
        weight=weight,
    )


@transaction.atomic
def remove_parcel(parcel: Parcel, *, by: Person) -> None:
    """Take a parcel off a shipment that has not gone out; what was in it lies in none."""
    require_rights(by)
    locked_order(parcel.shipment)
    if Shipment.objects.get(pk=parcel.shipment_id).state not in OPEN_STATES:
        raise ShipmentRefusedError(_("The shipment has gone out already."))
    for held in parcel.lines.order_by("row_id"):
        ShipmentLine.objects.filter(pk=held.row_id).update(boxed=F("boxed") - held.quantity)
    parcel.delete()
