"""Offers in a currency without decimals."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from shop.offer.models import Benefit, Condition, ConditionalOffer, Range

pytestmark = pytest.mark.django_db

AMOUNTS = ["Absolute", "Fixed price", "Shipping absolute", "Shipping fixed price", "Fixed"]


@pytest.fixture(autouse=True)
def _yen(settings):
    settings.OSCAR_DEFAULT_CURRENCY = "JPY"


def needs_range(kind):
    return Range(name="all") if kind in ("Absolute", "Fixed", "Percentage") else None


@pytest.mark.parametrize("kind", AMOUNTS)
def test_an_amount_that_cannot_be_paid_is_refused(kind):
    assert kind in dict(Benefit.TYPE_CHOICES)
    Benefit(type=kind, value=Decimal("5.00"), range=needs_range(kind)).clean()
    with pytest.raises(ValidationError, match="Amounts in JPY have no decimals"):
        Benefit(type=kind, value=Decimal("0.50"), range=needs_range(kind)).clean()


def test_a_per_cent_may_have_decimals_and_a_sum_to_be_spent_may_not():
    Benefit(type="Percentage", value=Decimal("12.50"), range=needs_range("Percentage")).clean()
    Condition(type="Count", value=Decimal(2), range=needs_range("Percentage")).clean()
    Condition(type="Count", value=Decimal("2.50"), range=needs_range("Percentage")).clean()
    with pytest.raises(ValidationError, match="Amounts in JPY have no decimals"):
        Condition(type="Value", value=Decimal("99.50"), range=needs_range("Percentage")).clean()


def test_a_per_cent_of_the_delivery_is_what_the_currency_has():
    benefit = Benefit.objects.create(type="Shipping percentage", value=Decimal(10))
    condition = Condition.objects.create(
        type="Count", value=1, range=Range.objects.create(name="all", includes_all_products=True)
    )
    offer = ConditionalOffer.objects.create(name="Ten", benefit=benefit, condition=condition)

    assert offer.shipping_discount(Decimal(615), "JPY") == 61
    assert offer.shipping_discount(Decimal("6.15"), "EUR") == Decimal("0.62")
