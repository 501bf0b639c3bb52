"""The fields with which staff say for whom an offer is, and how much it may give."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from shop.b2b.models import Company
from shop.backoffice.form_sections import FormSection
from shop.backoffice.picker import PickerField
from shop.countries import COUNTRIES, country_name
from shop.money import MoneyField
from shop.offer.customer_groups import group_choices
from shop.offer.models import ConditionalOffer

FIELDS = "backoffice/offers/fields.html"
MOST_COMPANIES = 200
HIGHEST_MARGIN = 1000
#: A code with its words, or the words of a group with its codes.
Choice = tuple[str, str | Sequence[tuple[str, str]]]


def country_choices() -> list[tuple[str, str]]:
    """List the shop's countries by name."""
    return sorted(
        ((code, country_name(row)) for code, row in COUNTRIES.get().items()), key=lambda pair: pair[1]
    )


class CompaniesField(PickerField):
    """Companies, looked for by name."""

    def __init__(self, *, label: str | Promise) -> None:
        super().__init__(
            Company.objects.order_by("name", "pk"),
            url_name="offer_companies",
            search_label=gettext_lazy("Search companies by name"),
            most=MOST_COMPANIES,
            required=False,
            label=label,
        )


class KeptChoiceField(forms.MultipleChoiceField):
    """Codes to tick; one that is saved but not offered any more stays among them until it is unticked."""

    widget = forms.CheckboxSelectMultiple

    def set_up(self, choices: Sequence[Choice], kept: Sequence[str]) -> None:
        """Offer these, and what is saved."""
        known = {key for label, group in choices for key in _keys(label, group)}
        self.choices = [*choices, *((key, key) for key in kept if key not in known)]


def _keys(label: str, group: str | Sequence[tuple[str, str]]) -> list[str]:
    return [label] if isinstance(group, str) else [key for key, _words in group]


class AudienceForm(forms.Form):
    """For whom, and how much at most. Whatever stays empty bounds nothing."""

    countries = KeptChoiceField(
        label=gettext_lazy("Only for orders to"),
        required=False,
        help_text=gettext_lazy("None ticked: everywhere."),
    )
    customer_groups = KeptChoiceField(
        label=gettext_lazy("Only for these customer groups"),
        required=False,
        help_text=gettext_lazy("None ticked: everybody. Who is not logged in is in no group."),
    )
    companies = CompaniesField(label=gettext_lazy("Companies"))
    max_discount_per_order = MoneyField(
        label=gettext_lazy("Discount per order, at most"), required=False, min_value=None
    )
    margin_floor = forms.DecimalField(
        label=gettext_lazy("Margin on the cost, at least (%)"),
        required=False,
        min_value=0,
        max_value=HIGHEST_MARGIN,
        max_digits=6,
        decimal_places=2,
        help_text=gettext_lazy(
            "It never takes a product below its cost plus so much. "
            "Products without a cost are not held by it."
        ),
    )

    def set_up_audience(self) -> None:
        """Offer the countries and groups that there are."""
        offer: ConditionalOffer = self.instance  # type: ignore[attr-defined]
        fields = self.fields
        fields["countries"].set_up(country_choices(), offer.countries)  # type: ignore[attr-defined]
        fields["customer_groups"].set_up(group_choices(), offer.customer_groups)  # type: ignore[attr-defined]
        if not fields["customer_groups"].choices:  # type: ignore[attr-defined]
            del fields["customer_groups"]
        self.initial["companies"] = [each.pk for each in offer.companies.all()] if offer.pk else []

    def clean_max_discount_per_order(self) -> Decimal | None:
        """Refuse a limit of nothing: that is an offer that is off."""
        typed: Decimal | None = self.cleaned_data["max_discount_per_order"]
        if typed is not None and typed <= 0:
            raise forms.ValidationError(_("Enter an amount above zero, or leave it empty."))
        return typed

    def clean_audience(self) -> None:
        """Refuse certain companies where none is named."""
        typed = self.cleaned_data
        if typed.get("company_scope") == "chosen" and not typed.get("companies"):
            self.add_error("companies", _("Pick at least one company."))


AUDIENCE = FormSection(
    name="audience",
    title=gettext_lazy("For whom"),
    fields=["first_order_only", "company_scope", "companies", "customer_groups", "countries"],
    template_name=FIELDS,
)
