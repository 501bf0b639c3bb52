"""Which words of a segment exist in every language (columns per language, English as fallback)."""

from modeltranslation.translator import TranslationOptions, register

from personalization.segments.models import Segment


@register(Segment)
class SegmentTranslation(TranslationOptions):
    """What it is called and what it is for."""

    fields = ("name", "description")
