"""What staff type about leads: one by hand, its facts, who gets it, why not, and what it becomes."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar, Unpack

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from crm_core.customers.models import Team, Territory
from crm_core.leads.access import colleagues
from crm_core.leads.kinds import kind_choices
from crm_core.leads.models import Lead
from crm_core.leads.scoring import rescore
from shop.backoffice.picker import PickerField
from shop.catalogue.models import Product
from shop.contact_data import normalised_email, normalised_phone
from shop.contact_fields import CodeField, LineField
from shop.countries import country_names
from shop.form_options import FormData, FormOptions, ModelFormOptions
from shop.user.models import User

MINE, NOBODYS = "mine", "nobody"


class ProductsField(PickerField):
    """Products with all their variants, by name and SKU."""

    def __init__(self) -> None:
        super().__init__(
            Product.objects.exclude(structure=Product.CHILD),
            url_name="lead_products",
            search_label=_("Search products by name or SKU"),
            required=False,
            label=_("Products"),
        )

    def label_from_instance(self, obj: Product) -> str:
        """Return the title, with the product's own SKU where it has one."""
        title = str(obj.get_title())
        return f"{title} ({obj.code})" if obj.code else title


def checked_country(text: str) -> str:
    """Return a country's code as it was typed, or by its name. Raises ValidationError for what is none."""
    plain = text.strip()
    codes = country_names()
    code = plain.upper() if plain.upper() in set(codes.values()) else codes.get(plain.casefold(), "")
    if plain and not code:
        raise ValidationError(gettext("This is no country."))
    return code


