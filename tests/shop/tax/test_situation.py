from datetime import date
from decimal import Decimal

import pytest

from shop.tax.situation import EXEMPT, EXPORT, REVERSE_CHARGE, TAXED, Terms, decide_treatment
from shop.tax.table import shipped_table

DAY = date(2026, 11, 1)


def from_germany(country: str, region: str = "", **wanted):
    wanted = {"terms": Terms(), "table": shipped_table(), "day": DAY, **wanted}
    return decide_treatment(home="DE", country=country, region=region, **wanted)


@pytest.mark.parametrize(
    ("country", "region", "treatment", "rate"),
    [
        ("DE", "", TAXED, "0.19"),
        ("DE", "HELGOLAND", EXPORT, "0"),
        ("FR", "", TAXED, "0.20"),
        ("DK", "", TAXED, "0.25"),
        ("PT", "30", TAXED, "0.22"),
        ("ES", "CN", EXPORT, "0"),
        ("XI", "", TAXED, "0.20"),
        ("GB", "", EXPORT, "0"),
        ("CN", "", EXPORT, "0"),
        ("US", "CA", EXPORT, "0"),
    ],
)
def test_the_destination_decides(country, region, treatment, rate):
    found = from_germany(country, region)

    assert (found.treatment, found.rate("standard")) == (treatment, Decimal(rate))


def test_a_checked_vat_id_of_another_country_shifts_the_tax():
    abroad = from_germany("FR", vat_id="FR40303265045", vat_check_id=7)
    greek = from_germany("GR", vat_id="EL094259216", vat_check_id=8)
    at_home = from_germany("DE", vat_id="DE136695976", vat_check_id=9)
    of_home_abroad = from_germany("FR", vat_id="DE136695976", vat_check_id=9)
    unchecked = from_germany("FR", vat_id="FR40303265045")

    assert [s.treatment for s in (abroad, greek, at_home, of_home_abroad, unchecked)] == [
        REVERSE_CHARGE,
        REVERSE_CHARGE,
        TAXED,
        TAXED,
        TAXED,
    ]
    assert (abroad.vat_id, abroad.vat_check_id, at_home.vat_check_id) == ("FR40303265045", 7, None)


def test_a_certificate_exempts_and_registration_charges():
    assert from_germany("DE", certificate="NATO-1").treatment == EXEMPT
    swiss = from_germany("CH", terms=Terms(is_registered=True))
    assert (swiss.treatment, swiss.rate("standard"), swiss.rate("reduced")) == (
        TAXED,
        Decimal("0.081"),
        Decimal("0.026"),
    )
    ontario = from_germany("CA", "ON", terms=Terms(is_registered=True))
    assert ontario.rate("standard") == Decimal("0.13")


def test_below_the_threshold_the_rate_at_home_is_charged():
    assert from_germany("FR", charges_destination=False).rate("standard") == Decimal("0.19")


def test_within_the_united_kingdom_northern_ireland_is_at_home():
    found = decide_treatment(
        home="GB", country="XI", region="", day=DAY, table=shipped_table(), terms=Terms()
    )
    assert (found.treatment, found.rate("standard")) == (TAXED, Decimal("0.20"))


def test_rates_begin_on_their_day():
    before = from_germany("EE", day=date(2025, 6, 30)).rate("standard")
    after = from_germany("EE", day=date(2025, 7, 1)).rate("standard")
    assert (before, after) == (Decimal("0.22"), Decimal("0.24"))


def test_a_class_without_a_rate_bears_the_standard_rate_and_zero_none():
    assert from_germany("DK").rate("reduced") == Decimal("0.25")
    assert from_germany("FR").rate("zero") == 0
    assert from_germany("FR").rate("no such class") == Decimal("0.20")


def test_what_a_stored_price_becomes():
    stored = Decimal("119.00")

    def price(found):
        return found.unit_price(stored, tax_class="standard", currency="EUR")

    assert price(from_germany("DE")) == (Decimal("100.00"), Decimal("119.00"))
    assert price(from_germany("FR")) == (Decimal("99.17"), Decimal("119.00"))
    assert price(from_germany("FR", terms=Terms(keeps_net=True))) == (Decimal("100.00"), Decimal("120.00"))
    assert price(from_germany("CN")) == (Decimal("100.00"), Decimal("100.00"))
    assert price(from_germany("FR", vat_id="FR40303265045", vat_check_id=7)) == (
        Decimal("100.00"),
        Decimal("100.00"),
    )
