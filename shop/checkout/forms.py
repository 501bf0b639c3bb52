"""The checkout's forms: every field says to the browser what belongs into it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Unpack, cast

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping.methods import Base

from shop.form_options import FormData, FormOptions

if TYPE_CHECKING:
    from shop.checkout.company_fields import CompanyTerms
from shop.checkout.address_forms import ShippingAddressForm, UserAddressForm
from shop.contact_fields import CodeField, LineField
from shop.mail.newsletter import NewsletterField
from shop.shipping.methods import choice_of
from shop.tax.services import clean_vat_id

__all__ = [
    "CompanyForm",
    "GatewayForm",
    "NoteForm",
    "PaymentMethodForm",
    "ShippingAddressForm",
    "ShippingMethodForm",
    "UserAddressForm",
]


class GatewayForm(forms.Form):
    """A guest's e-mail address, to which the order's mail goes, and whether they want the newsletter."""

    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Please give your e-mail address."),
            "invalid": _("Please give an address like ada@example.com."),
        },
    )
    newsletter = NewsletterField()


class ShippingMethodForm(forms.Form):
    """Which delivery method; `methods` are those that can be chosen, `days` the free days by their choice."""

    method_code = forms.ChoiceField(
        label=_("Delivery"),
        error_messages={
            "required": _("Please choose a delivery method."),
            "invalid_choice": _("Please choose one of these delivery methods."),
        },
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        methods: Sequence[Base] = (),
        days: Mapping[str, Sequence[date]] | None = None,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.days = days or {}
        field = cast("forms.ChoiceField", self.fields["method_code"])
        field.choices = [(choice_of(method), method.name) for method in methods]
        for choice in self.days:
            self.fields[day_field(choice)] = forms.CharField(required=False)

    def clean(self) -> dict[str, object]:
        """Find the day typed for the method chosen; the first free one where none was."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        choice = str(cleaned.get("method_code", ""))
        cleaned["day"] = None
        if choice not in self.days:
            return cleaned
        free, typed = self.days[choice], str(cleaned.get(day_field(choice), ""))
        if not free:
            self.add_error(
                "method_code", _("All days of this delivery method are taken. Choose another one.")
            )
        elif typed and typed not in {day.isoformat() for day in free}:
            self.add_error("method_code", _("This day is no longer available. Choose another delivery day."))
        else:
            cleaned["day"] = parse_date(typed) if typed else free[0]
        return cleaned


def day_field(choice: str) -> str:
    """Return the name of the field for the delivery day of a method."""
    return f"day-{choice}"


class CompanyForm(forms.Form):
    """The company that buys, if one does: its name for the invoice, its VAT id for the tax.

    Whether the id is registered is answered by `shop.tax.services.check_vat_id`, not here.
    """

    company = LineField(
        label=_("Company"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "billing organization"}),
    )
    vat_id = CodeField(
        label=_("VAT id"),
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("With the country code, such as FR40303265045."),
    )

    def clean_vat_id(self) -> str:
        """Return the id without spaces, in capitals; refuse wrong check digits."""
        typed = self.cleaned_data["vat_id"]
        return clean_vat_id(typed) if typed else ""


class PaymentMethodForm(CompanyForm):
    """Which payment method, and who is billed; `methods` are those that can be chosen.

    None is needed where gift cards and store credit pay all of it.
    """

    method = forms.ChoiceField(
        label=_("Payment"),
        error_messages={
            "required": _("Please choose how to pay."),
            "invalid_choice": _("Please choose one of these ways to pay."),
        },
    )

    po_number = LineField(
        label=_("Your order number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please give your order number: your company needs it.")},
    )
    cost_centre = forms.ChoiceField(label=_("Cost centre"), required=False)
    gift_code = CodeField(
        label=_("Gift card code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        methods: Sequence[Base] = (),
        needs_method: bool = True,
        terms: "CompanyTerms | None" = None,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        field = cast("forms.ChoiceField", self.fields["method"])
        field.choices = [(method.code, method.name) for method in methods]
        field.required = needs_method
        self._ask_company(terms)

    def _ask_company(self, terms: "CompanyTerms | None") -> None:
        """Ask people of a company for its order number and cost centre, others for neither."""
        centre = cast("forms.ChoiceField", self.fields["cost_centre"])
        if terms is None:
            del self.fields["po_number"], self.fields["cost_centre"]
            return
        self.fields["po_number"].required = terms.needs_po_number
        if not terms.cost_centres:
            del self.fields["cost_centre"]
        else:
            centre.choices = [("", "-"), *((str(one.pk), str(one)) for one in terms.cost_centres)]


class NoteForm(forms.Form):
    """What the buyer wants to tell the shop about the order."""

    note = forms.CharField(
        label=_("Order note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
