"""Asking for money of a fund and claiming it, as a partner fills it in."""

from datetime import date
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from partners.funds.models import Allocation, Claim, FundRequest
from partners.funds.queries import allocations_of
from shop.money import MoneyField
from shop.uploads.documents import clean_document
from shop.uploads.fields import PICTURE_TYPES, clean_or_validation_error

MOST_PROOFS = 6


class DateInput(forms.DateInput):
    """A calendar of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AllocationChoice(forms.ModelChoiceField):
    """A budget of which the partner has something."""

    def label_from_instance(self, obj: Allocation) -> str:
        """Name the budget."""
        return obj.budget.name


class FundRequestForm(forms.ModelForm):
    """What is planned, when, for how much, and what it is to bring."""

    class Meta:
        model = FundRequest
        fields = [
            "allocation",
            "title",
            "activity",
            "starts_on",
            "ends_on",
            "amount",
            "expected_result",
            "description",
            "campaign_code",
        ]
        field_classes = {"allocation": AllocationChoice}
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: object, account_id: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        found = allocations_of(account_id)
        field: forms.ModelChoiceField = self.fields["allocation"]  # type: ignore[assignment]
        field.queryset, field.empty_label = found, None
        if len(found) == 1:
            field.widget = forms.HiddenInput()
            # What the (new) request says would come before the field's own initial.
            self.initial["allocation"] = self.initial.get("allocation") or found[0].pk
        self.fields["amount"] = MoneyField(label=gettext_lazy("Amount"), localize=True)
        self.fields["amount"].widget.attrs["inputmode"] = "decimal"

    def clean_amount(self) -> object:
        """Ask for something."""
        if not self.cleaned_data["amount"]:
            raise ValidationError(_("The amount must be above zero."))
        return self.cleaned_data["amount"]

    def clean(self) -> dict[str, object]:
        """Have the days in their order and within those of the budget."""
        typed: dict[str, object] = super().clean() or self.cleaned_data
        start, end, allocation = typed.get("starts_on"), typed.get("ends_on"), typed.get("allocation")
        if isinstance(start, date) and isinstance(end, date):
            if end < start:
                self.add_error("ends_on", _("The last day is before the first."))
            elif isinstance(allocation, Allocation):
                budget = allocation.budget
                if start < budget.starts_on or end > budget.ends_on:
                    self.add_error("starts_on", _("The days are outside of those of the budget."))
        return typed


class ProofsInput(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class ProofsField(forms.FileField):
    """Some documents or pictures, each through the gate (`shop.uploads`)."""

    widget = ProofsInput

    def clean(self, data: object, initial: object = None) -> list[File]:
        """Return the files as ours. Raises ValidationError that names the file."""
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_PROOFS:
            text = ngettext("At most %(n)d file.", "At most %(n)d files.", MOST_PROOFS)
            raise ValidationError(text % {"n": MOST_PROOFS})
        return [clean_or_validation_error(forms.FileField.clean(self, one), _proof) for one in uploads]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Offer what is taken; a phone offers its camera for pictures."""
        return {**super().widget_attrs(widget), "accept": f"{PICTURE_TYPES},application/pdf"}


def _proof(upload: UploadedFile) -> File:
    return clean_document(upload)


class ClaimForm(forms.ModelForm):
    """How much was spent on what, with its proof."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    proofs = ProofsField(
        label=gettext_lazy("Proof"),
        help_text=gettext_lazy("Invoices (PDF) or photos, up to six."),
    )

    class Meta:
        model = Claim
        fields = ["amount", "comment"]
        widgets = {"comment": forms.Textarea(attrs={"rows": 3})}

    field_order = ["amount", "proofs", "comment"]

    def __init__(self, *args: object, currency: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["amount"] = MoneyField(
            label=gettext_lazy("Amount spent"), currency=currency, localize=True
        )
        self.fields["amount"].widget.attrs["inputmode"] = "decimal"
        self.order_fields(self.field_order)

    def clean_amount(self) -> object:
        """Claim something."""
        if not self.cleaned_data["amount"]:
            raise ValidationError(_("The amount must be above zero."))
        return self.cleaned_data["amount"]
