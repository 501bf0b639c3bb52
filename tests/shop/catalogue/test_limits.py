import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from shop.catalogue.limits import QuantityLimits, limits_of
from shop.catalogue.models import Product
from tests.shop.factories import ParentProductFactory, ProductFactory

SIXES = QuantityLimits(minimum=6, maximum=24, multiple=6)


@pytest.mark.parametrize(
    ("limits", "quantity", "problem"),
    [
        (QuantityLimits(), 1, ""),
        (SIXES, 6, ""),
        (SIXES, 24, ""),
        (SIXES, 30, "At most 24 of “Cup” per order."),
        (SIXES, 8, "“Cup” is sold in multiples of 6: take 6 or 12."),
        (SIXES, 4, "“Cup” is sold in multiples of 6: take 6 or 12."),
        (QuantityLimits(multiple=6, maximum=8), 7, "“Cup” is sold in multiples of 6: take 6."),
        (QuantityLimits(minimum=4), 3, "The minimum order quantity of “Cup” is 4."),
        (QuantityLimits(minimum=4, multiple=3), 3, "The minimum order quantity of “Cup” is 6."),
    ],
)
def test_a_broken_rule_is_named(limits, quantity, problem):
    assert limits.problem(quantity, title="Cup") == problem


@pytest.mark.parametrize(("most", "largest"), [(5, 0), (6, 6), (17, 12), (99, 24)])
def test_the_largest_quantity_within_what_is_there(most, largest):
    assert SIXES.largest_within(most) == largest


@pytest.mark.django_db
def test_a_variant_follows_its_parent_where_it_says_nothing():
    parent = ParentProductFactory(order_minimum=2, order_multiple=2, pack_size=6)
    child = ProductFactory(parent=parent, order_minimum=4)

    assert limits_of(child) == QuantityLimits(minimum=4, multiple=2, pack_size=6)


@pytest.mark.django_db
def test_rules_that_nobody_can_follow_are_refused():
    product = ProductFactory()
    product.order_minimum, product.order_maximum, product.order_multiple = 5, 9, 10

    with pytest.raises(ValidationError, match="the smallest possible quantity is 10") as refusal:
        product.clean()
    assert list(refusal.value.message_dict) == ["order_maximum"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"order_minimum": 0},
        {"order_multiple": 0},
        {"pack_size": 0},
        {"order_maximum": 0},
        {"order_minimum": 5, "order_maximum": 4},
        {"order_multiple": 6, "order_maximum": 5},
    ],
)
def test_the_database_refuses_them_too(values):
    product = ProductFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(**values)
