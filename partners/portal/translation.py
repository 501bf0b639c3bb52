"""Which words of news exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from partners.portal.models import PartnerNews


@register(PartnerNews)
class PartnerNewsTranslation(TranslationOptions):
    """Title and text; a reader of a language without them reads the English ones."""

    fields = ("title", "body")
