"""What staff type when they buy."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.money import currency_problem
from shop.partner.models import StockRecord
from shop.purchasing.models import PurchaseOrder, ReorderRule, Vendor, VendorProduct
from shop.stock.forms import LinesForm
from shop.stock.models import Warehouse


class VendorForm(WagtailAdminModelForm):
    """Somebody who sells to us."""

    def clean_currency(self) -> str:
        """Take small letters; refuse what is no currency."""
        currency = str(self.cleaned_data["currency"]).upper().strip()
        if problem := currency_problem(currency):
            raise ValidationError(problem, code="currency")
        return currency


class SkuField(forms.CharField):
    """A product by its SKU; the value is its stock record, which is counted."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("SKU"), max_length=128)

    def prepare_value(self, value: object) -> object:
        """Show the SKU of what is stored."""
        found = StockRecord.objects.filter(pk=value).first() if isinstance(value, int) else None
        return found.partner_sku if found else value

    def clean(self, value: object) -> StockRecord | None:
        """Find the one stock record with this SKU. Raises ValidationError."""
        sku = super().clean(value)
        if not sku:
            return None
        found = [
            record
            for record in StockRecord.objects.filter(partner_sku=sku).select_related(
                "product__product_class", "product__parent__product_class"
            )
            if record.can_track_allocations
        ]
        if not found:
            raise ValidationError(
                _("There is no product “%(sku)s” with tracked stock."), code="sku", params={"sku": sku[:40]}
            )
        if len(found) > 1:
            raise ValidationError(_("Several suppliers have this SKU."), code="several")
        return found[0]

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare the SKUs."""
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class VendorProductForm(WagtailAdminModelForm):
    """What a vendor sells of ours."""

    stockrecord = SkuField()

    class Meta:
        model = VendorProduct
        fields = "__all__"


class ReorderRuleForm(WagtailAdminModelForm):
    """When a product is bought again."""

    stockrecord = SkuField()

    class Meta:
        model = ReorderRule
        fields = "__all__"


class OrderLinesForm(LinesForm):
    """What is bought, a SKU and a quantity a line; the costs are the vendor's."""

    vendor: forms.ModelChoiceField = forms.ModelChoiceField(
        Vendor.objects.filter(is_active=True), label=gettext_lazy("Vendor")
    )
    warehouse: forms.ModelChoiceField = forms.ModelChoiceField(
        Warehouse.objects.filter(is_active=True), label=gettext_lazy("Deliver to")
    )
    note = forms.CharField(
        label=pgettext_lazy("on a paper", "Note"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("The vendor reads it."),
    )
    field_order = ["vendor", "warehouse", "note", "lines"]

    def keep(self, order: PurchaseOrder) -> None:
        """Stay with a draft's vendor, and offer its warehouse, also where they are not in use any more."""
        self.fields["vendor"].disabled = True
        self.fields["vendor"].queryset = Vendor.objects.filter(pk=order.vendor_id)  # type: ignore[attr-defined]
        places = Warehouse.objects.filter(Q(is_active=True) | Q(pk=order.warehouse_id))
        self.fields["warehouse"].queryset = places  # type: ignore[attr-defined]

    def seller_id(self) -> int | None:
        """Take the warehouse's seller."""
        place = self.cleaned_data.get("warehouse")
        return place.seller_id if place else None


class ConfirmForm(forms.Form):
    """What the vendor said."""

    expected_on = forms.DateField(
        label=gettext_lazy("Expected on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    vendor_reference = forms.CharField(
        label=gettext_lazy("Vendor's order number"), max_length=80, required=False
    )
