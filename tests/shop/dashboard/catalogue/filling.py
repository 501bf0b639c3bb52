"""A form as a browser would send it, and a shop with glazes and sizes to fill it from."""

from bs4 import BeautifulSoup
from oscar.core.loading import get_model

from shop.catalogue.models import AttributeOption, ProductAttribute
from tests.shop.factories import ProductClassFactory

AttributeOptionGroup = get_model("catalogue", "AttributeOptionGroup")


def form_of(response):
    """Return what the editor's form would send, name by name, as lists."""
    form = BeautifulSoup(response.content, "html.parser").select_one("[data-product-editor]")
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type")
        if (kind in {"checkbox", "radio"} and not field.has_attr("checked")) or kind == "file":
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen.get("value", "")
        elif field.name == "textarea":
            value = field.text
        else:
            value = field.get("value", "on" if kind == "checkbox" else "")
        data.setdefault(field["name"], []).append(value)
    return data


def vocabulary(**axes):
    """Make option attributes, `vocabulary(glaze=["Tide", "Snow"])`; return option ids by word."""
    ids = {}
    for code, words in axes.items():
        group = AttributeOptionGroup.objects.create(name=code)
        ProductAttribute.objects.create(
            product_class=ProductClassFactory(),
            code=code,
            name=code.title(),
            type="option",
            option_group=group,
        )
        for place, word in enumerate(words):
            ids[word] = AttributeOption.objects.create(group=group, option=word, position=place).pk
    return ids


def weight():
    """Give the class a weight in grams."""
    return ProductAttribute.objects.create(
        product_class=ProductClassFactory(), code="weight_g", name="Weight (g)", type="integer"
    )
