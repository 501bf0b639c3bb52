"""What the timeline tells of a pick-up."""

import pytest

from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.pickups import on_picked_up, on_pickup_ready
from shop.shipping.deliveries import mark_picked_up, mark_ready
from shop.shipping.events import PickedUp, PickupReady
from shop.shipping.order_models import OrderDelivery
from tests.shop.factories import OrderFactory
from tests.shop.shipping.pickup_world import point

pytestmark = pytest.mark.django_db


def test_ready_and_handed_over_are_told_once_each():
    order = OrderFactory()
    delivery = OrderDelivery.objects.create(order=order, pickup_point=point(name_en="Workshop"), code="A")
    mark_ready(delivery)
    mark_picked_up(delivery, by=None)

    for _time in range(2):
        on_pickup_ready(PickupReady(order_id=order.pk))
        on_picked_up(PickedUp(order_id=order.pk))

    told = TimelineEntry.objects.filter(kind__startswith="pickup.").order_by("occurred_at", "pk")
    assert [(entry.kind, entry.data["place"], entry.data["number"]) for entry in told] == [
        ("pickup.ready", "Workshop", order.number),
        ("pickup.done", "Workshop", order.number),
    ]
