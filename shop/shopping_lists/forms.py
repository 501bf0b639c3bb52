"""What is asked about a list: its name, its lines, its rhythm, and who else may use it."""

from collections.abc import Mapping
from typing import Unpack, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from shop.form_options import FormData, FormOptions
from shop.numbers import whole_number
from shop.shopping_lists.models import MOST_PIECES, ShoppingList, ShoppingListShare
from shop.shopping_lists.queries import ListRight, colleagues_of, usable_lists
from shop.shopping_lists.services import LineChange, create_list
from shop.time_zones import shop_day
from shop.user.models import User

EVERYBODY = "everybody"


class ListForm(forms.ModelForm):
    """A list's name and note."""

    class Meta:
        model = ShoppingList
        fields = ["name", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class CadenceForm(forms.ModelForm):
    """How often the list is ordered, from which day on."""

    class Meta:
        model = ShoppingList
        fields = ["every", "cadence", "next_due", "is_paused"]
        widgets = {"next_due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {
            "every": gettext_lazy("Remind me every"),
            "cadence": gettext_lazy("Weeks or months"),
            "next_due": gettext_lazy("Next order on"),
            "is_paused": gettext_lazy("Pause reminders"),
        }

    def clean(self) -> dict[str, object]:
        """A rhythm needs a day to begin with, today or later when it is new."""
        cleaned = super().clean() or {}
        day = cleaned.get("next_due")
        if cleaned.get("cadence") and day is None and "next_due" not in self.errors:
            raise ValidationError({"next_due": _("Please choose the day of the next order.")})
        if "next_due" in self.changed_data and day is not None and day < shop_day():
            raise ValidationError({"next_due": _("Please choose today or a later day.")})
        return cleaned


class ShareForm(forms.Form):
    """A colleague, or everybody of the company, and what they may do."""

    whom = forms.ChoiceField(label=gettext_lazy("Share with"))
    right = forms.TypedChoiceField(
        label=gettext_lazy("They may"), coerce=int, choices=ShoppingListShare.Right.choices
    )

    def __init__(self, data: FormData | None = None, *, user: User, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.colleagues = {str(contact.pk): contact for contact in colleagues_of(user)}
        named = [(pk, contact.name) for pk, contact in self.colleagues.items()]
        whom = cast("forms.ChoiceField", self.fields["whom"])
        whom.choices = [(EVERYBODY, _("everybody in the company")), *named]


class TargetForm(forms.Form):
    """The list to put something on: one of those the user may edit, or a new one."""

    target = forms.ChoiceField(label=gettext_lazy("List"), required=False)
    name = forms.CharField(label=gettext_lazy("Name of the new list"), max_length=120, required=False)

    def __init__(self, data: FormData | None = None, *, user: User, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        lists = usable_lists(user, right=ListRight.EDIT)
        self.lists = {str(each.shopping_list.pk): each.shopping_list for each in lists}
        target = cast("forms.ChoiceField", self.fields["target"])
        target.choices = [*((pk, each.name) for pk, each in self.lists.items()), ("", _("a new list"))]

    def clean(self) -> dict[str, object]:
        """A new list needs a name."""
        cleaned = super().clean() or {}
        if not cleaned.get("target") and not cleaned.get("name") and not self.errors:
            raise ValidationError({"name": _("Please give the new list a name.")})
        return cleaned

    def chosen(self) -> ShoppingList:
        """Return the list, a new one where that was chosen."""
        target: str = self.cleaned_data["target"]
        return self.lists[target] if target else create_list(self.user, name=self.cleaned_data["name"])


class VariantTargetForm(TargetForm):
    """The list, and which variant of a family goes on it."""

    field_order = ("variant", "target", "name")
    variant = forms.TypedChoiceField(
        label=gettext_lazy("Variant"),
        coerce=int,
        error_messages={"required": gettext_lazy("Please choose a variant.")},
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        user: User,
        variants: Mapping[int, str],
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, user=user, **kwargs)
        cast("forms.ChoiceField", self.fields["variant"]).choices = list(variants.items())


def line_changes(posted: QueryDict, line_ids: list[int]) -> tuple[list[LineChange], dict[int, str]]:
    """Read what was typed beside the lines; with a message for each quantity that is none."""
    changes, errors = [], {}
    for pk in line_ids:
        typed = posted.get(f"quantity-{pk}")
        if typed is None:
            continue
        quantity, was = whole_number(typed.strip()), whole_number(posted.get(f"was-{pk}", ""))
        if quantity is None or not 1 <= quantity <= MOST_PIECES:
            errors[pk] = _("Please enter a whole number of pieces.")
            continue
        note_was = posted.get(f"note-was-{pk}", "")
        note = posted.get(f"note-{pk}", note_was).replace("\x00", "").strip()[:200]
        changes.append(
            LineChange(
                line_id=pk, quantity=quantity, note=note, quantity_was=was or quantity, note_was=note_was
            )
        )
    return changes, errors


def chosen_lines(posted: QueryDict) -> list[int]:
    """Return the keys of the lines that are ticked."""
    return [key for text in posted.getlist("lines") if (key := whole_number(text))]
