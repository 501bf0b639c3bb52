"""Which words of the agreement exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from partners.onboarding.models import AgreementVersion


@register(AgreementVersion)
class AgreementVersionTranslation(TranslationOptions):
    """Title and text; a reader of a language without them reads the English ones."""

    fields = ("title", "text")
