"""Oscar's pages and ours save products one by one: each change becomes an event.

Bulk writes send no signals; whoever makes them announces the products (see `services`).
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from shop.catalogue.models import (
    AttributeOption,
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductCategory,
)
from shop.catalogue.services import announce_products
from shop.catalogue.signals import category_moved
from shop.partner.models import StockRecord


@receiver([post_save, pre_delete], sender=Product, dispatch_uid="catalogue.product_changed")
def on_product_change(*, instance: Product, raw: bool = False, **kwargs: Any) -> None:
    """Tell of a product, or of the parent whose variant it is."""
    if not raw:
        announce_products([instance.parent_id or instance.pk])


@receiver([post_save, post_delete], sender=StockRecord, dispatch_uid="catalogue.stock_changed")
@receiver([post_save, post_delete], sender=ProductAttributeValue, dispatch_uid="catalogue.property_changed")
@receiver([post_save, post_delete], sender=ProductCategory, dispatch_uid="catalogue.place_changed")
def on_part_change(*, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Tell of the product whose stock, price, property or category was saved."""
    if not raw:
        announce_products([instance.product_id])


@receiver(m2m_changed, sender=ProductCategory, dispatch_uid="catalogue.categories_changed")
def on_categories_change(
    *, instance: Any, action: str, pk_set: set[int] | None = None, **kwargs: Any
) -> None:
    """Tell of products put into categories or taken out, from either side."""
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, Product):
        announce_products([instance.pk])
    else:
        announce_products(pk_set if pk_set is not None else _ids(Q(categories=instance)))


@receiver([post_save, pre_delete], sender=Category, dispatch_uid="catalogue.category_changed")
@receiver(category_moved, sender=Category, dispatch_uid="catalogue.category_moved")
def on_category_change(
    *, instance: Category, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """Tell of all products in a category and below; a new one holds none."""
    if not created and not raw:
        announce_products(_ids(Q(categories__path__startswith=instance.path)))


@receiver(post_save, sender=AttributeOption, dispatch_uid="catalogue.option_changed")
def on_option_change(
    *, instance: AttributeOption, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """Tell of the products that have this value: their facet is called otherwise now."""
    if not created and not raw:
        values = Q(attribute_values__value_option=instance)
        announce_products(_ids(values | Q(attribute_values__value_multi_option=instance)))


@receiver(post_save, sender=ProductAttribute, dispatch_uid="catalogue.attribute_changed")
def on_attribute_change(
    *, instance: ProductAttribute, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """Tell of the products that have this property."""
    if not created and not raw:
        announce_products(_ids(Q(attribute_values__attribute=instance)))


def _ids(condition: Q) -> QuerySet[Product, int]:
    return Product.objects.filter(condition).values_list("pk", flat=True).distinct().order_by()
