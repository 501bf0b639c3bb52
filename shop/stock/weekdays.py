"""The days on which a warehouse sends, as ticks instead of digits."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _


class WeekdaysField(forms.MultipleChoiceField):
    """ISO weekdays as a warehouse keeps them: "12345" is Monday to Friday. At least one is needed."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        choices = [(str(day + 1), name) for day, name in sorted(WEEKDAYS.items())]
        super().__init__(**{"label": _("working days"), **kwargs, "choices": choices})

    def prepare_value(self, value: Iterable[str] | None) -> list[str]:
        """Tick the days of "12345"."""
        return _days(value)

    def to_python(self, value: Iterable[str] | None) -> list[str]:
        """Take single days and days in a row."""
        return _days(value)

    def clean(self, value: object) -> object:
        """Return the days in a row; raise ValidationError for none or one that no week has."""
        return "".join(super().clean(value))

    def has_changed(self, initial: Iterable[str] | None, data: Iterable[str] | None) -> bool:
        """Compare the days, not how they are written."""
        return _days(initial) != _days(data)


def _days(value: Iterable[str] | None) -> list[str]:
    return sorted(set("".join(value or ())))
