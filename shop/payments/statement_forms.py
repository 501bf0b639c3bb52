"""What staff upload and assign."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.order.models import Order

LARGEST = 5 * 1024 * 1024


class StatementForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("Statement"),
        help_text=_("CAMT.053 (XML) or CSV, 5 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xml,.csv,text/csv,text/xml,application/xml"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large to be one."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 5 MB."))
        return file


class AssignForm(forms.Form):
    """The number of the order that a transfer is for."""

    number = forms.CharField(label=_("Order"), max_length=20)

    def clean_number(self) -> Order:
        """Find the order, however the number is written."""
        number = self.cleaned_data["number"].strip().upper()
        order = Order.objects.filter(number=number).first()
        if order is None:
            raise ValidationError(_("There is no order %(number)s."), params={"number": number})
        return order
