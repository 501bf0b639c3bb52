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


def test_a_collection_of_variants_lists_the_first_of_each_family():
    snow = Range.objects.create(name="Snow")
    families = [
        [ProductFactory(parent=parent) for _ in range(3)] for parent in ParentProductFactory.create_batch(2)
    ]
    whole = ParentProductFactory()
    ProductFactory(parent=whole)
    hidden = ProductFactory(parent=families[0][0].parent, is_public=False)
    for product in (families[1][2], families[1][1], hidden, families[0][1], whole):
        snow.add_product(product)

    assert set(range_product_ids(snow.pk, limit=9)) == {families[0][1].pk, families[1][1].pk, whole.pk}


def test_a_product_of_two_collections_stands_once_in_each(client, site):
    bowl, cup = ProductFactory(), ProductFactory()
    for name in ("Autumn", "Winter"):
        chosen = Range.objects.create(name=name, is_public=True)
        chosen.add_product(bowl, display_order=2)
        chosen.add_product(cup, display_order=1)

    products = client.get(chosen.get_absolute_url()).context["products"]

    assert [product.pk for product in products] == [cup.pk, bowl.pk]


def test_collection_that_is_gone_lists_nothing():
    assert range_product_ids(1, limit=9) == []
