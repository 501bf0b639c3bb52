"""A product typed by its SKU."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from shop.catalogue.models import Product

LONGEST = 100


def product_by_sku(sku: str) -> Product | None:
    """Return the product that is sold under a SKU, or has it as its number (UPC), in whatever case."""
    found = Product.objects.filter(Q(stockrecords__partner_sku__iexact=sku) | Q(upc__iexact=sku))
    return found.select_related("parent").order_by("pk").first()


def sku_of(product: Product) -> str:
    """Return the SKU of a product; a product with variants is named by its number."""
    record = product.stockrecords.order_by("pk").first()
    return record.partner_sku if record else product.upc or ""


class ProductSkuField(forms.CharField):
    """A product by its SKU; the value is the product."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"label": gettext_lazy("Product (SKU)"), "max_length": LONGEST, **kwargs})  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        """Show the SKU of a product that is held by its key."""
        if isinstance(value, int):
            product = Product.objects.filter(pk=value).first()
            return sku_of(product) if product else ""
        return value

    def clean(self, value: object) -> Product | None:
        """Find the product. Raises ValidationError when no product has the SKU."""
        sku = super().clean(value)
        if not sku:
            return None
        product = product_by_sku(sku)
        if product is None:
            raise ValidationError(_("No product has the SKU “%(sku)s”.") % {"sku": sku}, code="sku")
        return product

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare the SKUs."""
        return bool((self.prepare_value(initial) or "") != (data or ""))
