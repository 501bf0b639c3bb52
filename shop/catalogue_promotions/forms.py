"""A sale on one page."""

from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.backoffice.form_sections import FormSection
from shop.backoffice.picker import PickerField
from shop.catalogue.models import Product
from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.goods import collections


class _Products(PickerField):
    """Products with all their variants."""

    def label_from_instance(self, obj: Product) -> str:
        """Return the title, with the product's own SKU where it has one."""
        title = str(obj.get_title())
        return f"{title} ({obj.code})" if obj.code else title


def _heads() -> QuerySet[Product]:
    return Product.objects.filter(parent=None)


class CataloguePromotionForm(WagtailAdminModelForm):
    """What costs less, by how much and when."""

    products = _Products(
        _heads(),
        url_name="offer_products",
        search_label=gettext_lazy("Search products by name or SKU"),
        required=False,
        label=gettext_lazy("Products"),
    )
    sections = (
        FormSection(
            name="gives",
            title=gettext_lazy("What the buyer gets"),
            fields=["name", "kind", "value", "goods", "collection", "category", "products", "partner"],
        ),
        FormSection(name="when", title=gettext_lazy("Who and when"), fields=["start", "end"]),
        FormSection(
            name="limits", title=gettext_lazy("Limits"), fields=["margin_floor", "priority", "stacks"]
        ),
    )

    class Meta:
        model = CataloguePromotion
        fields: ClassVar = [
            *("name", "kind", "value", "goods", "collection", "category", "products", "partner"),
            *("start", "end", "margin_floor", "priority", "stacks"),
        ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].required = self.fields["collection"].required = False
        self.fields["collection"].queryset = collections()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Ask for a product where single ones are meant."""
        super().clean()
        typed = self.cleaned_data
        if typed.get("goods") == CataloguePromotion.Goods.PRODUCTS and not typed.get("products"):
            self.add_error("products", _("Pick at least one product."))
        return typed
