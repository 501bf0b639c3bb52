"""Form fields for words that exist in every language: which there are, and what they are called."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language_info
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.panels import FieldPanel


def in_every_language(*names: str) -> list[str]:
    """Return the fields that hold these words, one for each language of the shop."""
    return [build_localized_fieldname(name, code) for name in names for code, _label in settings.LANGUAGES]


def panels_in_every_language(name: str, words: str | Promise) -> list[FieldPanel]:
    """Return Wagtail's panels of a field's languages, each called as in a form of ours."""
    return [
        FieldPanel(build_localized_fieldname(name, code), heading=named(words, code))
        for code, _label in settings.LANGUAGES
    ]


def named(words: str | Promise, code: str) -> Any:
    """Say which language a field is for, as its readers call it: "Name (English)"."""
    return format_lazy("{} ({})", words, get_language_info(code)["name_local"])


def name_languages(form: Any, names: Iterable[str], *, needed: Iterable[str] = ()) -> None:
    """Say beside each field which language it is for, and let the browser know; English is `needed`.

    The words of the other languages may stay empty: readers then see the English ones.
    """
    for name in names:
        words = capfirst(form._meta.model._meta.get_field(name).verbose_name)
        for code, _label in settings.LANGUAGES:
            field = form.fields[build_localized_fieldname(name, code)]
            is_fallback = code == settings.MODELTRANSLATION_DEFAULT_LANGUAGE
            field.required = is_fallback and name in needed
            field.label = named(words, code)
            field.widget.attrs["lang"] = code
            if not is_fallback:
                field.help_text = ""
