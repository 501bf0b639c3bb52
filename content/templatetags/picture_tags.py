"""Editors' pictures in templates: `{% responsive image widths="480,780" ratio="3x4" sizes="50vw" %}`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractImage

from content.renditions import sources_of

register = template.Library()


@register.simple_tag
def responsive(
    image: AbstractImage | None,
    *,
    widths: str,
    sizes: str,
    ratio: str = "",
    alt: str | None = None,
    css: str = "",
    eager: bool = False,
) -> SafeString:
    """Write a picture element with AVIF and WebP in these widths; nothing without an image.

    `alt` replaces the words that the editor gave where the picture was chosen; `eager` is for
    what stands at the top of the page.
    """
    if not image:
        return SafeString("")
    across_down = tuple(int(part) for part in ratio.split("x")) if ratio else None
    found = sources_of(
        image,
        widths=tuple(int(width) for width in widths.split(",")),
        ratio=(across_down[0], across_down[1]) if across_down else None,
    )
    rows = [(kind, srcset, sizes) for kind, srcset in found.sets]
    sources = format_html_join("", '<source type="{}" srcset="{}" sizes="{}">', rows)
    return format_html(
        '<picture>{}<img src="{}" width="{}" height="{}" alt="{}"{}{} decoding="async"></picture>',
        sources,
        found.src,
        found.width,
        found.height,
        _words(image) if alt is None else alt,
        format_html(' class="{}"', css) if css else "",
        SafeString(' fetchpriority="high"' if eager else ' loading="lazy"'),
    )


def _words(image: AbstractImage) -> str:
    """Return what an editor wrote for this place, else for the picture; nothing for a decoration."""
    if getattr(image, "decorative", False):
        return ""
    return getattr(image, "contextual_alt_text", None) or image.description or ""
