"""What partners type about special prices."""

from datetime import date

from django import forms
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy

from partners.rewards.fields import ProductSkuField
from partners.special_prices.models import Claim, SpecialPriceAgreement
from shop.money import MoneyField
from shop.uploads.documents import clean_document
from shop.uploads.fields import PICTURE_TYPES, clean_or_validation_error

DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class AgreementForm(forms.ModelForm):
    """A request for a special price: what, for whom, at which price, how many, until when."""

    product = ProductSkuField()
    unit_price = MoneyField(label=gettext_lazy("Special price per unit, excluding tax"))
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), **DAY)  # type: ignore[arg-type]
    valid_until = forms.DateField(label=gettext_lazy("Valid until"), **DAY)  # type: ignore[arg-type]

    class Meta:
        model = SpecialPriceAgreement
        fields = [
            *("product", "end_customer", "registration", "unit_price"),
            *("quantity_cap", "valid_from", "valid_until", "reason"),
        ]
        labels = {"quantity_cap": gettext_lazy("Units, at most")}
        help_texts = {
            "end_customer": gettext_lazy("As you name them in your sell-through reports."),
            "registration": gettext_lazy("The number of your deal registration, if there is one."),
        }

    def clean(self) -> dict[str, object]:
        """A price ends after it begins."""
        cleaned: dict[str, object] = super().clean() or {}
        begin, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if isinstance(begin, date) and isinstance(end, date) and end < begin:
            self.add_error("valid_until", _("The last day is before the first."))
        return cleaned


class InvoiceCopyField(forms.FileField):
    """A document or a picture, through the gate (`shop.uploads`)."""

    def clean(self, data: object, initial: object = None) -> File | None:
        """Return the file as ours, None for none. Raises ValidationError that says what is wrong."""
        upload = super().clean(data, initial)
        return clean_or_validation_error(upload, _copy) if upload else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Offer what is taken; a phone offers its camera for pictures."""
        return {**super().widget_attrs(widget), "accept": f"{PICTURE_TYPES},application/pdf"}


def _copy(upload: UploadedFile) -> File:
    return clean_document(upload)


class ClaimForm(forms.ModelForm):
    """Units sold at a special price, by invoice, with its copy where the agreement asks for it."""

    proof = InvoiceCopyField(
        label=gettext_lazy("Copy of the invoice"), help_text=gettext_lazy("A PDF or a photo.")
    )
    sold_on = forms.DateField(label=gettext_lazy("Sold on"), **DAY)  # type: ignore[arg-type]

    class Meta:
        model = Claim
        fields = ["quantity", "invoice_number", "sold_on"]
        labels = {
            "quantity": gettext_lazy("Units sold"),
            "invoice_number": gettext_lazy("Number of your invoice"),
        }

    field_order = ["quantity", "invoice_number", "sold_on", "proof"]

    def __init__(self, *args: object, agreement: SpecialPriceAgreement, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["proof"].required = agreement.needs_proof
