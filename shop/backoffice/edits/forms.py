"""A model's form that notices what somebody else saved since it was loaded.

What only they changed is taken over; what both changed is shown with theirs and yours, and nothing is
saved until the next save says which. A form that carries no base is saved as it was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm, BaseFormSet
from django.forms.renderers import BaseRenderer
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _

from shop.backoffice.edits.comparing import (
    Flat,
    digest,
    held_text,
    others_changes,
    read_base,
    sign_base,
    typed_text,
    words_of,
)

BASE, CHOICE = "edit_base", "edit_choice"
CONFLICT_CODE = "conflict"
ROW_FIELDS = {"DELETE", "ORDER", BASE}


class BaseField(forms.CharField):
    """What the form was drawn from; when it is drawn again after it was compared, what is held now."""

    is_compared = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def bound_data(self, data: object, initial: object) -> object:
        """Never draw a form that was compared from what it was drawn from before."""
        return initial if self.is_compared else data

    def has_changed(self, _initial: object, _data: object) -> bool:
        """Never make a row one that was changed."""
        return False


class MergedBoundField(forms.BoundField):
    """Shows what is held where it was taken over from somebody else."""

    form: Any

    def value(self) -> object:
        """Return what the widget shows."""
        if self.name in self.form.taken:
            return self.field.prepare_value(self.initial)
        return super().value()


class MergingMixin:
    """Compares what is typed with what was loaded and what is held; see `merging_form`.

    `taken` names the fields taken over from somebody else, `conflicts` those that both changed. The
    instance has to be read after its row is locked (`MergingView`), or a save in between is not seen. A form
    may name fields as `quiet`, which change by themselves: what is taken over of them is no news; and as
    `uncompared`, which nobody else can have changed.
    """

    bound_field_class = MergedBoundField
    fields: dict[str, forms.Field]
    instance: Model
    data: QueryDict
    is_row = False
    is_changed_by_others = False
    # A row that somebody else removed while it was changed here.
    is_gone = False
    is_bound: bool
    renderer: BaseRenderer | None
    _errors: Any
    cleaned_data: dict[str, object]
    add_error: Any
    changed_data: list[str]

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.taken: list[str] = []
        self.conflicts: list[str] = []
        self.is_compared = False
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and (self.is_row or kwargs.get("instance") is None):
            return
        self.held = {name: held_text(self[name]) for name in self._compared()}
        base = sign_base(self._object_name(), {name: digest(text) for name, text in self.held.items()})
        self.fields[BASE] = BaseField(initial=base)

    def __getitem__(self, name: str) -> forms.BoundField:
        bound: forms.BoundField = super().__getitem__(name)  # type: ignore[misc]
        return bound

    def add_prefix(self, name: str) -> str:
        """Return the name of a field in the data; a row's have its number before them."""
        return str(super().add_prefix(name))  # type: ignore[misc]

    def _object_name(self) -> str:
        return f"{self.instance._meta.label_lower}:{self.instance.pk}"

    def _compared(self) -> list[str]:
        """Name the fields that somebody can change, without what formsets add to their rows."""
        key = self.instance._meta.pk.name
        return [
            name
            for name, field in self.fields.items()
            if name not in ROW_FIELDS
            and name not in getattr(self, "uncompared", ())
            and not (self.is_row and name == key)
            and not field.disabled
            and not isinstance(field, forms.models.InlineForeignKeyField)
        ]

    def full_clean(self) -> None:
        """Clean with what was taken over, then name the conflicts beside whatever else is wrong."""
        self._compare()
        own = [name for name in self.taken if name in self.fields]
        for name in own:  # a disabled field is cleaned from what is held, whatever was sent
            self.fields[name].disabled = True
        try:
            super().full_clean()  # type: ignore[misc]
            if self.is_bound:
                _ = self.changed_data  # kept from here on: what was taken over is no change
        finally:
            for name in own:
                self.fields[name].disabled = False
        if self.is_bound:
            self.cleaned_data.pop(BASE, None)
        for name in self.conflicts:
            self._say_conflict(self[name])
        if self.is_row:
            self._look_after_row()

    def _compare(self) -> None:
        posted = self.data.get(self.add_prefix(BASE)) if self.is_bound else None
        if self.is_compared or posted is None or BASE not in self.fields:
            return
        self.is_compared = True
        base, mine = read_base(self._object_name(), posted), self._typed()
        theirs = {name: digest(text) for name, text in self.held.items()}
        others = dict(others_changes(base, mine, theirs, theirs))
        for name, held in theirs.items():
            if self.data.get(self.choice_name(name)) == "theirs":
                self.taken.append(name)
            elif others.get(name):
                self.conflicts.append(name)
            elif name in others and mine[name] != held:
                self.taken.append(name)
        self.is_changed_by_others = bool(others)

    def _typed(self) -> Flat:
        return {name: digest(typed_text(self[name], held=text)) for name, text in self.held.items()}

    def show_as_typed(self) -> None:
        """Draw it again with what was typed, unchecked, and from what it was drawn from at first."""
        self._errors = forms.utils.ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}
        if BASE in self.fields:
            self.fields[BASE].is_compared = False  # type: ignore[attr-defined]

    def choice_name(self, name: str) -> str:
        """Return under which name theirs or yours is chosen."""
        return f"{self.add_prefix(CHOICE)}-{name}"

    def _say_conflict(self, bound: forms.BoundField) -> None:
        """Put theirs and yours beside the field; what is typed stays in it until somebody chooses."""
        words = {
            "name": self.choice_name(bound.name),
            "intro": _("Somebody else changed this meanwhile. Which one do you want to keep?"),
            "theirs": _("Theirs: %(value)s") % {"value": words_of(bound, bound.initial)},
            "yours": _("Yours: %(value)s") % {"value": words_of(bound, bound.data)},
        }
        if bound.is_hidden:
            words["intro"] = f"{bound.label}: {words['intro']}"
        message = format_html(
            '<span class="edit-conflict">{intro} '
            '<label><input type="radio" name="{name}" value="theirs"> {theirs}</label> '
            '<label><input type="radio" name="{name}" value="yours" checked> {yours}</label></span>',
            **words,
        )
        self.add_error(None if bound.is_hidden else bound.name, ValidationError(message, code=CONFLICT_CODE))

    def _look_after_row(self) -> None:
        """Keep a row that somebody changed from being deleted unseen; say what became of one that is gone."""
        key = self.instance._meta.pk.name
        if self.is_changed_by_others and self.cleaned_data.get("DELETE"):
            self.cleaned_data["DELETE"] = False
            self.add_error(None, _("Somebody else changed this row meanwhile. Save again to delete it."))
        if not self.is_bound or self.instance.pk is not None or not self.data.get(self.add_prefix(key)):
            return
        self._errors.pop(key, None)
        if self._is_untouched():
            self.cleaned_data["DELETE"] = True
        elif not self.cleaned_data.get("DELETE"):
            self.is_gone = True
            text = _("Somebody else removed this row meanwhile. Delete it here, or write it in a new row.")
            self.add_error(None, text)

    def _is_untouched(self) -> bool:
        """Say whether a row that is gone was sent as it was loaded."""
        key = self.instance._meta.pk.name
        of = f"{self.instance._meta.label_lower}:{self.data.get(self.add_prefix(key))}"
        base = read_base(of, self.data.get(self.add_prefix(BASE), ""))
        typed = {name: digest(typed_text(self[name], held="")) for name in self._compared()}
        return bool(base) and all(base.get(name) == text for name, text in typed.items())


