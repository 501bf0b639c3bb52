"""What a customer types about a warranty."""

from uuid import uuid4

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.form_options import FormData
from shop.returns.lookup import ACTION, TOO_OFTEN
from shop.warranties.models import WarrantyUnit
from shop.warranties.queries import Entitlement, entitlement_of, normalised_serial, units_with_serial

UNKNOWN = _("We know no item with this serial number. You can also look for your order below.")


class SerialForm(forms.Form):
    """A serial number, as it stands on the item."""

    serial = forms.CharField(label=_("Serial number"), max_length=80)

    def check(self, request: HttpRequest) -> tuple[int, list[Entitlement]]:
        """Look a serial number up; return the status of the answer and what is known of it.

        By visitor and by number one may ask so often and no more, as for orders.
        """
        if not self.is_valid():
            return 422, []
        serial = normalised_serial(self.cleaned_data["serial"])
        if not ratelimit.consume(request, action=ACTION, key=serial):  # guard: serial-lookup-rate
            self.add_error(None, TOO_OFTEN)
            return 429, []
        found = [entitlement_of(unit) for unit in units_with_serial(serial)]
        if not found:
            self.add_error("serial", UNKNOWN)
            return 422, []
        return 200, found


class RepairForm(forms.Form):
    """What is wrong with an item."""

    fault = forms.CharField(
        label=_("What is wrong?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Since when, how often, what you have tried."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, data: FormData | None = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex})


class RegisterForm(forms.Form):
    """The serial number of one unit."""

    serial = forms.CharField(label=_("Serial number"), max_length=80)

    def __init__(self, data: FormData | None = None, *, unit: WarrantyUnit) -> None:
        super().__init__(data, prefix=f"unit-{unit.pk}")
