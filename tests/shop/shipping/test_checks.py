from copy import deepcopy

import pytest

from shop.shipping.checks import check_amounts


def told():
    return [(error.id, error.msg) for error in check_amounts(None)]


def test_the_settings_as_they_come_are_well():
    assert told() == []


@pytest.mark.parametrize("currency", ["KWD", "XYZ"])
def test_a_currency_that_cannot_be_used(settings, currency):
    settings.OSCAR_DEFAULT_CURRENCY = currency

    assert [error.id for error in check_amounts(None)] == ["kiln.E001"]


def test_prices_of_delivery_that_the_currency_cannot_pay_each_with_its_place(settings):
    settings.OSCAR_DEFAULT_CURRENCY = "JPY"
    delivery = deepcopy(settings.KILN_DELIVERY)
    delivery["standard"]["price"] = "6.50"
    delivery["express"]["zones"]["world"]["price"] = "54.10"
    delivery["standard"]["zones"]["union"] = None
    settings.KILN_DELIVERY = delivery

    assert told() == [
        ("kiln.E002", "KILN_DELIVERY: price of standard is '6.50', which JPY cannot pay."),
        ("kiln.E002", "KILN_DELIVERY: price of express, world is '54.10', which JPY cannot pay."),
    ]


@pytest.mark.parametrize("price", ["-1", "six", "NaN"])
def test_what_is_no_amount(settings, price):
    settings.KILN_DELIVERY = {"standard": {"price": price, "free_from": None, "working_days": 1, "zones": {}}}

    assert [error.id for error in check_amounts(None)] == ["kiln.E002"]
