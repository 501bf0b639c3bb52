"""Until when a card can be used, by the law of the country."""

from datetime import date

import pytest

from shop.gift_cards.validity import VALIDITY, last_day, validity_in

DAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("DE", date(2031, 12, 31)),
        ("AT", date(2058, 2, 28)),
        ("IE", date(2033, 2, 28)),
        ("TW", None),
        ("US", None),
        ("XX", None),
        ("", None),
    ],
)
def test_last_day(country, day):
    assert last_day(country, DAY) == day


def test_every_country_names_its_law():
    assert [code for code, validity in VALIDITY.items() if not validity.source] == []


def test_a_setting_overrides_a_country(settings):
    settings.KILN_GIFT_CARD_VALIDITY = {"FR": (1, True), "AT": None}
    assert (last_day("FR", DAY), last_day("AT", DAY)) == (date(2029, 12, 31), None)
    assert validity_in("FR").source == "KILN_GIFT_CARD_VALIDITY"
