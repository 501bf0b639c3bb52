import pytest
from django.core.management import call_command
from django.utils import translation
from oscar.core.loading import get_model

from shop.countries import CountryField, country_name
from tests.shop.factories import CountryFactory

pytestmark = pytest.mark.django_db
Country = get_model("address", "Country")


def test_countries_are_loaded_once_and_staffs_choice_stays(settings):
    settings.KILN_DELIVERY_COUNTRIES = ["DE", "FR"]
    call_command("load_countries")
    loaded = Country.objects.count()
    Country.objects.filter(pk="FR").update(is_shipping_country=False, printable_name="La France")

    call_command("load_countries")

    assert Country.objects.count() == loaded > 240
    assert [country.pk for country in Country.objects.filter(is_shipping_country=True)] == ["DE"]
    assert Country.objects.get(pk="FR").printable_name == "La France"
    assert Country.objects.get(pk="TW").printable_name == "Taiwan"


def test_country_has_the_readers_name():
    germany = CountryFactory()

    with translation.override("zh-hans"):
        assert country_name(germany) == "德国"
    assert country_name(germany) == "Germany"


def test_list_has_the_home_country_first_then_by_name():
    CountryFactory(iso_3166_1_a2="CH", printable_name="Switzerland")
    CountryFactory(iso_3166_1_a2="AT", printable_name="Austria")
    CountryFactory(iso_3166_1_a2="AQ", printable_name="Antarctica", is_shipping_country=False)
    CountryFactory(display_order=1)

    assert [label for _value, label in CountryField().choices] == ["Germany", "Austria", "Switzerland"]
