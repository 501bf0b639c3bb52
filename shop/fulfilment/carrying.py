"""Parcels and their carriers: names, links, labels (`shop.carriers`)."""

from decimal import Decimal

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from shop.carriers.interface import Address, CarrierError, Parcel as CarriedParcel
from shop.carriers.models import CarrierAccount
from shop.carriers.services import make_label, tracking_url
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import OPEN_STATES, Parcel, Shipment
from shop.fulfilment.moving import Person, locked_order, require_rights
from shop.stock.models import Warehouse

GRAMS = 1000
#: Longer than any carrier takes to answer.
LABEL_SECONDS = 120


def carriers_in_use() -> list[CarrierAccount]:
    """List the carriers that staff may choose, in their order."""
    return list(CarrierAccount.objects.filter(is_enabled=True))


def tracking_url_of(code: str, number: str) -> str:
    """Return where a parcel can be followed; empty for a carrier or a parcel without."""
    account = CarrierAccount.objects.filter(code=code).first() if code and number.strip() else None
    return tracking_url(account, number.strip()) if account else ""


def name_of(code: str) -> str:
    """Return what a carrier is called; its code where it is gone."""
    account = CarrierAccount.objects.filter(code=code).first() if code else None
    return account.name if account else code


def order_label(parcel: Parcel, *, by: Person) -> Parcel:
    """Have the carrier of a parcel make its label, which brings the tracking number; once for a parcel.

    Never inside a transaction, as the carrier may be asked; while it is, a second call is refused, as each
    label costs money. Raises ShipmentRefusedError when the parcel has no carrier or the carrier refuses, or
    nothing of the order is to be packed, OrderHeldError, MoveForbiddenError.
    """
    require_rights(by)
    if parcel.label:
        return parcel
    account = CarrierAccount.objects.filter(code=parcel.carrier).first() if parcel.carrier else None
    if account is None:
        raise ShipmentRefusedError(_("Choose a carrier for the parcel first."))
    if parcel.shipment.state not in OPEN_STATES:
        raise ShipmentRefusedError(_("The shipment has gone out already."))
    with transaction.atomic():
        locked_order(parcel.shipment)
    claim = f"label-of-parcel:{parcel.pk}"
    if not cache.add(claim, 1, LABEL_SECONDS):
        raise ShipmentRefusedError(_("The label is being made already."))
    try:
        return _bought(parcel, account)
    finally:
        cache.delete(claim)


def _bought(parcel: Parcel, account: CarrierAccount) -> Parcel:
    """Ask the carrier and keep what it gave; a label that came meanwhile is kept."""
    unlabelled = Parcel.objects.filter(pk=parcel.pk, label=None)
    if unlabelled.exists():
        try:
            label = make_label(account, carried(parcel))
        except CarrierError as error:
            raise ShipmentRefusedError(str(error)) from error
        number = label.tracking_number
        unlabelled.update(label=label.pdf, tracking_number=number, tracking_url=tracking_url(account, number))
    parcel.refresh_from_db()
    return parcel


def carried(parcel: Parcel) -> CarriedParcel:
    """Describe a parcel as carriers are told of it."""
    shipment = parcel.shipment
    boxes = list(shipment.parcels.order_by("pk").values_list("pk", flat=True))
    return CarriedParcel(
        recipient=_recipient(shipment),
        sender=_sender(shipment.warehouse),
        weight=int((parcel.weight or Decimal(0)) * GRAMS),
        value=shipment.order.total_incl_tax,
        currency=shipment.order.currency,
        reference=shipment.number,
        number=boxes.index(parcel.pk) + 1,
        count=len(boxes),
    )


def _recipient(shipment: Shipment) -> Address:
    address = shipment.address
    if address is None:
        raise ShipmentRefusedError(_("The order has no delivery address."))
    return Address(
        name=address.name,
        lines=tuple(line for line in (address.line1, address.line2, address.line3) if line),
        postcode=address.postcode,
        city=address.line4,
        state=address.state,
        country=address.country_id,
        phone=str(address.phone_number or ""),
        email=shipment.order.email or "",
    )


def _sender(warehouse: Warehouse) -> Address:
    return Address(
        name=warehouse.name,
        lines=(warehouse.line1,) if warehouse.line1 else (),
        postcode=warehouse.postcode,
        city=warehouse.city,
        state=warehouse.state,
        country=warehouse.country_id or "",
    )
