"""Pages beside products in the results of a search: `{% found_pages text as pages %}`."""

from django import template
from django.utils.translation import get_language

from content import page_search

register = template.Library()


@register.simple_tag
def found_pages(text: str, limit: int = 6) -> list[page_search.FoundPage]:
    """Return the pages that are found by a text in the reader's language."""
    return page_search.found_pages(text or "", language=get_language() or "en", limit=limit)
