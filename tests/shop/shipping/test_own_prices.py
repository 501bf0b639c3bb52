"""A carrier with labels of our own answers with the prices of the delivery methods."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shop.carriers.contract import PARCEL, check_carrier
from shop.carriers.own_labels import OwnLabels
from shop.carriers.registry import account_data, carrier_of
from shop.shipping.models import DeliveryOption
from tests.shop.carriers.factories import carrier
from tests.shop.shipping.pickup_world import shipped, zone

pytestmark = pytest.mark.django_db


def test_rates_are_those_of_the_methods_with_its_services():
    account = carrier("van", services=("tour", "night"))
    tour, _night = account.services.order_by("pk")
    home = zone()
    shipped(
        "by-weight", where=home, service=tour, pricing=DeliveryOption.Pricing.WEIGHT, rate={"price_per_kg": 1}
    )
    shipped("of-others", where=home)
    shipped("asked", where=home, service=tour, pricing=DeliveryOption.Pricing.CARRIER)
    shipped("off", where=home, service=tour, is_enabled=False)
    shipped("free", where=home, service=tour, rate={"free_from": 40})

    rates = carrier_of(account).rates(PARCEL)

    assert [(rate.service, rate.price, rate.working_days) for rate in rates] == [
        ("tour", Decimal(8), 2),
        ("tour", Decimal(0), 2),
    ]
    nowhere = replace(PARCEL, recipient=replace(PARCEL.recipient, country="FR"))
    assert carrier_of(account).rates(nowhere) == []
    check_carrier(OwnLabels, account_data(account))
