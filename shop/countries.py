"""Countries by the name the reader knows, from CLDR."""

from collections.abc import Iterable
from copy import copy
from functools import lru_cache
from typing import Any

from babel.core import Locale, UnknownLocaleError
from django import forms
from django.db.models.signals import post_delete, post_save
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language, to_locale
from oscar.apps.address.models import Country as Country  # noqa: PLC0414 - other packages name the type

from shop.configuration.memory import LazyMemory

LENGTH_OF_CODE = 2
COUNTRIES: LazyMemory[dict[str, Country]] = LazyMemory(
    "countries", lambda: {row.pk: row for row in Country.objects.all()}
)
for _signal in (post_save, post_delete):
    _signal.connect(COUNTRIES.forget, sender=Country, weak=False, dispatch_uid="countries.changed")


def country_of(code: str) -> Country | None:
    """Return a country by its code (ISO 3166-1 alpha-2); None for one that the shop does not know."""
    return copy(COUNTRIES.get().get(code))


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(to_locale(language)).territories)
    except (UnknownLocaleError, ValueError):
        return {}


def country_name(country: Country) -> str:
    """Return a country's name in the active language, else as it is stored."""
    return _names(get_language() or "en").get(country.pk, str(country))


def country_name_of(code: str) -> str:
    """Return a country's name in the active language by its code; the code where nobody knows it."""
    return _names(get_language() or "en").get(code, code)


#: Languages in which files name countries, and names that CLDR has not.
_FILE_LANGUAGES = ("en", "de", "fr", "es", "it", "zh-hans", "zh-hant")
_SHORT_NAMES = {
    "usa": "US",
    "u.s.a.": "US",
    "uk": "GB",
    "great britain": "GB",
    "holland": "NL",
    "台湾": "TW",
    "香港": "HK",
}


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Return the codes of countries by their names in several languages, without case."""
    found = dict(_SHORT_NAMES)
    for language in _FILE_LANGUAGES:
        found |= {
            name.casefold(): code for code, name in _names(language).items() if len(code) == LENGTH_OF_CODE
        }
    return found


class _SortedCountries(ModelChoiceIterator):
    """Those that staff put first, then by name in the reader's language; from memory."""

    def __iter__(self) -> Any:
        countries = sorted(self.countries(), key=lambda c: (-c.display_order, country_name(c)))
        yield from (self.choice(country) for country in countries)

    @staticmethod
    def countries() -> Iterable[Country]:
        """Return those we send to."""
        return (country for country in COUNTRIES.get().values() if country.is_shipping_country)


class _AllCountries(_SortedCountries):
    @staticmethod
    def countries() -> Iterable[Country]:
        """Return every country."""
        return COUNTRIES.get().values()


class CountryField(forms.ModelChoiceField):
    """A country we send to."""

    iterator = _SortedCountries

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Country.objects.filter(is_shipping_country=True), empty_label=None, **kwargs)

    def label_from_instance(self, country: Country) -> str:
        """Write the name as the reader knows it."""
        return country_name(country)

    def to_python(self, value: object) -> Country | None:
        """Find the country in memory."""
        if value in self.empty_values:
            return None
        country = country_of(str(getattr(value, "pk", value)))
        if country is None or not self.allows(country):
            words = self.error_messages["invalid_choice"]
            raise forms.ValidationError(words, code="invalid_choice", params={"value": value})
        return country

    @staticmethod
    def allows(country: Country) -> bool:
        """Tell whether it can be chosen."""
        return bool(country.is_shipping_country)

    def clean(self, value: object) -> object:
        """Return the country under the name that the reader knows: Oscar's messages write it."""
        country = super().clean(value)
        if country is not None:
            country.printable_name = country_name(country)
        return country


class BillingCountryField(CountryField):
    """A country in which somebody is billed: any."""

    iterator = _AllCountries

    @staticmethod
    def allows(country: Country) -> bool:
        """Allow every country."""
        return bool(country)


class AnyCountryField(forms.ModelChoiceField):
    """Any country, as staff choose one: by its name in the reader's language, in that order."""

    iterator = _SortedCountries

    def label_from_instance(self, country: Country) -> str:
        """Write the name as the reader knows it."""
        return country_name(country)
