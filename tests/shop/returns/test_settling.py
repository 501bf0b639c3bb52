"""The price of the standard delivery, which goes back with a withdrawal from everything."""

from decimal import Decimal

import pytest

from shop.returns.settling import standard_delivery
from shop.shipping.models import DeliveryOption
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.shipping.pickup_world import shipped, zone

pytestmark = pytest.mark.django_db


def test_standard_delivery_is_the_least_of_what_carries_the_goods():
    home = zone()
    shipped("parcel", where=home, price="6.00")
    shipped("letter", where=home, price="2.00", rate={"max_weight": 100})
    shipped("asked", where=home, price="0.00", pricing=DeliveryOption.Pricing.CARRIER)
    order = OrderFactory(lines=[(ProductFactory(weight=900), 1)])
    order.shipping_incl_tax = Decimal("9.00")

    assert standard_delivery(order) == Decimal("6.00")
