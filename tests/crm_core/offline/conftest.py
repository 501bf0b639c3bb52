"""A representative, a customer of theirs with something they usually buy, and what their device sends."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.customers.services import attach_order, identify
from tests.crm_core.factories import rep_with
from tests.shop.factories import CountryFactory, OrderFactory, ProductFactory, UserFactory

RIGHTS = (
    "customers.view_customer",
    "activities.view_activity",
    "timeline.add_timelineentry",
    "order_entry.enter_orderdraft",
)


@pytest.fixture
def bowl(site):
    CountryFactory()
    return ProductFactory(title="Tide bowl", price="20.00", num_in_stock=10)


@pytest.fixture
def rep(db):
    return rep_with(*RIGHTS)


@pytest.fixture
def customer(rep, bowl):
    user = UserFactory(email="mara@example.com")
    attach_order(OrderFactory(user=user, lines=[(bowl, 1)]))
    found = identify(user=user)
    found.owner = rep
    found.save()
    return found


@pytest.fixture
def send(client, rep):
    """Call it to send what a device has, as the representative or somebody else."""

    def sent(name, data, *, by=None):
        client.force_login(by or rep)
        return client.post(
            reverse(name), data, content_type="application/json", HTTP_ACCEPT="application/json, text/plain"
        )

    return sent


@pytest.fixture
def written(client, rep, customer, bowl):
    """Call it to get an order as the device writes it, at the price that it took along."""

    def write(*, pieces=2, **changes):
        client.force_login(rep)
        known = client.get(reverse("offline_customer", args=[customer.pk])).json()
        line = next(each for each in known["products"] if each["product"] == bowl.pk)
        return {
            "key": str(uuid4()),
            "customer": customer.pk,
            "written_at": timezone.now().isoformat(),
            "text": "Asked at the door",
            "lines": [
                {name: line[name] for name in ("product", "title", "price", "currency")}
                | {"quantity": pieces}
            ],
        } | changes

    return write