def merging_form(form_class: type[BaseForm], *, is_row: bool = False) -> Any:
    """Return a model's form class that merges, as do its rows; a form without a model stays as it is.

    It is kept at the class itself: Wagtail makes a form class for each request, and both go together.
    """
    if not issubclass(form_class, forms.BaseModelForm) or issubclass(form_class, MergingMixin):
        return form_class
    return _kept(
        form_class, "_merging_row" if is_row else "_merging", lambda: _made(form_class, is_row=is_row)
    )


def merging_formset(formset_class: Any) -> Any:
    """Return a model's formset whose rows merge, each with what somebody else made of it."""

    def made() -> type[BaseFormSet]:
        attributes = {
            "form": merging_form(formset_class.form, is_row=True),
            "__module__": formset_class.__module__,
        }
        return type(formset_class.__name__, (formset_class,), attributes)

    return _kept(formset_class, "_merging", made)


T = TypeVar("T")


def _kept(owner: type, name: str, made: Callable[[], T]) -> T:
    if name not in owner.__dict__:
        setattr(owner, name, made())
    kept: T = owner.__dict__[name]
    return kept


def _made(form_class: Any, *, is_row: bool) -> Any:
    attributes = {"is_row": is_row, "__module__": form_class.__module__, "__doc__": form_class.__doc__}
    merging = type(form_class)(form_class.__name__, (MergingMixin, form_class), attributes)
    merging.base_fields = form_class.base_fields
    if hasattr(form_class, "formsets"):  # Wagtail's inline panels
        merging.formsets = {name: merging_formset(rows) for name, rows in form_class.formsets.items()}
    return merging


def merged_forms(form: BaseForm | None, *formsets: object) -> list[MergingMixin]:
    """List a form and the rows that belong to it, as far as they merge."""
    rows = [row for formset in (*formsets, *getattr(form, "formsets", {}).values()) for row in formset.forms]
    return [each for each in (form, *rows) if isinstance(each, MergingMixin)]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody else saved meanwhile; in a conflict both changed it, and yours stands."""

    label: str
    anchor: str
    theirs: str
    yours: str
    is_conflict: bool


def changes_of(form: BaseForm, *formsets: BaseFormSet) -> list[Change]:
    """List what was taken over and what both changed, unless it was chosen already or is quiet."""
    return [
        _change(each[name], is_conflict=name in each.conflicts)
        for each in merged_forms(form, *formsets)
        for name in each.fields
        if name in each.conflicts
        or (
            name in each.taken
            and name not in getattr(each, "quiet", ())
            and each.data.get(each.choice_name(name)) != "theirs"
        )
    ]


def _change(bound: forms.BoundField, *, is_conflict: bool) -> Change:
    row = getattr(bound.form, "row_name", "")
    return Change(
        label=f"{row}: {bound.label}" if row else str(bound.label),
        anchor=bound.id_for_label or bound.auto_id,
        theirs=words_of(bound, bound.initial),
        yours=words_of(bound, bound.data),
        is_conflict=is_conflict,
    )
