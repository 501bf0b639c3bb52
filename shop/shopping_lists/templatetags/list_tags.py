"""What belongs to a line or product, by its key."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(found: Mapping[int, object] | None, key: int | None) -> object:
    """Return what a mapping holds for a key: `numbers|of:line.product_id`; empty where it holds nothing."""
    return (found or {}).get(key, "") if key is not None else ""
