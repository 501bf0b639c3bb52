"""What the tests of warranties share: orders that were delivered, and their units."""

from datetime import date

from django.utils import timezone

from shop.fulfilment.models import Shipment
from shop.fulfilment.services import deliver
from shop.warranties.models import Repair, WarrantyTerms, WarrantyUnit
from shop.warranties.services import start_warranties
from tests.shop.factories import ProductFactory
from tests.shop.returns.kit import sent_order
from tests.shop.stock.factories import WarehouseFactory


def covered_product(months=24, *, tracks_serials=True, **kwargs):
    """Make a product that is under warranty for so many months."""
    product = ProductFactory(**kwargs)
    WarrantyTerms.objects.create(product=product, months=months, tracks_serials=tracks_serials)
    return product


def delivered(pieces=1, *, product=None, **kwargs):
    """Have an order of a product delivered; return its units."""
    order = sent_order(lines=[(product or covered_product(title="Lamp"), pieces)], **kwargs)
    shipment = deliver(order.shipments.get())
    return start_warranties(shipment)


def unit_of(line, **facts):
    """Make the unit of a line alone, without going through its delivery."""
    shipment = Shipment.objects.create(
        order=line.order, warehouse=WarehouseFactory(), number=f"{line.order.number}-u", state="cancelled"
    )
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2099, 1, 1), "months": 24, **facts}
    return WarrantyUnit.objects.create(
        line=line, shipment=shipment, position=1, product=line.product, serial="SN-1", **days
    )


def closed_repair(line):
    """Make a repair that is done, with something in each of its texts."""
    now, number = timezone.now(), line.order.number
    words = {"fault": "-", "refusal": "-", "diagnosis": "-"}
    return Repair.objects.create(
        unit=unit_of(line),
        number=f"{number}-S1",
        key=number,
        state="closed",
        outcome="repaired",
        requested_at=now,
        closed_at=now,
        **words,
    )
