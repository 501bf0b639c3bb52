"""Which catalogue texts exist in every language (columns per language, English as fallback)."""

from modeltranslation.translator import TranslationOptions, register

from shop.catalogue.models import AttributeOption, Category, Product, ProductAttribute


@register(Product)
class ProductTranslation(TranslationOptions):
    """A product's words; its slug stays one, so that a shared link keeps working."""

    fields = ("title", "description", "meta_title", "meta_description")


@register(Category)
class CategoryTranslation(TranslationOptions):
    """A category's words."""

    fields = ("name", "description", "meta_title", "meta_description")


@register(ProductAttribute)
class ProductAttributeTranslation(TranslationOptions):
    """What a property is called; its code stays one, as it stands in addresses."""

    fields = ("name",)


@register(AttributeOption)
class AttributeOptionTranslation(TranslationOptions):
    """What a value is called."""

    fields = ("option",)
