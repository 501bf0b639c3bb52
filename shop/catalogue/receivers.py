"""Oscar's pages and ours save products one by one: each change becomes an event.

Bulk writes send no signals; whoever makes them announces the products (see `services`).
"""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from shop.catalogue.images import delete_renditions
from shop.catalogue.models import (
    AttributeOption,
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductCategory,
    ProductImage,
)
from shop.catalogue.services import announce_places, announce_products, announce_published
from shop.catalogue.signals import category_moved
from shop.catalogue.slugs import option_slug
from shop.partner.models import StockRecord
from shop.transactions import after_commit


@receiver([post_save, pre_delete], sender=Product, dispatch_uid="catalogue.product_changed")
def on_product_change(
    *, instance: Product, created: bool = False, raw: bool = False, **kwargs: object
) -> None:
    """Tell of a product, or of the parent whose variant it is."""
    if raw:
        return
    tell = announce_places if created and not instance.parent_id else announce_products
    tell([instance.parent_id or instance.pk])


@receiver(pre_save, sender=Product, dispatch_uid="catalogue.before_publishing")
def before_product_change(*, instance: Product, raw: bool = False, **kwargs: object) -> None:
    """Remember whether a product could be seen before it is saved."""
    seen = Product.objects.filter(pk=instance.pk, is_public=True)
    instance._was_public = raw or (instance.pk is not None and seen.exists())  # type: ignore[attr-defined]


@receiver(post_save, sender=Product, dispatch_uid="catalogue.product_published")
def on_product_published(*, instance: Product, **kwargs: object) -> None:
    """Tell of a product that can be seen from now on; variants appear with their parent."""
    if instance.is_public and not instance.is_child and not getattr(instance, "_was_public", True):
        announce_published([instance.pk])


@receiver([post_save, post_delete], sender=StockRecord, dispatch_uid="catalogue.stock_changed")
@receiver([post_save, post_delete], sender=ProductAttributeValue, dispatch_uid="catalogue.property_changed")
@receiver([post_save, post_delete], sender=ProductImage, dispatch_uid="catalogue.picture_changed")
def on_part_change(
    *, instance: StockRecord | ProductAttributeValue | ProductImage, raw: bool = False, **kwargs: object
) -> None:
    """Tell of the product whose stock, price, property, category or picture was saved."""
    if not raw:
        announce_products([instance.product_id])


@receiver([post_save, post_delete], sender=ProductCategory, dispatch_uid="catalogue.place_changed")
def on_place_change(*, instance: ProductCategory, raw: bool = False, **kwargs: object) -> None:
    """Tell of the product that has a category more or less."""
    if not raw:
        announce_places([instance.product_id])


@receiver(m2m_changed, sender=ProductCategory, dispatch_uid="catalogue.categories_changed")
def on_categories_change(
    *, instance: Model, action: str, pk_set: set[int] | None = None, **kwargs: object
) -> None:
    """Tell of products put into categories or taken out, from either side."""
    if action not in {"post_add", "post_remove", "pre_clear", "post_clear"}:
        return
    if isinstance(instance, Product):
        announce_places([instance.pk])
    else:
        announce_places(pk_set if pk_set is not None else _ids(Q(categories=instance)))


@receiver([post_save, pre_delete], sender=Category, dispatch_uid="catalogue.category_changed")
@receiver(category_moved, sender=Category, dispatch_uid="catalogue.category_moved")
def on_category_change(
    *, instance: Category, created: bool = False, raw: bool = False, **kwargs: object
) -> None:
    """Tell of all products in a category and below; a new one holds none."""
    if not created and not raw:
        announce_places(_ids(Q(categories__path__startswith=instance.path)))


@receiver(post_save, sender=AttributeOption, dispatch_uid="catalogue.option_changed")
def on_option_change(
    *, instance: AttributeOption, created: bool = False, raw: bool = False, **kwargs: object
) -> None:
    """Tell of the products that have this value: their facet is called otherwise now."""
    if not created and not raw:
        values = Q(attribute_values__value_option=instance)
        announce_products(_ids(values | Q(attribute_values__value_multi_option=instance)))


@receiver(post_save, sender=ProductAttribute, dispatch_uid="catalogue.attribute_changed")
def on_attribute_change(
    *, instance: ProductAttribute, created: bool = False, raw: bool = False, **kwargs: object
) -> None:
    """Tell of the products that have this property; keep its values' addresses apart in its facet."""
    if raw:
        return
    for option in _clashing(instance):
        if option.slug != option_slug(option):
            option.save()
    if not created:
        announce_products(_ids(Q(attribute_values__attribute=instance)))


@receiver(pre_save, sender=ProductImage, dispatch_uid="catalogue.picture_replaced")
@receiver(post_delete, sender=ProductImage, dispatch_uid="catalogue.picture_removed")
def on_picture_gone(*, instance: ProductImage, signal: object, raw: bool = False, **kwargs: object) -> None:
    """Let the renditions of a replaced or removed picture go, unless another product shows it too."""
    if raw:
        return
    name = str(instance.original)
    if signal is pre_save:
        held = ProductImage.objects.filter(pk=instance.pk).values_list("original", flat=True).first()
        if not held or held == name:
            return
        name = held
    after_commit(_forget_unless_shown, name)


def _forget_unless_shown(name: str) -> None:
    if not ProductImage.objects.filter(original=name).exists():
        delete_renditions(name)


def _ids(condition: Q) -> QuerySet[Product, int]:
    return Product.objects.filter(condition).values_list("pk", flat=True).distinct().order_by()


def _clashing(attribute: ProductAttribute) -> Iterable[AttributeOption]:
    """Return an attribute's values whose address stands in another group of the same facet."""
    if attribute.option_group_id is None:
        return ()
    facet = ProductAttribute.objects.filter(code=attribute.code, option_group__isnull=False)
    others = facet.exclude(option_group=attribute.option_group_id).values("option_group")
    there = AttributeOption.objects.filter(group__in=others).values("slug")
    return AttributeOption.objects.filter(group=attribute.option_group_id, slug__in=there)
