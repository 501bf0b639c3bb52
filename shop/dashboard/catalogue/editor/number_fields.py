"""A field that names another product by its number."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shop.catalogue.models import Product
from shop.partner.models import StockRecord


class ProductNumberField(forms.CharField):
    """Typed as a SKU or EAN, cleaned to its product; None for nothing."""

    def prepare_value(self, value: object) -> object:
        """Show the number of a product given by its key; what was typed stays as it is."""
        if not isinstance(value, int):
            return value
        product = Product.objects.filter(pk=value).first()
        return "" if product is None else product.code or product.upc or f"#{product.pk}"

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare numbers."""
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: str | None) -> Product | None:
        """Find the product. Raises ValidationError where none, or more than one, has the number."""
        number = str(super().clean(value) or "").strip()
        if not number:
            return None
        found = Product.objects.filter(code=number) | Product.objects.filter(upc=number)
        if number.startswith("#") and number[1:].isdecimal() and len(number) < 17:  # noqa: PLR2004 - within 64 bits
            found = Product.objects.filter(pk=int(number[1:]))
        by_sku = StockRecord.objects.filter(partner_sku=number).values("product")
        products = list(found[:2]) or list(Product.objects.filter(pk__in=by_sku)[:2])
        if len(products) != 1:
            raise ValidationError(_("There is no product with this number."))
        return products[0]
