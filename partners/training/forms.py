"""What people answer in a quiz, and what staff write."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from partners.accounts.audiences import AUDIENCES
from partners.training.models import Course, Lesson, Question
from partners.training.scoring import Shown
from shop.backoffice.languages import in_every_language, name_languages
from shop.backoffice.picker import PickerField
from shop.backoffice.rich_text import RichTextField
from shop.catalogue.models import Product


class QuizForm(forms.Form):
    """The questions of an attempt; each has to be answered. What is correct is not in it."""

    use_required_attribute = False

    def __init__(self, shown: Sequence[Shown], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for place, one in enumerate(shown, start=1):
            self.fields[f"q{one.question.pk}"] = self._field(place, one)

    def _field(self, place: int, one: Shown) -> forms.Field:
        choices = [(str(choice.pk), choice.text) for choice in one.choices]
        label = f"{place}. {one.question.text}"
        if one.question.kind == Question.Kind.SINGLE:
            words = {"required": _("Please choose an answer.")}
            return forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect, error_messages=words
            )
        words = {"required": _("Please choose at least one answer.")}
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages=words,
            help_text=_("Several answers may be correct."),
        )

    def answers(self) -> dict[int, list[int]]:
        """Return what was ticked, by question. For a valid form."""
        found = {}
        for name, value in self.cleaned_data.items():
            ticked = value if isinstance(value, list) else [value]
            found[int(name[1:])] = [int(pk) for pk in ticked]
        return found


class AudienceField(forms.MultipleChoiceField):
    """For whom something is: values of all ways to tell partners apart, kept as {way: [values]}."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: object) -> None:
        super().__init__(choices=_audience_choices, required=False, **options)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        """Write {way: [values]} as way:value."""
        if not isinstance(value, Mapping):
            return value
        return [f"{name}:{one}" for name, values in value.items() for one in values]

    def clean(self, value: object) -> dict[str, list[str]]:
        """Return {way: [values]}."""
        found: dict[str, list[str]] = {}
        for entry in super().clean(self.prepare_value(value)):
            name, _colon, one = entry.partition(":")
            found.setdefault(name, []).append(one)
        return found

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare what is chosen."""
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))  # type: ignore[arg-type]


def _audience_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (str(entry.label), [(f"{entry.name}:{value}", str(words)) for value, words in entry.choices()])
        for entry in AUDIENCES
    ]


class ProductsField(PickerField):
    """Products with all their variants."""

    def label_from_instance(self, obj: Product) -> str:
        """Return the title."""
        return str(obj.get_title())


class CourseForm(WagtailAdminModelForm):
    """A course, its words in every language."""

    audience = AudienceField(label=_("For whom"), help_text=_("None: for all."))
    products = ProductsField(
        Product.objects.filter(parent=None),
        url_name="partner_courses:products",
        search_label=_("Search products by name"),
        required=False,
        label=_("Products"),
    )

    class Meta:
        model = Course
        fields = in_every_language("title", "summary")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ["title", "summary"], needed=["title"])
        for name in in_every_language("summary"):
            self.fields[name].widget.attrs["rows"] = 3


class LessonForm(WagtailAdminModelForm):
    """A lesson in the form of its course."""

    class Meta:
        model = Lesson
        fields = in_every_language("title", "body")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in in_every_language("body"):
            self.fields[name] = RichTextField(required=False)
        name_languages(self, ["title", "body"], needed=["title"])


class QuestionForm(WagtailAdminModelForm):
    """A question with its answers, of which at least one is correct."""

    class Meta:
        model = Question
        fields = in_every_language("text", "explanation")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ["text", "explanation"], needed=["text"])
        for name in in_every_language("explanation"):
            self.fields[name].widget.attrs["rows"] = 3

    def is_valid(self) -> bool:
        """Refuse a question that nobody can answer."""
        if not super().is_valid():
            return False
        rows = [row for row in self.formsets["choices"].cleaned_data if row and not row.get("DELETE")]
        correct = sum(bool(row.get("is_correct")) for row in rows)
        if words := _what_is_wrong(self.cleaned_data["kind"], len(rows), correct):
            self.add_error(None, words)
        return not self.errors


def _what_is_wrong(kind: str, choices: int, correct: int) -> str:
    if choices < 2:  # noqa: PLR2004 - one is no choice
        return gettext("A question needs at least two answers.")
    if not correct:
        return gettext("Mark at least one answer as correct.")
    if kind == Question.Kind.SINGLE and correct > 1:
        return gettext("A question with one answer has one correct answer.")
    return ""


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
