"""The two steps of a withdrawal. Only what the law asks for: who, from what, where the receipt goes."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from shop.contact_data import visible_line
from shop.withdrawal.queries import WithdrawableLine


class StatementForm(forms.Form):
    """Who withdraws, where the receipt goes, and from how many pieces of each line (all, to begin with)."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=255)
    email = forms.EmailField(label=gettext_lazy("E-mail address for the receipt"), max_length=254)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, lines: Sequence[WithdrawableLine], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4().hex, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, **kwargs)
        self.lines = [item for item in lines if item.pieces]
        for item in self.lines:
            self.fields[self.field_name(item)] = forms.TypedChoiceField(
                label=item.line.title,
                choices=[(number, str(number)) for number in range(item.pieces + 1)],
                coerce=int,
                initial=item.pieces,
                help_text=item.hint and _("Not once: %(reason)s") % {"reason": item.hint},
            )

    @staticmethod
    def field_name(item: WithdrawableLine) -> str:
        """Return the name of a line's field."""
        return f"line-{item.line.pk}"

    def clean_name(self) -> str:
        """Keep it on one line, without signs that nobody sees."""
        return visible_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, object]:
        """Refuse a statement about nothing."""
        cleaned: dict[str, object] = super().clean() or {}
        if not self.errors and not self.pieces:
            raise ValidationError(_("Please choose at least one item."))
        return cleaned

    @property
    def pieces(self) -> dict[int, int]:
        """Return the pieces that were chosen, by the keys of their lines."""
        chosen = {item.line.pk: self.cleaned_data.get(self.field_name(item), 0) for item in self.lines}
        return {pk: number for pk, number in chosen.items() if number}

    @property
    def piece_fields(self) -> list[forms.BoundField]:
        """List the fields of the lines."""
        return [self[self.field_name(item)] for item in self.lines]

    def hide(self) -> None:
        """Carry what was typed through the second step unseen."""
        for field in self.fields.values():
            field.widget = forms.HiddenInput()
