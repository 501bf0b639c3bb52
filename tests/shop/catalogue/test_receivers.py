import pytest

from shop.events.models import Event
from tests.shop.factories import ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def published():
    return [event.payload["product_ids"] for event in Event.objects.filter(name="ProductPublished")]


def test_product_that_can_be_seen_is_told_once():
    product = ProductFactory(is_public=False)
    assert published() == []

    product.is_public = True
    product.save()
    product.save()

    assert published() == [[product.pk]]


def test_variants_appear_with_their_parent():
    parent = ParentProductFactory()
    ProductFactory(parent=parent)

    assert published() == [[parent.pk]]
