from types import SimpleNamespace

import pytest

from shop.fulfilment.services import plan_shipments
from shop.order.models import Order
from shop.order.services import mark_order_paid
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory
from tests.shop.stock.factories import WarehouseFactory, stocked

PACKER_RIGHTS = ("order.change_order", "order.dispatch_order", "order.view_order", "fulfilment.view_shipment")


@pytest.fixture
def packer(db):
    return staff_with(*PACKER_RIGHTS)


@pytest.fixture
def split_order(db):
    """A paid order of 5 bowls and 1 cup: 3 bowls and the cup leave from Porto, 2 bowls from Lisbon."""
    lisbon = WarehouseFactory(code="lisbon", country="PT", priority=1)
    porto = WarehouseFactory(code="porto", country="PT", priority=2)
    bowl = stocked({lisbon: 2, porto: 3}, upc="4006381333931", title="Bowl")
    cup = stocked({lisbon: 0, porto: 4}, upc="KC-CUP", title="Cup")
    order = mark_order_paid(OrderFactory(lines=[(bowl, 5), (cup, 1)]))
    lines = {line.title: line for line in order.lines.all()}
    return SimpleNamespace(
        order=Order.objects.get(pk=order.pk),
        lisbon=lisbon,
        porto=porto,
        bowl=bowl,
        cup=cup,
        bowls=lines["Bowl"],
        cups=lines["Cup"],
    )


@pytest.fixture
def shipments(split_order):
    """Its shipments by the code of their warehouse."""
    return {each.warehouse.code: each for each in plan_shipments(split_order.order)}
