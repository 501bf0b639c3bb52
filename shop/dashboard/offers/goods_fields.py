"""Fields with which staff pick goods of an offer: a collection, products, a gift."""

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from shop.backoffice.picker import PickerField
from shop.catalogue.models import Product
from shop.offer.models import Range


class NamedChoiceField(forms.ModelChoiceField):
    """A collection, by its name in the reader's language."""

    def label_from_instance(self, obj: Range) -> str:
        """Return the name."""
        return str(obj.name)


class ProductPickerField(PickerField):
    """Products with all their variants, by name and SKU."""

    def __init__(self, *, label: str | Promise = "") -> None:
        heads: QuerySet[Product] = Product.objects.filter(parent=None)
        super().__init__(
            heads,
            url_name="offer_products",
            search_label=gettext_lazy("Search products by name or SKU"),
            required=False,
            label=label,
        )

    def label_from_instance(self, obj: Product) -> str:
        """Return the title, with the product's own SKU where it has one."""
        title = str(obj.get_title())
        return f"{title} ({obj.code})" if obj.code else title


class GiftPickerField(PickerField):
    """One product that can be given away, a variant too, by name and SKU."""

    def __init__(self, *, label: str | Promise = "") -> None:
        super().__init__(
            givable_products(),
            url_name="offer_gifts",
            search_label=gettext_lazy("Search products by name or SKU"),
            most=1,
            required=False,
            label=label,
        )

    def label_from_instance(self, obj: Product) -> str:
        """Return the title, of a variant too, with its SKU where it has one."""
        title = str(obj.get_title())
        return f"{title} ({obj.code})" if obj.code else title


def givable_products() -> QuerySet[Product]:
    """List what an order can hold: variants and what has none."""
    found: QuerySet[Product] = Product.objects.exclude(structure=Product.PARENT).select_related("parent")
    return found
