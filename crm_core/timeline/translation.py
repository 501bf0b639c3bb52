"""Which words of a mail template exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from crm_core.timeline.models import MailTemplate


@register(MailTemplate)
class MailTemplateTranslation(TranslationOptions):
    """Subject and text; colleagues find a template by one name."""

    fields = ("subject", "text")
