"""Long forms in titled sections, and what is wrong with them named by field and row.

A form says its sections itself (`sections`); `backoffice/form.html` draws them: what is wrong first, with a
link to each field, then the sections with the number of errors in each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm, BaseFormSet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _, pgettext

from shop.backoffice.edits.forms import CONFLICT_CODE


@dataclass(frozen=True, kw_only=True)
class FormSection:
    """A titled group of fields; `name` is its anchor, `formset` the prefix of the rows that stand in it.

    Fields that a form has not are passed over. `area` says where a page of its own layout puts it.
    """

    name: str
    title: str | Promise
    fields: Sequence[str] = ()
    help: str | Promise = ""
    formset: str = ""
    template_name: str = "backoffice/form_fields.html"
    area: str = "main"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that is wrong: at which field (its name and id, empty for the whole form), and in words."""

    name: str
    anchor: str
    label: str
    words: str
    is_conflict: bool = False


@dataclass(kw_only=True)
class BoundSection:
    """A section with its fields as they are typed and the errors in them and in its rows."""

    section: FormSection
    fields: list[forms.BoundField]
    problems: list[Problem] = field(default_factory=list)


def bind_sections(form: BaseForm, *formsets: BaseFormSet) -> list[BoundSection]:
    """Give each section of a form its fields; what no section names stands in the last that lists fields.

    Empty for a form without sections.
    """
    sections: Sequence[FormSection] = getattr(form, "sections", ())
    if not sections:
        return []
    named = {name for section in sections for name in section.fields}
    left = [each.name for each in form.visible_fields() if each.name not in named]
    last = next((s for s in reversed(sections) if s.template_name == FormSection.template_name), sections[-1])
    bound = []
    for section in sections:
        names = [*section.fields, *(left if section is last else ())]
        fields = [form[name] for name in names if name in form.fields]
        rows = [each for each in formsets if section.formset and each.prefix == section.formset]
        problems = [*_of_fields(fields), *(p for each in rows for p in _of_rows(each))]
        bound.append(BoundSection(section=section, fields=fields, problems=problems))
    return bound


def problems_of(form: BaseForm, *formsets: BaseFormSet) -> list[Problem]:
    """List all that is wrong with a form, then with its rows; nothing where nothing was sent."""
    bound = [form[name] for name in form.errors if name != NON_FIELD_ERRORS]
    found = [*_whole(form), *_of_fields(bound)]
    return found + [problem for each in formsets for problem in _of_rows(each)]


def _of_fields(fields: Iterable[forms.BoundField], row: str = "") -> Iterator[Problem]:
    for bound in fields:
        place = {"name": bound.html_name, "anchor": bound.id_for_label or bound.auto_id}
        own = str(capfirst(bound.label))
        label = f"{row}{pgettext('punctuation', ', ')}{own}" if row else own
        for error in bound.form.errors.as_data().get(bound.name, []):
            yield _problem(error, label=label, **place)


def _of_rows(formset: BaseFormSet) -> Iterator[Problem]:
    """Name each error with the row it stands in, except for rows that are to be deleted."""
    for error in formset.non_form_errors().as_data():
        yield _problem(error, name="", anchor="", label="")
    for number, form in enumerate(formset.forms, 1):
        if not form.errors or form.cleaned_data.get("DELETE"):
            continue
        title = getattr(form, "row_name", "")
        row = _("Row %(number)d (%(row)s)") if title else _("Row %(number)d")
        row %= {"number": number, "row": title}
        yield from _whole(form, row)
        yield from _of_fields((form[name] for name in form.errors if name != NON_FIELD_ERRORS), row)


def _whole(form: BaseForm, label: str = "") -> Iterator[Problem]:
    for error in form.errors.as_data().get(NON_FIELD_ERRORS, []):
        yield _problem(error, name=form.prefix or "", anchor="", label=label)


def _problem(error: ValidationError, **place: str) -> Problem:
    is_conflict = error.code == CONFLICT_CODE
    words = _("Somebody else changed this meanwhile.") if is_conflict else " ".join(error.messages)
    return Problem(words=words, is_conflict=is_conflict, **place)
