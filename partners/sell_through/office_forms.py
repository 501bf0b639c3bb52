"""What staff type about cases and pallets."""

from django import forms
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from partners.sell_through.models import LogisticUnits
from shop.catalogue.models import Product
from shop.quick_order.matching import numbers_of, products_by_number


class LogisticUnitsForm(WagtailAdminModelForm):
    """A product by its number, with its case and its pallet."""

    product = forms.CharField(label=_("Product number"), max_length=100, help_text=_("SKU or EAN."))

    class Meta:
        model = LogisticUnits
        fields = ["product", "case_pieces", "pallet_pieces"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            product = self.instance.product
            self.initial["product"] = numbers_of([product])[product.pk]

    def clean_product(self) -> Product:
        """Find the product; it may have one row only."""
        number: str = self.cleaned_data["product"]
        keys = products_by_number([number]).get(number, [])
        product = Product.objects.filter(pk=keys[0]).first() if len(keys) == 1 else None
        if product is None or product.is_parent:
            raise forms.ValidationError(gettext("There is no product with this number."))
        if LogisticUnits.objects.filter(product=product).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(gettext("This product has its cases already."))
        return product

    def clean(self) -> dict[str, object]:
        """A pallet holds whole cases."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        case, pallet = cleaned.get("case_pieces"), cleaned.get("pallet_pieces")
        if isinstance(case, int) and isinstance(pallet, int) and case and (pallet < case or pallet % case):
            self.add_error("pallet_pieces", gettext("A pallet holds a whole number of cases."))
        return cleaned
