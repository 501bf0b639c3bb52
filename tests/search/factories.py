"""Products with properties, as the importer and staff make them."""

from search.engines.registry import database_engine
from search.services import rebuild
from shop.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    ProductAttribute,
    ProductAttributeValue,
)


def give(product, code, option, *, swatch="", **names):
    """Give a product an option attribute, made with its class' attribute where missing."""
    product_class = product.get_product_class()
    group, _ = AttributeOptionGroup.objects.get_or_create(code=code, defaults={"name": code.capitalize()})
    attribute, _ = ProductAttribute.objects.get_or_create(
        product_class=product_class,
        code=code,
        defaults={"name": code.capitalize(), "type": "option", "option_group": group},
    )
    value, _ = AttributeOption.objects.get_or_create(
        group=group, option=option, defaults={"swatch": swatch, **names}
    )
    ProductAttributeValue.objects.update_or_create(
        product=product, attribute=attribute, defaults={"value_option": value}
    )
    return value


def index_all():
    return rebuild(database_engine())
