"""A form field for records that are picked one by one: looked for as one types, kept in their order."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

LONGEST_KEY = 18


class PickerWidget(forms.SelectMultiple):
    """What was picked, each with a way to take it away, and a box to look for more.

    `url_name` answers `?q=` with JSON: {"results": [{"pk": 1, "label": "..."}]}.
    """

    template_name = "backoffice/picker.html"

    class Media:
        js = ["js/backoffice-picker.js"]

    def __init__(
        self, *, url_name: str, search_label: str | Promise, attrs: dict[str, object] | None = None
    ) -> None:
        super().__init__(attrs)
        self.url_name, self.search_label = url_name, search_label

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """Read what was picked, and nothing else of the table."""
        context = forms.Widget.get_context(self, name, value, attrs)
        choices: Any = self.choices  # of `ModelChoiceField`, which know their field
        field: PickerField = choices.field
        picked = field.found(value if isinstance(value, list | tuple) else [])
        context["widget"] |= {
            "picked": [{"pk": each.pk, "label": field.label_from_instance(each)} for each in picked],
            "url": reverse(self.url_name),
            "search_label": self.search_label,
        }
        return context

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Draw it by a template of the site's, which Django's own renderer of forms does not look for."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Lead the label to the box."""
        return f"{id_}-search" if id_ else id_


class PickerField(forms.ModelMultipleChoiceField):
    """Records in the order in which they were picked, at most `most`."""

    def __init__(
        self,
        queryset: QuerySet[Model],
        *,
        url_name: str,
        search_label: str | Promise,
        most: int = 200,
        **kw: object,
    ) -> None:
        self.most = most
        super().__init__(queryset, widget=PickerWidget(url_name=url_name, search_label=search_label), **kw)

    def found(self, value: Iterable[object]) -> list[Model]:
        """List the records of these keys (or the records themselves) that there are, in order."""
        keys = [str(getattr(each, "pk", each)) for each in value]
        numbers = [key for key in dict.fromkeys(keys) if _is_key(key)][: self.most]
        queryset: Any = self.queryset
        rows = {str(row.pk): row for row in queryset.filter(pk__in=numbers)}
        return [rows[key] for key in numbers if key in rows]

    def clean(self, value: object) -> Sequence[Model]:  # type: ignore[override]
        """Return the records. Raises ValidationError for what is none, for none where one is needed."""
        value = value or []
        if not isinstance(value, list | tuple):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        for key in value:
            if not _is_key(str(key)):
                text = self.error_messages["invalid_pk_value"]
                raise ValidationError(text, code="invalid_pk_value", params={"pk": key})
        rows = self.found(value)
        if len(rows) != len(dict.fromkeys(str(key) for key in value)):
            missing = next((key for key in value if str(key) not in {str(row.pk) for row in rows}), "")
            text = self.error_messages["invalid_choice"]
            raise ValidationError(text, code="invalid_choice", params={"value": missing})
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        return rows


def _is_key(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
