"""Which of the tiers' words exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from partners.tiers.models import Tier


@register(Tier)
class TierTranslation(TranslationOptions):
    """What a tier is called."""

    fields = ("name",)
