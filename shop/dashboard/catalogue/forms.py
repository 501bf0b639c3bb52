"""Oscar's form of a product with the rules of quantity."""

from oscar.apps.dashboard.catalogue import forms

from shop.catalogue.limits import LIMIT_FIELDS


class ProductForm(forms.ProductForm):
    """Adds what one order may hold of it; a variant that leaves it empty follows its parent."""

    class Meta(forms.ProductForm.Meta):
        fields = [*forms.ProductForm.Meta.fields, *LIMIT_FIELDS]
