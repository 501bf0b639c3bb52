"""Which of the returns' texts exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from shop.returns.models import ReturnReason, ReturnSettings


@register(ReturnReason)
class ReturnReasonTranslation(TranslationOptions):
    """A reason, which buyers choose."""

    fields = ("name",)


@register(ReturnSettings)
class ReturnSettingsTranslation(TranslationOptions):
    """How to pack, which buyers read."""

    fields = ("instructions",)
