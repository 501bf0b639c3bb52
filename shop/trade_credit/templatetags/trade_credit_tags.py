"""What the pages about receivables need."""

from collections.abc import Mapping
from datetime import date

from django import template

register = template.Library()


@register.filter
def of_key(days: Mapping[int, date], key: int) -> date | str:
    """Return what a mapping has for a key; nothing where it has nothing."""
    return days.get(key, "")
