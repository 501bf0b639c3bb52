"""Which words of offers and ranges exist in every language (columns per language, English as fallback)."""

from modeltranslation.translator import TranslationOptions, register

from shop.offer.models import ConditionalOffer, Range


@register(ConditionalOffer)
class ConditionalOfferTranslation(TranslationOptions):
    """What the offer is called and what it says; its slug stays one, so that a shared link keeps working."""

    fields = ("name", "description")


@register(Range)
class RangeTranslation(TranslationOptions):
    """What the collection is called and what it says; its slug stays one, too."""

    fields = ("name", "description")
