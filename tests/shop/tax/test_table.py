from datetime import date
from decimal import Decimal

import pytest

from shop.tax.table import Rate, RateTable, read_rates, shipped_table
from shop.tax.territories import is_union, tax_territory_of

DAY = date(2026, 1, 1)


def test_own_rows_replace_a_whole_country_and_no_other():
    own = Rate(country="DE", region="", tax_class="standard", rate=Decimal("0.16"))
    table = shipped_table().overlaid([own])

    def rate(country, tax_class):
        return table.rate(country=country, region="", tax_class=tax_class, day=DAY)

    assert (rate("DE", "standard"), rate("DE", "reduced")) == (Decimal("0.16"), Decimal("0.16"))
    assert rate("FR", "reduced") == Decimal("0.055")


def test_a_rate_ends_on_its_last_day():
    table = RateTable(
        [
            Rate(country="DE", region="", tax_class="standard", rate=Decimal("0.19")),
            Rate(
                country="DE",
                region="",
                tax_class="standard",
                rate=Decimal("0.16"),
                valid_from=date(2020, 7, 1),
                valid_until=date(2020, 12, 31),
            ),
        ]
    )

    days = [date(2020, 6, 30), date(2020, 7, 1), date(2020, 12, 31), date(2021, 1, 1)]
    found = [table.rate(country="DE", region="", tax_class="standard", day=day) for day in days]

    assert found == [Decimal("0.19"), Decimal("0.16"), Decimal("0.16"), Decimal("0.19")]


def test_a_country_without_rates_charges_nothing():
    assert shipped_table().rate(country="US", region="CA", tax_class="standard", day=DAY) == 0


def test_every_country_of_the_union_has_a_rate():
    missing = {
        country
        for country in place_list()
        if not shipped_table().rate(country=country, region="", tax_class="standard", day=DAY)
    }
    assert missing == set()


def place_list():
    return [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]


def test_a_file_that_cannot_be_read_names_its_line(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text("country,region,tax_class,rate,valid_from\nDE,,standard,0.19,\nFR,,standard,much,\n")

    with pytest.raises(ValueError, match=r"rates\.csv, line 3"):
        read_rates(path)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ({"country": "ES", "postcode": "35001"}, ("ES", "CN")),
        ({"country": "ES", "postcode": "28001"}, ("ES", "")),
        ({"country": "GB", "postcode": "bt1 1aa"}, ("XI", "")),
        ({"country": "GB", "postcode": "SW1A 1AA"}, ("GB", "")),
        ({"country": "PT", "postcode": "9000-001"}, ("PT", "30")),
        ({"country": "CA", "state": "Ontario"}, ("CA", "ON")),
        ({"country": "CA", "state": "on"}, ("CA", "ON")),
        ({"country": "CA", "state": "nowhere"}, ("CA", "")),
    ],
)
def test_an_address_has_a_place_of_taxation(address, place):
    assert tax_territory_of(**address) == place


def test_islands_and_exclaves_lie_outside_the_unions_vat():
    places = [("ES", ""), ("ES", "CN"), ("FI", "01"), ("XI", ""), ("GB", ""), ("CH", "")]
    assert [is_union(*place) for place in places] == [True, False, False, True, False, False]
