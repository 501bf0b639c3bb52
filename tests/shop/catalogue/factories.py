"""Glazes and sizes, variants in both, and pictures, as a catalogue of ceramics has them."""

import io

from django.core.files.base import ContentFile
from oscar.core.loading import get_model
from PIL import Image

from shop.catalogue.models import AttributeOption, ProductAttribute, ProductAttributeValue, ProductImage
from tests.shop.factories import ParentProductFactory, ProductClassFactory, ProductFactory

AttributeOptionGroup = get_model("catalogue", "AttributeOptionGroup")


def give(product, code, word, *, swatch="", position=0):
    """Give a product a value of an option attribute: `give(cup, "glaze", "Tide", swatch="#2f6d7c")`."""
    group, _made = AttributeOptionGroup.objects.get_or_create(name=code)
    attribute, _made = ProductAttribute.objects.get_or_create(
        product_class=ProductClassFactory(),
        code=code,
        defaults={"name": code.title(), "type": "option", "option_group": group},
    )
    option, _made = AttributeOption.objects.get_or_create(
        group=group, option=word, defaults={"swatch": swatch, "position": position}
    )
    return ProductAttributeValue.objects.create(product=product, attribute=attribute, value_option=option)


def vase(*variants, title="Floor vase"):
    """Make a parent from (glaze, size, price, stock) tuples; returns it with its children."""
    parent = ParentProductFactory(title=title)
    swatches = {"Tide": "#c8b596,#2f6d7c", "Snow": "#e8e3d9"}
    children = []
    for number, (glaze, size, price, stock) in enumerate(variants):
        child = ProductFactory(
            parent=parent, title="", price=price, num_in_stock=stock, upc=f"V{parent.pk}-{number}"
        )
        give(child, "glaze", glaze, swatch=swatches.get(glaze, ""))
        give(child, "size", size)
        children.append(child)
    return parent, children


def picture(product, *, size=(1200, 1500), order=0, caption=""):
    """Save a plain picture for a product in the media folder."""
    file = io.BytesIO()
    Image.new("RGB", size, "#2f6d7c").save(file, "PNG")
    image = ProductImage(product=product, display_order=order, caption=caption)
    image.original.save(f"vase-{product.pk}-{order}.png", ContentFile(file.getvalue()))
    return image
