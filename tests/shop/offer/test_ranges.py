import pytest
from oscar.core.loading import get_model

from shop.offer.ranges import range_product_ids
from tests.shop.factories import ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db
Range = get_model("offer", "Range")


def test_collection_lists_its_own_public_products_as_staff_ordered_them():
    Range.objects.create(name="Other").add_product(ProductFactory())
    autumn = Range.objects.create(name="Autumn")
    parent = ParentProductFactory()
    first, second = ProductFactory(), ProductFactory()
    for order, product in enumerate([second, ProductFactory(is_public=False), parent, first]):
        autumn.add_product(product, display_order=order)
    ProductFactory(parent=parent)

    assert range_product_ids(autumn.pk, limit=9) == [second.pk, parent.pk, first.pk]
    assert range_product_ids(autumn.pk, limit=2) == [second.pk, parent.pk]


def test_collection_that_is_gone_lists_nothing():
    assert range_product_ids(1, limit=9) == []
