"""Which words of an offer exist in every language (columns per language, English as fallback)."""

from modeltranslation.translator import TranslationOptions, register

from shop.offer.models import ConditionalOffer


@register(ConditionalOffer)
class ConditionalOfferTranslation(TranslationOptions):
    """What the offer is called and what it says; its slug stays one, so that a shared link keeps working."""

    fields = ("name", "description")
