"""The checkout's address forms: fields, order, labels and rules follow from the country chosen."""

from typing import Any

import phonenumbers
from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy as _
from oscar.apps.address import forms as address_forms
from oscar.apps.checkout import forms as checkout_forms
from phonenumber_field.phonenumber import PhoneNumber

from shop.checkout.address_formats import FLAT, POSTCODE, STREET, TOWN, AddressFormat, format_of
from shop.checkout.administrative_areas import area_choices, is_known_area
from shop.contact_data import plain_code
from shop.contact_fields import LineField
from shop.countries import BillingCountryField, CountryField

# Label, autocomplete token, further attributes.
ADDRESS_FIELDS: dict[str, tuple[Any, str, dict[str, str]]] = {
    "country": (_("Country or region"), "shipping country", {}),
    "first_name": (_("First name"), "shipping given-name", {}),
    "last_name": (_("Last name"), "shipping family-name", {}),
    "line1": (STREET, "shipping address-line1", {}),
    "line2": (FLAT, "shipping address-line2", {}),
    "line3": (_("District"), "shipping address-level3", {}),
    "postcode": (POSTCODE, "shipping postal-code", {"autocapitalize": "characters"}),
    "line4": (TOWN, "shipping address-level2", {}),
    "state": (_("State or province"), "shipping address-level1", {}),
    "phone_number": (_("Telephone"), "shipping tel", {"inputmode": "tel"}),
    "notes": (_("Delivery instructions"), "off", {"rows": "3"}),
}
ALWAYS_NEEDED = frozenset({"country", "first_name", "last_name", "line1"})
LINES = ("first_name", "last_name", "line1", "line2", "line3", "line4", "state", "postcode")
FIELD_CLASSES = dict.fromkeys(LINES, LineField)
PHONE_HELP = _("For questions about the delivery only.")


