"""What staff type about delivery."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from oscar.apps.address.models import Country
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.backoffice.languages import name_languages
from shop.carriers.postcodes import normal_postcodes
from shop.countries import CountryField, country_name
from shop.shipping.models import LONGEST_CODE, DeliveryOption, DeliveryZoneCountry
from shop.slugs import slugify
from shop.stock.forms import LinesForm
from shop.stock.weekdays import WeekdaysField
from shop.uploads.fields import TableField

POSTCODES_HELP = gettext_lazy("Beginnings and ranges, such as 10, 20000-29999; empty: all.")


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

    def __init__(self, *, label: str | Promise) -> None:
        super().__init__(Country.objects.order_by("printable_name"), label=label)

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

    delivery_weekdays = WeekdaysField(label=gettext_lazy("Delivers on"), required=False)

    #: What a form that does not ask for it leaves as it is, or as the model begins.
    DEFAULTED = ("kind", "pricing", "pickup_price", "days_shown", "delivery_weekdays")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ("name", "description"), needed=("name",))
        for name in self.DEFAULTED:
            self.fields[name].required = False

    def clean(self) -> dict[str, object]:
        """Ask a method for what its way of pricing needs."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        for name in self.DEFAULTED:
            if cleaned.get(name) in (None, "") and name not in self.errors:
                cleaned[name] = getattr(self.instance, name)
        kinds = DeliveryOption.Kind, DeliveryOption.Pricing
        if cleaned.get("kind") == kinds[0].SHIP and cleaned.get("pricing") == kinds[1].CARRIER:
            service = cleaned.get("service")
            if service is None:
                self.add_error("service", _("Choose the carrier service whose prices are asked for."))
        if cleaned.get("offers_days") and cleaned.get("kind") == kinds[0].PICKUP:
            self.add_error("offers_days", _("Customers come for a pickup when it is ready."))
        return cleaned

    def save(self, commit: bool = True) -> DeliveryOption:  # noqa: FBT001, FBT002 - Django's
        """Give a new one its code."""
        if not self.instance.code:
            self.instance.code = free_code(self.cleaned_data["name_en"])
        saved: DeliveryOption = super().save(commit=commit)
        return saved


class TableRowForm(WagtailAdminModelForm):
    """A row of a price table."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        option: Any = self.fields["option"]
        option.queryset = DeliveryOption.objects.filter(pricing=DeliveryOption.Pricing.TABLE)
        self.fields["postcodes"].help_text = POSTCODES_HELP

    def clean_postcodes(self) -> str:
        """Keep the patterns in one form, so that the same row is not entered twice."""
        return normal_postcodes(self.cleaned_data["postcodes"])


class TableFileForm(forms.Form):
    """A price table as a file."""

    file = TableField(label=gettext_lazy("File"), help_text=gettext_lazy("A CSV or XLSX file."))
    replaces = forms.BooleanField(
        label=gettext_lazy("Remove rows that are not in the file"),
        required=False,
        help_text=gettext_lazy("Of the delivery methods that the file names."),
    )


class PriceCheckForm(LinesForm):
    """A basket that is only imagined, and where it goes."""

    country = CountryField(label=gettext_lazy("Country"))
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=16, required=False)
    field_order = ["country", "postcode", "lines"]


def free_code(name: str) -> str:
    """Return a code that no method has, made of a name."""
    longest = LONGEST_CODE - len("-999")
    wanted = slugify(name)[:longest].strip("-") or "delivery"
    taken = set(DeliveryOption.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(code for code in numbered if code not in taken)
