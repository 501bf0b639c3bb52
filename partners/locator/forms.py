"""What visitors look for and ask, what a partner says of itself, what staff decide."""

from uuid import uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _

from partners.locator.models import PartnerListing
from partners.locator.queries import Wanted, countries_shown, specialties_shown, tiers_shown
from partners.tiers.models import Tier
from shop.catalogue.models import Category, Product
from shop.contact_fields import CodeField, LineField
from shop.countries import BillingCountryField, country_name_of
from shop.numbers import LARGEST_ID

SALT = "partners.locator"
HONEYPOT = "website_address"


class SpecialtyField(forms.ModelChoiceField):
    """A category that some partner knows about."""

    def label_from_instance(self, obj: Category) -> str:
        """Call it as the shop does."""
        return str(obj.name)


class TierField(forms.ModelChoiceField):
    """A tier that some partner has."""


class FindForm(forms.Form):
    """The filters of the locator; what cannot be read is not asked."""

    q = forms.CharField(label=_("City, postcode or name"), max_length=100, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    specialty = SpecialtyField(
        Category.objects.none(), label=_("Specialty"), required=False, empty_label=_("All")
    )
    tier = TierField(Tier.objects.none(), label=_("Partner tier"), required=False, empty_label=_("All"))
    product = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        names = sorted((country_name_of(code), code) for code in countries_shown())
        countries = self.fields["country"]
        countries.choices = [("", _("All")), *((code, name) for name, code in names)]  # type: ignore[attr-defined]
        self.fields["specialty"].queryset = specialties_shown()  # type: ignore[attr-defined]
        self.fields["tier"].queryset = tiers_shown()  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        self.is_valid()
        typed = self.cleaned_data
        key = typed.get("product")
        return Wanted(
            text=typed.get("q", ""),
            country=typed.get("country", ""),
            specialty=typed.get("specialty"),
            tier=typed.get("tier"),
            product=Product.objects.browsable().filter(pk=key).first() if key else None,
        )


class EnquiryForm(forms.Form):
    """What a visitor asks a partner; `copy` knows a second click, `website_address` only machines fill."""

    name = LineField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}), max_length=200
    )
    phone = CodeField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    company_name = LineField(
        label=_("Company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    postcode = LineField(
        label=_("Postcode"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    message = forms.CharField(
        label=_("What can the partner do for you?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    consent = forms.BooleanField(
        label="",
        error_messages={"required": _("Without your consent we may not pass your enquiry on.")},
    )
    product = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)
    copy = forms.CharField(required=False, widget=forms.HiddenInput)
    website_address = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(
        self, data: object = None, *, company: str, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["copy"].initial = signing.dumps(uuid4().hex, salt=SALT)
        words = gettext("The shop may pass my enquiry and my contact details on to %(company)s.")
        self.fields["consent"].label = words % {"company": company}

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """Return what a person fills in."""
        return [self[name] for name in self.fields if name != HONEYPOT]

    @property
    def is_spam(self) -> bool:
        """Say whether the field that nobody sees was filled."""
        return bool(self.cleaned_data.get(HONEYPOT))

    @property
    def copy_number(self) -> str:
        """Return the number of this copy of the form; a new one where it was lost or forged."""
        try:
            return str(signing.loads(self.cleaned_data.get("copy", ""), salt=SALT))
        except signing.BadSignature:
            return uuid4().hex


class SpecialtiesField(forms.ModelMultipleChoiceField):
    """The main categories of the shop, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Category) -> str:
        """Call it as the shop does."""
        return str(obj.name)


class ListingForm(forms.ModelForm):
    """A partner's entry as the partner writes it."""

    country = BillingCountryField(label=_("Country"))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    specialties = SpecialtiesField(Category.objects.none(), label=_("Specialties"), required=False)

    class Meta:
        model = PartnerListing
        fields = [
            *("headline", "about", "specialties", "street", "postcode", "place", "country"),
            *("latitude", "longitude", "phone", "website", "opening_hours", "shows_logo", "shows_stock"),
        ]
        field_classes = {
            "headline": LineField,
            "street": LineField,
            "postcode": LineField,
            "place": LineField,
            "phone": CodeField,
        }
        widgets = {
            "about": forms.Textarea(attrs={"rows": 6}),
            "opening_hours": forms.Textarea(attrs={"rows": 3}),
            "latitude": forms.NumberInput(attrs={"step": "0.0001", "inputmode": "decimal"}),
            "longitude": forms.NumberInput(attrs={"step": "0.0001", "inputmode": "decimal"}),
        }

    def __init__(self, data: object = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        main = Category.objects.filter(depth=1).browsable().order_by("path")
        self.fields["specialties"].queryset = main  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Ask for both coordinates or for none."""
        typed = super().clean() or {}
        if {"latitude", "longitude"} & set(self.errors):
            return typed
        if (typed.get("latitude") is None) != (typed.get("longitude") is None):
            name = "longitude" if typed.get("longitude") is None else "latitude"
            self.add_error(name, ValidationError(gettext("Enter both coordinates or none.")))
        return typed


class RefuseForm(forms.Form):
    """Why an entry is not published."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner reads it."),
    )
