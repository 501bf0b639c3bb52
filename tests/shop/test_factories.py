from decimal import Decimal

import pytest

from tests.shop.factories import (
    BasketFactory,
    CategoryFactory,
    OrderFactory,
    ParentProductFactory,
    ProductFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_product_has_price_and_stock():
    category = CategoryFactory(parent=CategoryFactory())

    product = ProductFactory(price="19.90", num_in_stock=3, categories=[category])

    record = product.stockrecords.get()
    assert (record.price, record.num_in_stock) == (Decimal("19.90"), 3)
    assert list(product.categories.all()) == [category]


def test_child_belongs_to_its_parent():
    parent = ParentProductFactory()

    child = ProductFactory(parent=parent)

    assert list(parent.children.all()) == [child]
    assert not parent.stockrecords.exists()


def test_order_is_placed_for_a_guest_and_for_a_user():
    user = UserFactory()

    by_guest = OrderFactory(guest_email="someone@example.com")
    by_user = OrderFactory(basket=BasketFactory(owner=user, lines=[(ProductFactory(), 2)]), user=user)

    assert by_guest.email == "someone@example.com"
    assert by_user.email == user.email
    assert by_user.lines.get().quantity == 2
