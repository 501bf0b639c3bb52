"""What is under warranty in the demo's shop: the terms, serial numbers, two repairs."""

from shop.catalogue.models import ProductClass
from shop.fulfilment.models import Shipment, ShipmentState
from shop.fulfilment.services import deliver
from shop.user.models import User
from shop.warranties.models import WarrantyTerms, WarrantyUnit
from shop.warranties.repairs import receive
from shop.warranties.services import register_serial, request_repair, start_warranties

HANDLED_BY = "service@kiln.example"
DELIVERED = 6
FAULTS = (("The glaze has a crack on the inside.", True), ("The lid does not close any more.", False))


def add_warranties() -> int:
    """Set terms, let the latest deliveries begin and have two items repaired, once; return the items."""
    if WarrantyUnit.objects.exists():
        return 0
    for product_class in ProductClass.objects.filter(requires_shipping=True):
        WarrantyTerms.objects.get_or_create(product_class=product_class, defaults={"tracks_serials": True})
    service = User.objects.filter(email=HANDLED_BY).first()
    sent = Shipment.objects.filter(state__in=[ShipmentState.SHIPPED, ShipmentState.DELIVERED])
    units: list[WarrantyUnit] = []
    for shipment in sent.select_related("order").order_by("-pk")[:DELIVERED]:
        units += start_warranties(deliver(shipment))
    for number, unit in enumerate(units, start=1):
        register_serial(unit, f"KC{number:05d}")
    for unit, (fault, is_here) in zip(_repairable(units), FAULTS, strict=False):
        repair = request_repair(unit, fault=fault, key="demo", by=service if is_here else None)
        if is_here and service is not None:
            receive(repair, by=service)
    return len(units)


def _repairable(units: list[WarrantyUnit]) -> list[WarrantyUnit]:
    """Leave the items of orders of which nothing came back."""
    return [unit for unit in units if not unit.line.order.returns.exists()]
