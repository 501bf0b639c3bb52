"""Rates and exemptions are entered for a country that is chosen by name."""

import pytest
from django.utils import translation

from shop.b2b.models import Company
from shop.tax.forms import countries
from shop.tax.models import TaxExemption, TaxRate
from tests.config.roles.people import member
from tests.shop.factories import CountryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def desk(client):
    CountryFactory(iso_3166_1_a2="DE", printable_name="Germany")
    CountryFactory(iso_3166_1_a2="TW", printable_name="Taiwan")
    client.force_login(member("admin"))
    return client


def test_a_rate_is_entered_for_a_country_by_name(desk):
    page = desk.get("/cms/tax/rates/new/").content.decode()
    assert '<option value="DE">Germany</option>' in page
    rate = {"tax_class": "standard", "percent": "19", "valid_from": "2026-01-01"}

    refused = desk.post("/cms/tax/rates/new/", {**rate, "country": "Germany"})
    assert list(refused.context["form"].errors) == ["country"]
    desk.post("/cms/tax/rates/new/", {**rate, "country": "DE"})

    assert TaxRate.objects.filter(country="DE", percent=19).exists()


def test_an_exemption_keeps_a_country_that_is_no_longer_listed(desk):
    company = Company.objects.create(name="Lindenhof")
    found = TaxExemption.objects.create(
        company=company, country="XK", certificate="1", valid_from="2026-01-01"
    )

    page = desk.get(f"/cms/tax/exemptions/edit/{found.pk}/").content.decode()

    assert '<option value="XK" selected>XK</option>' in page


def test_countries_are_named_in_the_readers_language(desk):
    with translation.override("zh-hans"):
        assert ("DE", "德国") in countries()
