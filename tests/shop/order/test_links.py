import pytest

from shop.order.links import order_from_token, order_token
from shop.order.models import Order
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def test_token_opens_its_own_order():
    orders = [OrderFactory() for _order in range(3)]

    assert [order_from_token(order_token(order)) for order in orders] == orders


def test_token_of_an_order_that_is_no_more_opens_nothing():
    token = order_token(Order(number="K26-222222222"))
    OrderFactory()

    assert order_from_token(token) is None
