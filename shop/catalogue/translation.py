"""Which catalogue texts exist in every language (columns per language, English as fallback)."""

from modeltranslation.translator import TranslationOptions, register

from shop.catalogue.models import Category, Product


@register(Product)
class ProductTranslation(TranslationOptions):
    """A product's words; its slug stays one, so that a shared link keeps working."""

    fields = ("title", "description", "meta_title", "meta_description")


@register(Category)
class CategoryTranslation(TranslationOptions):
    """A category's words."""

    fields = ("name", "description", "meta_title", "meta_description")
