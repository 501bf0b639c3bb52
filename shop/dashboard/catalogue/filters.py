"""By what the list of products is filtered."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from shop.backoffice.queries import filter_by_scan
from shop.catalogue.models import Category, Product, ProductCategory, ProductClass
from shop.dashboard.catalogue.queries import NO_CHINESE_NAME, NO_PICTURE, running_low, without_stock

LOW = 5


class CategoryChoiceField(forms.ModelChoiceField):
    """Categories with their place in the tree."""

    def label_from_instance(self, obj: Category) -> str:
        """Indent by depth."""
        return f"{'– ' * (obj.depth - 1)}{obj.name}"


class CategoryFilter(django_filters.ModelChoiceFilter):
    """A category and all below it."""

    field_class: Any = CategoryChoiceField


class ProductFilterSet(WagtailFilterSet):
    """Whether it is for sale, what is missing, what is left, and where it stands."""

    sale = django_filters.MultipleChoiceFilter(
        label=_("For sale"),
        choices=[("yes", _("for sale")), ("no", _("draft"))],
        method="filter_sale",
        widget=forms.CheckboxSelectMultiple,
    )
    stock = django_filters.MultipleChoiceFilter(
        label=_("Stock"),
        choices=[("out", _("out of stock")), ("low", _("a variant has five or fewer"))],
        method="filter_stock",
        widget=forms.CheckboxSelectMultiple,
    )
    missing = django_filters.MultipleChoiceFilter(
        label=_("Missing"),
        choices=[
            ("picture", _("an image")),
            ("chinese", _("a Chinese name")),
            ("zh_hans", _("a name in Simplified Chinese")),
            ("zh_hant", _("a name in Traditional Chinese")),
            ("category", _("a category")),
        ],
        method="filter_missing",
        widget=forms.CheckboxSelectMultiple,
    )
    category = CategoryFilter(
        label=_("Category"),
        queryset=lambda _request: Category.objects.order_by("path"),
        method="filter_category",
    )
    product_class = django_filters.ModelChoiceFilter(
        label=_("Product type"), queryset=lambda _request: ProductClass.objects.order_by("name")
    )

    class Meta:
        model = Product
        fields: list[str] = []

    def filter_sale(self, products: QuerySet[Product], _name: str, value: list[str]) -> QuerySet[Product]:
        """Keep what is for sale, drafts, or (both ticked) everything."""
        return products if len(value) != 1 else products.filter(is_public=value == ["yes"])

    def filter_stock(self, products: QuerySet[Product], _name: str, value: list[str]) -> QuerySet[Product]:
        """Keep products of which none is left, or with a variant of which few are."""
        if "low" not in value:
            return without_stock(products) if value else products
        low = running_low(at_most=LOW)
        if "out" in value:
            return products.filter(low | Q(pk__in=without_stock(products).order_by().values("pk")))
        return products.filter(low)

    def filter_missing(self, products: QuerySet[Product], _name: str, value: list[str]) -> QuerySet[Product]:
        """Keep products that lack everything that is ticked."""
        wanted = Q()
        if "picture" in value:
            wanted &= NO_PICTURE
        if "chinese" in value:
            wanted &= NO_CHINESE_NAME
        for language in ("zh_hans", "zh_hant"):
            if language in value:
                name = f"title_{language}"
                wanted &= Q(**{name: None}) | Q(**{name: ""})
        if "category" in value:
            wanted &= Q(~Exists(ProductCategory.objects.filter(product=OuterRef("pk"))))
        return filter_by_scan(wanted, among=products) if value else products

    def filter_category(self, products: QuerySet[Product], _name: str, value: Category) -> QuerySet[Product]:
        """Keep what stands in a category or below it."""
        below = Category.objects.filter(path__startswith=value.path)
        rows = ProductCategory.objects.filter(category__in=below.values("pk"))
        return products.filter(pk__in=rows.values("product"))
