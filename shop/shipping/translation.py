"""Which words of a delivery method exist in every language (columns per language, English as fallback)."""

from modeltranslation.translator import TranslationOptions, register

from shop.shipping.models import DeliveryOption


@register(DeliveryOption)
class DeliveryOptionTranslation(TranslationOptions):
    """What buyers read at the checkout."""

    fields = ("name", "description")
