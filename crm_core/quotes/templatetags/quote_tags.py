"""What the pages of quotes look up."""

from collections.abc import Mapping

from django import template

from crm_core.quotes.models import QuoteLine

register = template.Library()


@register.filter
def line_of(lines: Mapping[int, QuoteLine], key: int) -> QuoteLine | None:
    """Return the line of a key, if it is there."""
    return lines.get(key)
