"""A person's copy of their data has what colleagues wrote down for them, and the baskets that they left."""

import pytest
from django.utils import timezone

from crm_core.abandoned_baskets.export import baskets_of
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.order_entry.calculation import calculate
from crm_core.order_entry.export import orders_of
from crm_core.order_entry.placing import place
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import BasketFactory

pytestmark = pytest.mark.django_db


def test_drafts_and_placed_orders_of_these_records_and_no_others(write_draft, customer, guest, bowl):
    draft = write_draft(customer, {bowl: 2}, reason="Asked at the fair")
    order = place(draft, by=draft.by, seen=calculate(draft).fingerprint)
    write_draft(customer, {bowl: 1}, note="Ring twice")
    write_draft(guest, {bowl: 3})

    told = list(orders_of([customer]))

    assert [(row["order"], row["remark"]) for row in told] == [("", ""), (order.number, "Asked at the fair")]
    assert (told[0]["note"], told[0]["items"]) == ("Ring twice", [{"title": "Tide bowl", "quantity": 1}])


def test_the_baskets_that_these_records_left():
    mine, other, now = CustomerFactory(), CustomerFactory(), timezone.now()
    for customer in (mine, other):
        AbandonedBasket.objects.create(
            basket=BasketFactory(owner=None),
            customer=customer,
            quiet_since=now,
            abandoned_at=now,
            currency="EUR",
            value="12.00",
        )

    assert [(row["value"], row["currency"], row["order"]) for row in baskets_of([mine])] == [
        ("12.00", "EUR", "")
    ]
