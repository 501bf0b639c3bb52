"""What is sent by "Not interested"."""

from django import forms

from shop.catalogue.models import Product


class DismissForm(forms.Form):
    """Which product, and from which page."""

    product: "forms.ModelChoiceField[Product]" = forms.ModelChoiceField(
        Product.objects.filter(is_public=True)
    )
    next = forms.CharField(required=False, max_length=2000)
