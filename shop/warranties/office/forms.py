"""What staff type about warranties and repairs."""

from typing import ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from shop.catalogue.models import Product
from shop.form_options import FormData
from shop.fulfilment.models import Shipment
from shop.returns.states import Outcome
from shop.warranties.models import WarrantyTerms, WarrantyUnit
from shop.warranties.services import covered_lines
from shop.warranties.states import WORKSHOP, Coverage


class TermsForm(WagtailAdminModelForm):
    """Terms of a product type, or of the product of a SKU."""

    sku = forms.CharField(
        label=gettext_lazy("SKU of a product"),
        required=False,
        max_length=128,
        help_text=gettext_lazy("For one product; leave the product type empty then."),
    )

    class Meta:
        model = WarrantyTerms
        fields: ClassVar = ["product_class", "months", "tracks_serials"]

    field_order = ["product_class", "sku", "months", "tracks_serials"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        product = self.instance.product
        if product is not None:
            record = product.stockrecords.order_by("pk").first()
            self.fields["sku"].initial = record.partner_sku if record else product.upc

    def clean(self) -> dict[str, object]:
        """Take either a type or a product that is there."""
        cleaned: dict[str, object] = super().clean() or {}
        sku = str(cleaned.get("sku") or "").strip()
        if bool(sku) == bool(cleaned.get("product_class")):
            raise forms.ValidationError(_("Choose a product type, or enter the SKU of a product."))
        self.instance.product = self._product(sku) if sku else None
        return cleaned

    def _product(self, sku: str) -> Product | None:
        found: Product | None = Product.objects.filter(stockrecords__partner_sku=sku).order_by("pk").first()
        others = WarrantyTerms.objects.filter(product=found).exclude(pk=self.instance.pk)
        if found is None:
            self.add_error("sku", _("There is no product with this SKU."))
        elif others.exists():
            self.add_error("sku", _("This product has warranty terms already."))
        return found


class SerialsForm(forms.Form):
    """The serial numbers of a shipment: for each line a number in each row, as scanners type them."""

    def __init__(self, data: FormData | None = None, *, shipment: Shipment) -> None:
        super().__init__(data)
        self.rows = [row for row, _terms in covered_lines(shipment)]
        known: dict[int, list[str]] = {}
        for unit in WarrantyUnit.objects.filter(shipment=shipment).order_by("position"):
            known.setdefault(unit.line_id, []).append(unit.serial)
        for row in self.rows:
            self.fields[f"line-{row.pk}"] = forms.CharField(
                label=f"{row.quantity} × {row.line.title}",
                required=False,
                max_length=90 * row.quantity + 100,
                initial="\n".join(known.get(row.line_id, [])).strip(),
                help_text=_("One serial number in each row."),
                widget=forms.Textarea(attrs={"rows": min(row.quantity, 12), "autocomplete": "off"}),
            )

    @property
    def serials(self) -> dict[int, list[str]]:
        """Return what was typed by the key of the shipment's line; empty rows are left out."""
        found = {}
        for row in self.rows:
            typed = str(self.cleaned_data.get(f"line-{row.pk}") or "")
            found[row.pk] = [text for line in typed.splitlines() if (text := line.strip()[:80])]
        return found


class StaffRepairForm(forms.Form):
    """A repair that somebody asked for by telephone or mail."""

    fault = forms.CharField(
        label=gettext_lazy("What is wrong?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    coverage = forms.ChoiceField(label=gettext_lazy("Covered by"), choices=Coverage.choices)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, data: FormData | None = None, *, coverage: str = "") -> None:
        super().__init__(data, initial={"key": uuid4().hex, "coverage": coverage})


class RefuseForm(forms.Form):
    """Why it is not repaired; the customer reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, which the customer reads"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FinishForm(forms.Form):
    """What the workshop found and did."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=[(each.value, each.label) for each in WORKSHOP]
    )
    diagnosis = forms.CharField(
        label=gettext_lazy("Findings, which the customer reads"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReplaceForm(forms.Form):
    """What the customer gets for an item that is not repaired."""

    instead = forms.ChoiceField(
        label=gettext_lazy("The customer gets"),
        choices=[
            (Outcome.EXCHANGE.value, gettext_lazy("the same product, new")),
            *((each.value, each.label) for each in (Outcome.REFUND, Outcome.CREDIT)),
        ],
    )
    findings = forms.CharField(
        label=gettext_lazy("Findings, which the customer reads"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SendBackForm(forms.Form):
    """How the item goes back."""

    tracking_number = forms.CharField(label=gettext_lazy("Tracking number"), required=False, max_length=80)
