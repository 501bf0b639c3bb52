"""Which words of courses exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from partners.training.models import Choice, Course, Lesson, Question


@register(Course)
class CourseTranslation(TranslationOptions):
    """Title and summary; a reader of a language without them reads the English ones."""

    fields = ("title", "summary")


@register(Lesson)
class LessonTranslation(TranslationOptions):
    """Title and text."""

    fields = ("title", "body")


@register(Question)
class QuestionTranslation(TranslationOptions):
    """Question and explanation."""

    fields = ("text", "explanation")


@register(Choice)
class ChoiceTranslation(TranslationOptions):
    """The answer."""

    fields = ("text",)
