"""What is told before the basket is what the applicator gives in it, and no more."""

import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import BenefitFactory, ConditionalOfferFactory, ConditionFactory

from shop.catalogue.models import Product, ProductClass
from shop.offer.applicable import applicable_offers
from shop.offer.range_members import member_of, members_of
from shop.partner.buyers import buyer_for
from tests.shop.factories import (
    CategoryFactory,
    OrderFactory,
    ParentProductFactory,
    ProductFactory,
    UserFactory,
)
from tests.shop.offer.makers import DAY, basket_with, make_offer

pytestmark = pytest.mark.django_db
Range = get_model("offer", "Range")


def told(*products, user=None):
    """The names of the offers told on each product."""
    found = applicable_offers([member_of(product) for product in products], buyer=buyer_for(user))
    return [[offer.name for offer in found.get(product.pk, [])] for product in products]


def family():
    parent = ParentProductFactory()
    return parent, ProductFactory(parent=parent), ProductFactory(parent=parent)


def a_range(*products, **fields):
    chosen = Range.objects.create(name=f"Range {Range.objects.count()}", **fields)
    for product in products:
        chosen.add_product(product)
    return chosen


def an_offer(name, counting, *, cheaper=None, kind="Percentage", value=10, need=("Count", 1), **fields):
    shipping = kind.startswith("Shipping") or kind == "Fixed price"
    return ConditionalOfferFactory(
        name=name,
        benefit=BenefitFactory(
            type=kind,
            value=None if value is None else Decimal(value),
            range=None if shipping else cheaper or counting,
            max_affected_items=None,
        ),
        condition=ConditionFactory(range=counting, type=need[0], value=Decimal(need[1])),
        **{"exclusive": False, **fields},
    )


def test_an_offer_is_told_on_what_stands_in_its_range_and_on_nothing_else():
    parent, tide, snow = family()
    bowl, cup = ProductFactory(), ProductFactory()
    an_offer("Bowls", a_range(bowl))
    an_offer("Snow", a_range(snow), priority=1)
    an_offer("Vases", a_range(parent))

    assert told(bowl, cup, tide, snow) == [["Bowls"], [], ["Vases"], ["Snow", "Vases"]]


def test_what_is_not_to_be_had_is_told_on_nothing():
    bowl = ProductFactory()
    now = timezone.now()
    make_offer(name="Code", offer_type="Voucher")
    make_offer(name="Off", status="Suspended")
    make_offer(name="Past", end_datetime=now - DAY)
    make_offer(name="Later", start_datetime=now + DAY)
    make_offer(name="Used up", max_global_applications=2, num_applications=2)

    assert told(bowl, ProductFactory(is_discountable=False)) == [[], []]


def test_one_that_a_buyer_has_used_up_is_told_to_others_only():
    user, bowl = UserFactory(), ProductFactory()
    offer = make_offer(name="Once", max_user_applications=1)
    order = OrderFactory(user=user)
    order.discounts.create(offer_id=offer.pk, frequency=1, amount=Decimal(1))

    assert told(bowl, user=user) == [[]]
    assert told(bowl, user=UserFactory()) == told(bowl) == [["Once"]]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, ["First", "Second"]),
        ({"exclusive": True}, {}, ["First"]),
        ({}, {"exclusive": True}, ["First"]),
        ({"exclusive": True, "need": ("Count", 3)}, {"exclusive": True}, ["First", "Second"]),
        ({"exclusive": True, "max_basket_applications": 1}, {"exclusive": True}, ["First", "Second"]),
    ],
)
def test_what_an_earlier_offer_leaves_nothing_for_is_not_told(first, second, expected):
    bowl = ProductFactory()
    chosen = a_range(bowl)
    an_offer("First", chosen, priority=2, **first)
    an_offer("Second", chosen, priority=1, **second)

    assert told(bowl) == [expected]


def test_offers_that_combine_with_some_only_are_not_told_beside_others():
    bowl = ProductFactory()
    chosen = a_range(bowl)
    first, second, third = (
        an_offer(name, chosen, priority=9 - place) for place, name in enumerate(("A", "B", "C"))
    )
    first.combinations.add(second)

    assert told(bowl) == [["A", "B"]]
    third.combinations.add(first)
    assert told(bowl) == [["A", "B", "C"]] or told(bowl) == [["A", "B"]]


def test_it_takes_two_queries_however_many_products_and_offers():
    def cost(products):
        with CaptureQueriesContext(connection) as queries:
            told(*products)
        return len(queries)

    products = [ProductFactory() for _ in range(3)]
    an_offer("One", a_range(products[0]))
    one = cost(products[:1])
    for number in range(5):
        an_offer(f"More {number}", a_range(*products))

    assert cost(products) <= one + 1 == 3


def a_world(seed):
    """Products of all kinds in ranges of all kinds, by chance."""
    chance = random.Random(seed)
    table = CategoryFactory(name="Table")
    places = [table, CategoryFactory(name="Bowls", parent=table), CategoryFactory(name="Vases")]
    classes = [
        ProductClass.objects.create(name=f"Class {number}", slug=f"class-{number}", track_stock=False)
        for number in range(2)
    ]
    products = []
    for _ in range(4):
        head = chance.choice([ProductFactory, ParentProductFactory])(product_class=chance.choice(classes))
        head.categories.add(*chance.sample(places, chance.randrange(3)))
        products.append(head)
        if head.is_parent:
            products += [
                ProductFactory(parent=head),
                ProductFactory(parent=head, is_discountable=chance.random() > 0.3),
            ]
    ranges = []
    for _ in range(5):
        chosen = a_range(
            *chance.sample(products, chance.randrange(3)), includes_all_products=chance.random() < 0.3
        )
        chosen.excluded_products.add(*chance.sample(products, chance.randrange(3)))
        chosen.classes.add(*chance.sample(classes, chance.randrange(2)))
        chosen.included_categories.add(*chance.sample(places, chance.randrange(2)))
        chosen.excluded_categories.add(*chance.sample(places, chance.randrange(2)))
        ranges.append(Range.objects.get(pk=chosen.pk))
    return chance, products, ranges


@pytest.mark.parametrize("seed", range(12))
def test_ranges_hold_what_oscar_says_they_hold(seed):
    _chance, products, ranges = a_world(seed)
    members = [member_of(Product.objects.get(pk=product.pk)) for product in products]

    found = members_of(ranges, members)

    expected = {
        each.pk: {product.pk for product in products if each.contains_product(product)} for each in ranges
    }
    assert found == expected


KINDS = [("Percentage", 10), ("Absolute", 2), ("Fixed", 2), ("Multibuy", None), ("Fixed price", 5)]
NEEDS = [("Count", 1), ("Count", 2), ("Value", 30), ("Coverage", 1)]


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_is_given_in_some_basket_and_what_is_not_told_in_none(seed):
    chance, products, ranges = a_world(seed)
    for number in range(3):
        kind, value = chance.choice(KINDS)
        an_offer(
            f"Offer {number}",
            chance.choice(ranges),
            kind=kind,
            value=value,
            need=chance.choice(NEEDS),
            priority=number,
            exclusive=chance.random() < 0.5,
        )
    bought = [product for product in products if not product.is_parent]
    lists = told(*bought)

    for product, names in zip(bought, lists, strict=True):
        given = set()
        for quantity in (1, 2, 3):
            applied = basket_with((product, quantity)).applied_offers().values()
            given |= {offer.name for offer in applied}
        assert given <= set(names)
        assert names == [] or given, "at least the first one is given"
