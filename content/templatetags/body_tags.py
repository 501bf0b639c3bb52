"""The body of a page in templates: `{% body_piece page piece %}`."""

from typing import Any

from django import template
from django.core.cache import cache
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from content.queries import Piece, content_version

register = template.Library()
FRAGMENT_SECONDS = 600


@register.simple_tag(takes_context=True)
def body_piece(context: Context, page: Any, piece: Piece) -> SafeString:
    """Render a block that looks the same to everybody, from the cache where it can.

    A fragment is forgotten when any page or menu changes, and after ten minutes; previews are
    always rendered. Not for product strips: those differ from reader to reader.
    """
    if getattr(context.get("request"), "is_preview", False) or not page.live_revision_id:
        return _rendered(context, page, piece)
    key = f"content:piece:{content_version()}:{page.live_revision_id}:{get_language()}:{piece.index}"
    html = cache.get(key)
    if html is None:
        html = _rendered(context, page, piece)
        cache.set(key, str(html), FRAGMENT_SECONDS)
    return mark_safe(html)


def _rendered(context: Context, page: Any, piece: Piece) -> SafeString:
    return page.body[piece.index].render_as_block(context=context.flatten())
