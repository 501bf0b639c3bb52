"""Which of the custom fields' words exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from crm_core.custom_fields.models import CustomField, FieldChoice


@register(CustomField)
class CustomFieldTranslation(TranslationOptions):
    """A field's words; its code stays one, as it stands in addresses and files."""

    fields = ("label", "help_text", "section")


@register(FieldChoice)
class FieldChoiceTranslation(TranslationOptions):
    """What a choice is called."""

    fields = ("label",)
