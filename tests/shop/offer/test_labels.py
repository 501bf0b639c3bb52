"""An offer in few words, in three languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from oscar.core.loading import get_model
from oscar.test.factories import BenefitFactory, ConditionalOfferFactory, ConditionFactory

from shop.offer.labels import offer_conditions, offer_label
from tests.shop.factories import ProductFactory
from tests.shop.offer.makers import make_offer

pytestmark = pytest.mark.django_db
Range = get_model("offer", "Range")

LABELS = [
    ("Multibuy", None, "Count", 3, "3 for 2"),
    ("Multibuy", None, "Count", 1, "Spring"),
    ("Multibuy", None, "Value", 30, "Spring"),
    ("Percentage", 10, "Count", 1, "10% off"),
    ("Percentage", 10, "Value", 50, "10% off from €50"),
    ("Percentage", "12.5", "Count", 2, "12.5% off from 2 pieces"),
    ("Percentage", 10, "Coverage", 2, "10% off from 2 different pieces"),
    ("Absolute", 5, "Count", 1, "€5 off"),
    ("Absolute", 5, "Value", "49.50", "€5 off from €49.50"),
    ("Fixed", 2, "Count", 1, "€2 off each"),
    ("Fixed price", 20, "Count", 3, "3 for €20"),
    ("Fixed price", 20, "Coverage", 3, "3 different ones for €20"),
    ("Fixed price", 20, "Value", 3, "Spring"),
    ("Shipping percentage", 100, "Value", 50, "Free delivery from €50"),
    ("Shipping percentage", 50, "Count", 1, "Delivery: 50% off"),
    ("Shipping fixed price", 0, "Count", 1, "Free delivery"),
    ("Shipping fixed price", 2, "Count", 1, "Delivery for €2"),
    ("Shipping absolute", 3, "Count", 2, "€3 off delivery from 2 pieces"),
]


def an_offer(kind, value, need, number, *, cheaper=None, affected=None, **fields):
    counting = Range.objects.get_or_create(name="Everything", defaults={"includes_all_products": True})[0]
    has_range = not kind.startswith("Shipping") and kind != "Fixed price"
    return ConditionalOfferFactory(
        **{"name": "Spring", **fields},
        benefit=BenefitFactory(
            type=kind,
            value=None if value is None else Decimal(value),
            range=(cheaper or counting) if has_range else None,
            max_affected_items=affected,
        ),
        condition=ConditionFactory(range=counting, type=need, value=Decimal(number)),
    )


@pytest.mark.parametrize(("kind", "value", "need", "number", "words"), LABELS)
def test_an_offer_is_said_in_few_words(kind, value, need, number, words):
    assert offer_label(an_offer(kind, value, need, number)) == words


def test_what_takes_more_words_is_said_by_its_name():
    other = Range.objects.create(name="Bowls")

    assert offer_label(an_offer("Multibuy", None, "Count", 3, cheaper=other, name="Three")) == "Three"
    assert offer_label(an_offer("Percentage", 50, "Count", 2, affected=1)) == "Spring"


def test_chinese_says_what_is_left():
    with translation.override("zh-hans"):
        assert offer_label(an_offer("Percentage", 15, "Count", 1)) == "八五折"


def test_what_it_is_bound_to():
    end = dt.datetime(2099, 12, 24, 12, tzinfo=dt.UTC)
    offer = an_offer(
        "Percentage",
        10,
        "Count",
        1,
        end_datetime=end,
        max_user_applications=1,
        max_basket_applications=2,
        max_global_applications=100,
    )

    assert offer_conditions(offer) == ["until 24 December 2099", "once per customer", "2 times per order"]
    assert offer_conditions(an_offer("Percentage", 10, "Count", 2, name="Free")) == []


def test_own_kinds_and_steps():
    brush = ProductFactory(title="Brush")
    gift = make_offer(kind="Free gift", value=None, gift=brush, needs=("Value", 50))
    two = make_offer(kind="Free gift", value=None, gift=brush, pieces=2)
    free = make_offer(kind="Buy get", value=100, needs=("Count", 2), pieces=1)
    half = make_offer(kind="Buy get", value=50, needs=("Count", 2))
    steps = make_offer(value=5, needs=("Value", 50), tiers=[["50", "5"], ["100", "10"]])

    assert [offer_label(each) for each in (gift, two, free, half, steps)] == [
        "Free gift: Brush from €50",
        "Free gift: Brush × 2",
        "Buy 2, get 1 free",
        "Buy 2, get 1 more: 50% off",
        "5% off from €50, 10% off from €100",
    ]
    bound = make_offer(first_order_only=True, max_discount_per_order=Decimal(20))
    assert offer_conditions(bound) == ["on your first order", "at most €20 per order"]
