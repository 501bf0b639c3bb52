"""The demo's forms, written once from `content/forms.toml` in every language."""

import tomllib
from typing import Any

from django.conf import settings
from wagtail.models import Locale

from config.demo.files import WORDS
from content.models import Form, FormField
from shop.json_types import JsonObject

SOURCE = WORDS / "forms.toml"
SAID = ("title", "button", "thanks", "consent_text")


def write_forms() -> dict[tuple[str, str], Form]:
    """Write what is missing; return all by name and language. Edited forms stay as they are."""
    sources: JsonObject = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    found: dict[tuple[str, str], Form] = {}
    for name, source in sources.items():
        for code, _name in settings.LANGUAGES:
            locale = Locale.objects.get(language_code=code)
            known = Form.objects.filter(locale=locale, title=source["title"][code]).first()
            original = found.get((name, "en"))
            found[name, code] = known or _new_form(source, locale, original)
    return found


def _new_form(source: JsonObject, locale: Locale, original: Form | None) -> Form:
    code = locale.language_code
    form: Any = Form(locale=locale, consent=source.get("consent", "none"))
    if original is not None:
        form.translation_key = original.translation_key
    for name in SAID:
        if name in source:
            setattr(form, name, source[name][code])
    form.form_fields = [
        FormField(
            sort_order=place,
            clean_name=field["name"],
            label=field["label"][code],
            field_type=field["type"],
            required=field.get("required", True),
            choices="\n".join(field.get("choices", {}).get(code, [])),
            help_text=field.get("help", {}).get(code, ""),
        )
        for place, field in enumerate(source["fields"])
    ]
    form.save()
    return form
