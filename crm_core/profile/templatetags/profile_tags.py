"""Words about profiles for templates."""

from collections.abc import Iterable

from django import template

from crm_core.profile.labels import label_of

register = template.Library()


@register.filter
def field_labels(fields: Iterable[object]) -> str:
    """Name fields in the reader's language, divided by commas."""
    return ", ".join(label_of(str(field)) for field in fields or ())
