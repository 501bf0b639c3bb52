"""Which of the shop's own words exist in every language (columns per language, English as fallback)."""

from modeltranslation.translator import TranslationOptions, register

from shop.identity.models import ShopSettings


@register(ShopSettings)
class ShopSettingsTranslation(TranslationOptions):
    """What visitors read; name and address are the same everywhere."""

    fields = ("tagline", "announcement", "description", "search_examples", "delivery_note")