class LeadForm(forms.ModelForm):
    """What is known of a lead; who it is stands on the customer's page."""

    country = LineField(
        label=_("Country"), required=False, max_length=60, help_text=_("Name or two letters.")
    )
    products = ProductsField()

    class Meta:
        model = Lead
        fields: ClassVar = ["wants", "products", "company_name", "vat_id", "country", "postcode", "language"]
        field_classes: ClassVar = {"company_name": LineField, "vat_id": CodeField, "postcode": CodeField}
        widgets: ClassVar = {"wants": forms.Textarea(attrs={"rows": 4})}

    def __init__(
        self,
        data: FormData | None = None,
        *,
        for_user: User | None = None,
        **kwargs: Unpack[ModelFormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.for_user = for_user

    def clean_country(self) -> str:
        """Take a code or a name."""
        return checked_country(self.cleaned_data["country"])

    def save(self, commit: bool = True) -> Lead:  # noqa: FBT001, FBT002 - Django's signature
        """Write it, and score it anew by what it says now."""
        lead: Lead = super().save(commit=commit)
        return rescore(lead) if commit else lead


class NewLeadForm(forms.Form):
    """A lead by hand: somebody called, or was met at a fair. An address or a number says who it is."""

    name = LineField(label=pgettext_lazy("of a person or company", "Name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = CodeField(label=_("Phone"), max_length=40, required=False)
    company_name = LineField(label=_("Company name"), max_length=200, required=False)
    vat_id = CodeField(label=_("VAT id"), max_length=32, required=False)
    country = LineField(
        label=_("Country"), required=False, max_length=60, help_text=_("Name or two letters.")
    )
    postcode = CodeField(label=_("Postcode"), max_length=64, required=False)
    wants = forms.CharField(
        label=_("What they want"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    products = ProductsField()
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("By the routing rules"),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: FormData | None = None, *, user: User, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        staff = colleagues() if user.has_perm("leads.assign_lead") else colleagues().filter(pk=user.pk)
        self.fields["owner"].queryset = staff  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        """Take a code or a name."""
        return checked_country(self.cleaned_data["country"])

    def clean_email(self) -> str:
        """Spell the address as keys are spelt."""
        raw = self.cleaned_data["email"]
        email = normalised_email(raw)
        if raw and not email:
            raise ValidationError(gettext("This is no e-mail address."))
        return email

    def clean(self) -> dict[str, object]:
        """Read the number with its country, and ask for something by which they are found again."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        phone, country = str(data.get("phone") or ""), str(data.get("country") or "")
        number = normalised_phone(phone, region=country)
        if phone and not number:
            words = gettext("Write the number with its country code, for example +49 30 1234567.")
            self.add_error("phone", words)
        data["phone"] = number
        if not self.errors and not (data.get("email") or number):
            raise ValidationError(gettext("Give an e-mail address or a phone number."))
        return data


class AssignForm(forms.Form):
    """Who gets the lead; nobody is a choice, too."""

    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]


class DisqualifyForm(forms.Form):
    """Why nothing comes of it."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "---------"), *Lead.Reason.choices], initial=""
    )
    note = LineField(label=_("Note"), max_length=500, required=False)


class LeadFilterSet(WagtailFilterSet):
    """State, source, whose it is, whether the first contact is late, when it came."""

    who = django_filters.ChoiceFilter(
        label=_("Whose"),
        choices=[(MINE, _("Mine")), (NOBODYS, _("Nobody's"))],
        method="filter_who",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Lead.State.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    late = django_filters.BooleanFilter(
        label=_("First contact late"), method="filter_late", widget=BooleanRadioSelect
    )
    kind = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("of a lead", "Source"),
        choices=kind_choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    owner = django_filters.ModelMultipleChoiceFilter(
        label=_("Owner"),
        queryset=lambda _request: colleagues(),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    team = django_filters.ModelMultipleChoiceFilter(
        label=_("Team"),
        queryset=lambda _request: Team.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    territory = django_filters.ModelMultipleChoiceFilter(
        label=_("Territory"),
        queryset=lambda _request: Territory.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Came in"), widget=DateRangePickerWidget)

    class Meta:
        model = Lead
        fields: ClassVar[list[str]] = []

    def filter_who(self, leads: QuerySet[Lead], _name: str, value: str) -> QuerySet[Lead]:
        """Keep one's own open leads, or those that nobody has."""
        wanted = leads.filter(open_slot=True)
        return wanted.filter(owner=self.request.user.pk if value == MINE else None)

    def filter_late(self, leads: QuerySet[Lead], _name: str, value: bool) -> QuerySet[Lead]:  # noqa: FBT001
        """Keep those whose first contact is overdue, or the others."""
        late = {"open_slot": True, "first_contacted_at": None, "first_contact_due_at__lt": timezone.now()}
        return leads.filter(**late) if value else leads.exclude(**late)


class QualifyForm(forms.Form):
    """What a lead becomes; every field is filled in from what is known of it."""

    account = forms.ChoiceField(label=pgettext_lazy("a customer", "Account"), widget=forms.RadioSelect)
    company_name = LineField(label=_("Name of the new company"), max_length=200, required=False)
    vat_id = CodeField(label=_("VAT id of the new company"), max_length=32, required=False)
    role = LineField(label=_("Their role in the company"), max_length=120, required=False)
    opens_deal = forms.BooleanField(label=_("Open a deal"), required=False, initial=True)
    title = LineField(label=_("Title of the deal"), max_length=200, required=False)
    pipeline: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Pipeline"), queryset=None, required=False, empty_label=None
    )
    amount = forms.DecimalField(
        label=_("Expected amount"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(9_999_999),
        decimal_places=2,
        help_text=_("Tax included. Products with a price count instead."),
    )
    expected_close_on = forms.DateField(
        label=_("Expected close"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        accounts: Iterable[tuple[str, str]],
        pipelines: QuerySet[Model],
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]
        self.fields["pipeline"].queryset = pipelines  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """A new company has a name, a deal a title."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        if data.get("account") == NEW and not data.get("company_name"):
            self.add_error("company_name", gettext("Give the company a name."))
        if data.get("opens_deal") and not data.get("title"):
            self.add_error("title", gettext("Give the deal a title."))
        return data


NEW, PERSON = "new", "person"
