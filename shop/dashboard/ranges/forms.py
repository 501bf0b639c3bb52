"""The words of a collection in every language of the shop."""

from typing import Any

from oscar.apps.dashboard.ranges import forms
from oscar.apps.dashboard.ranges.forms import RangeProductForm  # noqa: F401 - Oscar's view asks for it here

from shop.dashboard.languages import in_every_language, name_languages

WORDS = ("name", "description")


class RangeForm(forms.RangeForm):
    """Oscar's form with a field per language."""

    class Meta(forms.RangeForm.Meta):
        fields: Any = (
            *in_every_language(*WORDS),
            *(name for name in forms.RangeForm.Meta.fields if name not in WORDS),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, WORDS, needed=["name"])
