"""Countries by the name the reader knows, from CLDR."""

from functools import lru_cache
from typing import Any

from babel.core import Locale, UnknownLocaleError
from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language, to_locale
from oscar.apps.address.models import Country


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(to_locale(language)).territories)
    except (UnknownLocaleError, ValueError):
        return {}


def country_name(country: Country) -> str:
    """Return a country's name in the active language, else as it is stored."""
    return _names(get_language() or "en").get(country.pk, str(country))


class _SortedCountries(ModelChoiceIterator):
    """Those that staff put first, then by name in the reader's language."""

    def __iter__(self) -> Any:
        countries = sorted(self.queryset, key=lambda c: (-c.display_order, country_name(c)))
        yield from (self.choice(country) for country in countries)


class CountryField(forms.ModelChoiceField):
    """A country we send to."""

    iterator = _SortedCountries

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Country.objects.filter(is_shipping_country=True), empty_label=None, **kwargs)

    def label_from_instance(self, country: Country) -> str:
        """Write the name as the reader knows it."""
        return country_name(country)

    def clean(self, value: object) -> object:
        """Return the country under the name that the reader knows: Oscar's messages write it."""
        country = super().clean(value)
        if country is not None:
            country.printable_name = country_name(country)
        return country


class AnyCountryField(forms.ModelChoiceField):
    """Any country, as staff choose one: by its name in the reader's language, in that order."""

    iterator = _SortedCountries

    def label_from_instance(self, country: Country) -> str:
        """Write the name as the reader knows it."""
        return country_name(country)
