"""The checkout's forms: every field says to the browser what belongs into it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.apps.address import forms as address_forms
from oscar.apps.checkout import forms as checkout_forms
from oscar.apps.customer.utils import normalise_email

from shop.checkout.countries import CountryField

# Label, autocomplete token, further attributes; in the order shown.
ADDRESS_FIELDS: dict[str, tuple[Any, str, dict[str, str]]] = {
    "country": (_("Country or region"), "shipping country", {}),
    "first_name": (_("First name"), "shipping given-name", {}),
    "last_name": (_("Last name"), "shipping family-name", {}),
    "line1": (_("Street and number"), "shipping address-line1", {}),
    "line2": (_("Flat, floor or company"), "shipping address-line2", {}),
    "postcode": (_("Postcode"), "shipping postal-code", {"autocapitalize": "characters"}),
    "line4": (_("Town or city"), "shipping address-level2", {}),
    "state": (_("State or province"), "shipping address-level1", {}),
    "phone_number": (_("Telephone"), "shipping tel", {"inputmode": "tel"}),
    "notes": (_("A word for the courier"), "off", {"rows": "3"}),
}
PHONE_HELP = _("For questions about the delivery only.")


class GatewayForm(forms.Form):
    """A guest's e-mail address, to which the order's mail goes."""

    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Please give your e-mail address."),
            "invalid": _("Please give an address like ada@example.com."),
        },
    )

    def clean_email(self) -> str:
        """Lower the case of the address's domain, as accounts do."""
        return normalise_email(self.cleaned_data["email"])


class AddressFieldsMixin(forms.BaseForm):
    """Labels, autofill tokens and the country list for a form over one of Oscar's addresses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = CountryField()
        for name, (label, content, attributes) in ADDRESS_FIELDS.items():
            field = self.fields[name]
            field.label = label
            field.widget.attrs.update({"autocomplete": content, **attributes})
            if field.required:
                field.error_messages["required"] = _("This is needed for the delivery.")
        self.fields["phone_number"].widget.input_type = "tel"
        self.fields["phone_number"].help_text = PHONE_HELP
        self.fields["notes"].help_text = ""
        self.order_fields(ADDRESS_FIELDS)


class ShippingAddressForm(AddressFieldsMixin, checkout_forms.ShippingAddressForm):
    """Where the parcel goes."""

    def adjust_country_field(self) -> None:
        """Leave the list of countries to `CountryField`."""

    class Meta(checkout_forms.ShippingAddressForm.Meta):
        fields = list(ADDRESS_FIELDS)


class UserAddressForm(AddressFieldsMixin, address_forms.UserAddressForm):
    """An address of the buyer's address book."""

    class Meta(address_forms.UserAddressForm.Meta):
        fields = list(ADDRESS_FIELDS)


class ShippingMethodForm(forms.Form):
    """Which delivery method; `methods` are those that can be chosen."""

    method_code = forms.ChoiceField(
        label=_("Delivery"),
        error_messages={
            "required": _("Please choose a delivery method."),
            "invalid_choice": _("Please choose one of these delivery methods."),
        },
    )

    def __init__(self, *args: Any, methods: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["method_code"]
        field.choices = [(method.code, method.name) for method in methods]


class PaymentMethodForm(forms.Form):
    """Which payment method; `methods` are those that can be chosen."""

    method = forms.ChoiceField(
        label=_("Payment"),
        error_messages={
            "required": _("Please choose how to pay."),
            "invalid_choice": _("Please choose one of these ways to pay."),
        },
    )

    def __init__(self, *args: Any, methods: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["method"]
        field.choices = [(method.code, method.name) for method in methods]
