"""What staff type about delivery."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy
from oscar.apps.address.models import Country
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.backoffice.languages import name_languages
from shop.countries import country_name
from shop.shipping.models import LONGEST_CODE, DeliveryOption, DeliveryZoneCountry
from shop.slugs import slugify


class CountryTicks(forms.CheckboxSelectMultiple):
    """Countries in a box that scrolls, those that are ticked first."""

    def __init__(
        self, attrs: dict[str, object] | None = None, choices: Iterable[tuple[object, object]] = ()
    ) -> None:
        super().__init__({"class": "country-ticks", **(attrs or {})}, choices)

    def optgroups(self, name: str, value: list[str], attrs: dict[str, object] | None = None) -> list[Any]:
        """Put what is ticked before what is not."""
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: not group[1][0]["selected"])


class CountriesField(forms.ModelMultipleChoiceField):
    """Countries to tick, by the name the reader knows."""

    widget = CountryTicks

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Country.objects.order_by("printable_name"), **kwargs)

    def label_from_instance(self, country: Country) -> str:
        """Write the name as the reader knows it."""
        return country_name(country)


class DeliveryZoneForm(WagtailAdminModelForm):
    """A group of countries."""

    countries = CountriesField(label=gettext_lazy("Countries"))

    def clean_countries(self) -> object:
        """Refuse a country that lies in another zone: it would have two prices."""
        chosen = self.cleaned_data["countries"]
        others = DeliveryZoneCountry.objects.filter(country__in=chosen).exclude(zone=self.instance.pk)
        taken = [
            f"{country_name(place.country)} ({place.zone})"
            for place in others.select_related("country", "zone").order_by("country__printable_name")
        ]
        if taken:
            text = _("These countries are in another zone: %(countries)s.")
            raise ValidationError(text, code="taken", params={"countries": ", ".join(taken)})
        return chosen


class DeliveryOptionForm(WagtailAdminModelForm):
    """A method; its code is made of its name, once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ("name", "description"), needed=("name",))

    def save(self, commit: bool = True) -> DeliveryOption:  # noqa: FBT001, FBT002 - Django's
        """Give a new one its code."""
        if not self.instance.code:
            self.instance.code = free_code(self.cleaned_data["name_en"])
        saved: DeliveryOption = super().save(commit=commit)
        return saved


def free_code(name: str) -> str:
    """Return a code that no method has, made of a name."""
    longest = LONGEST_CODE - len("-999")
    wanted = slugify(name)[:longest].strip("-") or "delivery"
    taken = set(DeliveryOption.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(code for code in numbered if code not in taken)