class AddressFieldsMixin(forms.BaseForm):
    """A form over one of Oscar's addresses, as people write addresses in its country.

    What was typed into a field that this country does not have travels along in `kept`, so
    that it is there again when the country changes back.
    """

    instance: Any
    kept: dict[str, object]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = CountryField()
        self.country_code = self._country_code()
        self.initial.setdefault("country", self.country_code)
        self.format: AddressFormat = format_of(self.country_code)
        for name, (label, token, attributes) in ADDRESS_FIELDS.items():
            self._dress(name, self.format.labels.get(name, label), token, attributes)
        self._choose_from_lists()
        self._drop_what_is_not_written()
        self.order_fields(["country", *self.format.fields, "phone_number", "notes"])

    def _country_code(self) -> str:
        """The country chosen, typed before or on the address; else the first of the list."""
        given = self.data.get(self.add_prefix("country")) if self.is_bound else self.initial.get("country")
        code = getattr(given, "pk", given) or getattr(self.instance, "country_id", None)
        if code:
            return str(code)
        countries: Any = self.fields["country"]
        return next((str(key) for key, _label in countries.choices if key), "")

    def _typed_into(self, name: str) -> object:
        if self.is_bound:
            return self.data.get(self.add_prefix(name), "")
        return self.initial.get(name) or getattr(self.instance, name, "") or ""

    def _dress(self, name: str, label: Any, token: str, attributes: dict[str, str]) -> None:
        field = self.fields[name]
        field.label = label
        field.required = name in ALWAYS_NEEDED or name in self.format.required
        field.widget.attrs.update({"autocomplete": token, **attributes})
        field.error_messages["required"] = _("This is needed for the delivery.")
        if name == "phone_number":
            field.widget.input_type = "tel"
            field.help_text = PHONE_HELP
            field.widget.attrs["placeholder"] = _example_number(self.country_code)
        if name == "notes":
            field.help_text = ""

    def _choose_from_lists(self) -> None:
        for name in self.format.lists:
            field = self.fields[name]
            choices = area_choices(self.country_code, name, chosen={"state": self._typed_into("state")})
            field.widget = forms.Select(attrs=field.widget.attrs, choices=choices)
        # Another country has other fields, another province other cities: the script looks at once.
        for name in {"country", "state"} & (self.format.lists | {"country"}):
            self.fields[name].widget.attrs["data-look"] = ""

    def _drop_what_is_not_written(self) -> None:
        shown = {"country", "phone_number", "notes", *self.format.fields}
        self.kept = {}
        for name in set(ADDRESS_FIELDS) - shown:
            del self.fields[name]
            if typed := self._typed_into(name):
                self.kept[name] = typed

    @property
    def field_rows(self) -> list[list[BoundField]]:
        """The fields between country and telephone, row by row."""
        return [[self[name] for name in row] for row in self.format.rows]

    def clean_postcode(self) -> str:
        """Return the postcode as the country writes it."""
        text: str = self.cleaned_data["postcode"]
        found = self.format.clean_postcode(text) if text else text
        if found is None:
            words = gettext("Please write a postcode as %(example)s.")
            raise forms.ValidationError(words % {"example": self.format.example}, code="postcode")
        return found

    def clean_phone_number_field(self, field_name: str) -> object:
        """Read a number as people in the country write it, or with its country code anywhere."""
        number = self.cleaned_data.get(field_name)
        if not number:
            return ""
        try:
            phone = PhoneNumber.from_string(plain_code(number), region=self.country_code or None)
        except phonenumbers.NumberParseException:
            phone = None
        if phone is None or not phone.is_valid():
            words = gettext("Please write a number as %(example)s, or with its country code.")
            self.add_error(field_name, words % {"example": _example_number(self.country_code)})
            return number
        return phone

    def clean(self) -> dict[str, object]:
        """Hold what is chosen from a list against the list; forget what is not written in this country."""
        cleaned: Any = super().clean()
        for name in self.format.lists:
            value = cleaned.get(name)
            if value and not is_known_area(self.country_code, name, value, chosen=cleaned):
                self.add_error(name, gettext("Please choose one from the list."))
        for name in self.kept:
            setattr(self.instance, name, "")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the country to its field, which knows them all: the model would ask the database for it."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"country"}

    def add_error(self, field: str | None, error: Any) -> None:
        """Leave a field at one message: the model would say the same once more, in other words."""
        if field is None and hasattr(error, "error_dict"):
            fresh = {name: said for name, said in error.error_dict.items() if name not in self.errors}
            error = forms.ValidationError(fresh)
        super().add_error(field, error)


def _example_number(country: str) -> str:
    """Return a number as one writes it in a country; empty for none."""
    example = phonenumbers.example_number(country)
    style = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(example, style) if example else "+49 30 123456"


class ShippingAddressForm(AddressFieldsMixin, checkout_forms.ShippingAddressForm):
    """Where the parcel goes."""

    def adjust_country_field(self) -> None:
        """Leave the list of countries to `CountryField`."""

    class Meta(checkout_forms.ShippingAddressForm.Meta):
        fields = list(ADDRESS_FIELDS)
        field_classes = FIELD_CLASSES


class BillingAddressForm(ShippingAddressForm):
    """Who is billed for goods that are picked up; nothing has to be delivered there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = BillingCountryField()
        for name, field in self.fields.items():
            field.error_messages["required"] = _("This is needed for the invoice.")
            token = field.widget.attrs.get("autocomplete", "")
            field.widget.attrs["autocomplete"] = token.replace("shipping", "billing")
            if name == "phone_number":
                field.help_text = _("For questions about the order only.")
        self.fields["country"].widget.attrs.update({"autocomplete": "billing country", "data-look": ""})
        self.fields["country"].label = ADDRESS_FIELDS["country"][0]
        self.fields.pop("notes", None)
        self.order_fields(["country", *self.format.fields, "phone_number"])


class UserAddressForm(AddressFieldsMixin, address_forms.UserAddressForm):
    """An address of the buyer's address book."""

    class Meta(address_forms.UserAddressForm.Meta):
        fields = list(ADDRESS_FIELDS)
        field_classes = FIELD_CLASSES
