"""What staff upload, answer and assign."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from shop.order.models import Order
from shop.payments.statements.dates import DAY_FIRST, MONTH_FIRST
from shop.payments.statements.entries import FormatChoices
from shop.payments.statements.matching import numbers_in

LARGEST = 5 * 1024 * 1024
ACCEPTED = ".xml,.camt,.zip,.csv,.txt,.sta,.mt940,.940,text/csv,text/xml,application/xml,application/zip"


class StatementForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("Statement"),
        help_text=_("CAMT.053 (XML or ZIP), MT940 or CSV, 5 MB at most."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large to be one."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 5 MB. Please export a shorter period."))
        return file


class ChoicesForm(forms.Form):
    """How a CSV is meant that can be read in two ways."""

    decimal_mark = forms.ChoiceField(
        label=_("Decimal separator"),
        choices=[
            (",", _("comma: 1.500 is one thousand five hundred")),
            (".", _("point: 1,500 is one thousand five hundred")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    day_order = forms.ChoiceField(
        label=_("Date format"),
        choices=[
            (DAY_FIRST, _("day first: 02/11 is 2 November")),
            (MONTH_FIRST, _("month first: 02/11 is 11 February")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    @property
    def choices(self) -> FormatChoices:
        """Return what was chosen; nothing where it was no choice."""
        if not self.is_valid():
            return FormatChoices()
        return FormatChoices(**self.cleaned_data)


class AssignForm(forms.Form):
    """The order that a transfer is for, and how much of it; `left` is what was left on the page."""

    number = forms.CharField(label=_("Order"), max_length=40)
    amount = forms.DecimalField(
        label=_("Amount"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    left = forms.DecimalField(max_digits=12, decimal_places=2, required=False, widget=forms.HiddenInput)

    def clean_number(self) -> Order:
        """Find the order, however the number is written."""
        number = self.cleaned_data["number"].strip().upper()
        order = Order.objects.filter(number__in=[number, *numbers_in(number)]).first()
        if order is None:
            raise ValidationError(_("There is no order %(number)s."), params={"number": number})
        return order
