import pytest

from shop.catalogue.models import AttributeOption, AttributeOptionGroup, ProductAttribute
from tests.shop.factories import ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def variant(**texts):
    """A variant with options and texts of its own; `glaze="Tide"` is an option, `weight_text` a text."""
    parent = ParentProductFactory(title="Jug")
    child = ProductFactory(parent=parent, title="")
    for code, word in texts.items():
        kind = "text" if code.endswith("_text") else "option"
        group = AttributeOptionGroup.objects.create(name=code, code=code) if kind == "option" else None
        attribute = ProductAttribute.objects.create(
            product_class=parent.product_class, name=code, code=code, type=kind, option_group=group
        )
        value = AttributeOption.objects.create(group=group, option=word) if group else word
        attribute.save_value(child, value)
    return child


def test_variant_is_named_by_the_options_that_set_it_apart():
    assert str(variant(glaze="Tide", size="42 cm", weight_text="3 kg")) == "Jug (Tide, 42 cm)"


def test_product_without_variants_has_no_summary():
    assert ProductFactory().attribute_summary == ""
