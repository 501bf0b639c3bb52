"""What goods weigh, packed."""

from types import SimpleNamespace

import pytest

from shop.carriers.weights import total_weight, unit_size, unit_weight
from tests.shop.factories import ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def line(product, quantity=1):
    return SimpleNamespace(product=product, quantity=quantity)


def test_a_variants_empty_number_is_its_parents():
    parent = ParentProductFactory(weight=500, length=100, width=80, height=60)
    light = ProductFactory(structure="child", parent=parent, product_class=None, weight=0, length=90)
    same = ProductFactory(structure="child", parent=parent, product_class=None)

    assert (unit_weight(light), unit_weight(same)) == (0, 500)
    assert (unit_size(light), unit_size(same)) == ((90, 80, 60), (100, 80, 60))


def test_what_has_no_weight_or_is_gone_counts_as_nothing():
    lines = [line(ProductFactory(weight=350), 3), line(ProductFactory()), line(None)]

    assert total_weight(lines) == 1050
