"""The demo has orders that were changed."""

import pytest
from django.utils import timezone

from config.demo.order_changes import change_orders
from shop.order_changes.models import OrderChange
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db


def test_three_orders_are_changed_once():
    for _number in range(4):
        OrderFactory(lines=[(ProductFactory(price="24.00"), 2)])

    assert [change_orders(now=timezone.now()) for _again in range(2)] == [3, 0]
    assert sorted(kind for change in OrderChange.objects.all() for kind in change.kinds) == [
        "add",
        "discount",
        "shipping",
    ]
