"""The body of a page in templates: `{% body_block page piece %}`."""

from typing import Any

from django import template
from django.core.cache import cache
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.models import Page

from content.editorials import editorial_of, editorial_of_option
from content.form_entries import RenderedForm
from content.models import Editorial
from content.queries import BodyBlockContent, body_blocks, content_version
from shop.partner.buyers import buyer_for
from shop.storefront.card_loader import ProductCardLoader, card_loader_of

register = template.Library()
FRAGMENT_SECONDS = 600


@register.simple_tag(takes_context=True)
def body_block(context: Context, page: Page, piece: BodyBlockContent) -> SafeString:
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


@register.simple_tag
def rendered_form(forms: dict[int, RenderedForm], piece: BodyBlockContent) -> RenderedForm | None:
    """Return the form that stands at a block's place, None where it is gone."""
    return forms.get(piece.index)


@register.filter
def block_at(body: StreamValue, index: int) -> StreamValue.StreamChild:
    """Return a block of a body by its place."""
    return body[index]


@register.inclusion_tag("content/editorial.html", takes_context=True)
def editorial_blocks(context: Context, place: object) -> dict[str, object]:
    """Show what editors wrote for a category or a product, in the reader's language; else nothing.

    No query where nothing was written, once that was learnt; else one, and what its strips take.
    """
    return _with_blocks(context, editorial_of(place, language=get_language() or "en"))


@register.inclusion_tag("content/editorial.html", takes_context=True)
def editorial_of_value(context: Context, shown: tuple[str, str]) -> dict[str, object]:
    """Show what editors wrote for a property's value (a brand, a glaze), given as property and value."""
    code, slug = shown
    return _with_blocks(context, editorial_of_option(code, slug, language=get_language() or "en"))


@register.inclusion_tag("content/editorial.html", takes_context=True)
def preview_editorial(context: Context, editorial: Editorial) -> dict[str, object]:
    """Show blocks as they stand in the editor's form."""
    return _with_blocks(context, editorial)


def _with_blocks(context: Context, editorial: Editorial | None) -> dict[str, object]:
    request = context.get("request")
    if editorial is None:
        return {"editorial": None}
    loader = card_loader_of(request) if request is not None else ProductCardLoader(buyer_for())
    return {"request": request, "editorial": editorial, "pieces": body_blocks(editorial.body, loader=loader)}


def _rendered(context: Context, page: Any, piece: BodyBlockContent) -> SafeString:
    return page.body[piece.index].render_as_block(context=context.flatten())
