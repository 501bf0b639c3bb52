"""The demo's day in the warehouse, on a few products of two warehouses."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.utils import timezone

from config.demo.customers import add_customers
from config.demo.fulfilment import add_fulfilment
from config.demo.people import add_people
from shop.fulfilment.models import Shipment
from shop.fulfilment.queues import queue_counts
from shop.order.models import Order
from shop.stock.consistency import differences
from tests.shop.stock.factories import WarehouseFactory, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_every_queue_has_something(mailoutbox):
    now = timezone.now()
    call_command("load_countries", verbosity=0)
    call_command("setup_roles", verbosity=0)
    add_people()
    add_customers(now=now)
    first, second = WarehouseFactory(code="first", priority=1), WarehouseFactory(code="second", priority=2)
    for place in range(9):
        stocked({first: 9}, upc=f"A-{place}", code=f"A-{place}")
    stocked({second: 9}, upc="B-1", code="B-1")

    written = add_fulfilment(now=now)
    again = add_fulfilment(now=now)

    assert (written, again) == (9, 0)
    counts = queue_counts(Shipment.objects.all())
    assert all(counts[name] for name in ("paid", "pick", "pack", "ship", "problems", "sent")), counts
    states = Counter(Order.objects.values_list("status", flat=True))
    assert (states["Partially dispatched"], states["Dispatched"]) == (1, 2)
    assert Order.objects.get(number__endswith="TODAY01").shipments.count() == 2
    assert list(differences()) == []
