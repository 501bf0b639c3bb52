"""Forms of the back office about a country's taxes."""

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import Country
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.countries import country_name


def countries() -> list[tuple[str, str]]:
    """List all countries by code and by the name the reader knows, sorted by it."""
    known = [(country.pk, country_name(country)) for country in Country.objects.all()]
    return [("", "---------"), *sorted(known, key=lambda each: each[1])]


class CountryForm(WagtailAdminModelForm):
    """Whatever holds in a country, which is chosen by name; the table keeps its two letters."""

    country = forms.ChoiceField(label=_("Country"), choices=countries)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer a country that stands there already, even if the list of countries has lost it."""
        super().__init__(*args, **kwargs)
        code, field = self.instance.country, self.fields["country"]
        if code and code not in dict(field.choices):  # type: ignore[attr-defined]
            field.choices = [*field.choices, (code, code)]  # type: ignore[attr-defined]
