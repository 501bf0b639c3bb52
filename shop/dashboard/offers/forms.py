"""The words of an offer in every language of the shop."""

from typing import Any

from oscar.apps.dashboard.offers import forms

from shop.backoffice.languages import in_every_language, name_languages

WORDS = ("name", "description")


class MetaDataForm(forms.MetaDataForm):
    """Oscar's first step with a field per language."""

    class Meta(forms.MetaDataForm.Meta):
        fields: Any = (*in_every_language(*WORDS), "offer_type")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, WORDS, needed=["name"])
