"""Components that stand dozens of times on a page, written without a template: a tenth of its time.

The templates of the same names (`components/product_card.html`, `price.html`, `swatch.html`) call
these, so that other templates include them as ever. Everything from outside is escaped here.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from shop.formats import format_money
from shop.storefront.cards import CardPrice, ProductCard, ShownOffer
from shop.storefront.templatetags.component_tags import colours, icon


class FacetValue(Protocol):
    """What is written of a facet's value (`search.listing.FacetChoice`)."""

    name: str
    slug: str
    label: str
    count: int
    is_selected: bool
    swatch: str


SIZES = "(width > 60rem) 18rem, (width > 40rem) 33vw, 50vw"
OFFERS_SHOWN = 2
SHAPES = (
    '<circle cx="12" cy="12" r="12" fill="%s"/>',
    '<path d="M.1 11c4 2.500 7-1.500 12 .5s8 1.500 11.800-.5A12 12 0 1 1 .1 11z" fill="%s"/>',
)


@lru_cache(maxsize=1024)
def swatch_html(swatch: str, size: str = "") -> SafeString:
    """Draw a glaze as a round drop of its one or two colours; `size` is "" (cards), "m" or "l"."""
    shapes = "".join(shape % colour for shape, colour in zip(SHAPES, colours(swatch), strict=False))
    css = f"swatch swatch-{escape(size)}" if size else "swatch"
    return mark_safe(f'<svg class="{css}" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>')


def price_html(price: CardPrice | None, *, large: bool = False) -> SafeString:
    """Write a price as its buyer pays it; nothing where there is none."""
    if price is None:
        return SafeString("")
    now = format_money(price.amount, price.currency, trim=True)
    if price.is_from:
        now = gettext("from %(amount)s") % {"amount": now}
    parts = ['<p class="price price-large">' if large else '<p class="price">']
    if price.was:
        was = escape(format_money(price.was, price.currency, trim=True))
        before = escape(gettext("Before:"))
        parts.append(f'<s><span class="visually-hidden">{before}</span> {was}</s> ')
    parts.append('<span class="now">' if price.was else "<span>")
    parts.append(f"{escape(now)}</span>")
    if price.was and price.percent_off:
        parts.append(f' <span class="percent-off">−{price.percent_off}%</span>')
    if price.each:
        words = {"size": price.pack_size, "each": format_money(price.each, price.currency)}
        parts.append(_small(gettext("for %(size)s, %(each)s each") % words))
    if large and price.is_taxed:
        parts.append(_small(gettext("including tax") if price.includes_tax else gettext("without tax")))
    if price.lowest is not None:
        lowest = format_money(price.lowest, price.currency, trim=True)
        told = gettext("Lowest price of the 30 days before: %(amount)s") % {"amount": lowest}
        parts.append(f' <span class="lowest-price small muted">{escape(told)}</span>')
    return mark_safe("".join([*parts, "</p>"]))


def _small(words: str) -> str:
    return f' <span class="small muted">{escape(words)}</span>'


def card_html(
    card: ProductCard, *, eager: bool = False, note: object = "", heart: str = "", listing: str = ""
) -> SafeString:
    """Write a product in a listing or a strip; `eager` for those above the fold, `note` below the price.

    `heart` is the button that keeps it on a wish list and `listing` the way onto a shopping list, as HTML:
    they differ from visitor to visitor.

    Browsers without AVIF get one size: a second list of sizes would be a tenth of a listing's bytes.
    """
    figure = f"<figure>{_picture(card, eager=eager)}</figure>"
    hearts = conditional_escape(heart) + conditional_escape(listing)
    parts = [f'<article class="card" data-product="{card.product_id}">{figure}{hearts}']
    if card.tag:
        parts.append(f'<span class="tag">{escape(card.tag)}</span>')
    parts.append(f'<h3><a href="{escape(card.url)}">{escape(card.title)}</a></h3>{price_html(card.price)}')
    if card.asks_login:
        parts.append(f'<p class="small muted">{escape(gettext("Log in to see prices"))}</p>')
    parts += [_offer(offer) for offer in card.offers[:OFFERS_SHOWN]]
    if note:
        parts.append(f'<p class="note">{escape(note)}</p>')
    if card.swatches:
        comes_in = escape(gettext("Comes in:"))
        named = f"{comes_in} {escape(card.swatch_names)}"
        drops = "".join(swatch_html(swatch.colours) for swatch in card.swatches)
        parts.append(f'<p class="dots"><span class="visually-hidden">{named}</span>{drops}')
        if card.more_swatches:
            parts.append(f'<span class="more" aria-hidden="true">+{localize(card.more_swatches)}</span>')
        parts.append("</p>")
    return mark_safe("".join([*parts, "</article>"]))


def _offer(offer: ShownOffer) -> str:
    return f'<p class="offer-note"><a href="{escape(offer.url)}">{escape(offer.label)}</a></p>'


def _picture(card: ProductCard, *, eager: bool) -> str:
    if not card.image:
        return f'<span class="no-picture">{icon("picture")}</span>'
    loading = 'fetchpriority="high"' if eager else 'loading="lazy"'
    return (
        f'<picture><source type="image/avif" srcset="{escape(card.image.avif)}" sizes="{SIZES}">'
        f'<img src="{escape(card.image.src)}" width="720" height="900" alt="{escape(card.image.alt)}"'
        f' {loading} decoding="async"></picture>'
    )


def facet_choices_html(choices: Iterable[FacetValue]) -> SafeString:
    """Write the values of a facet (`search.listing.FacetChoice`) with their counts, as checkboxes."""
    return mark_safe("".join(_choice(choice) for choice in choices))


def _choice(choice: FacetValue) -> str:
    name, slug = escape(choice.name), escape(choice.slug)
    checked = " checked" if choice.is_selected else ""
    swatch = swatch_html(choice.swatch, "m") if choice.swatch else ""
    return (
        f'<li><label><input type="checkbox" id="f-{name}-{slug}" name="{name}" value="{slug}"{checked}>'
        f"{swatch}<span>{escape(choice.label)}</span>"
        f'<span class="n num">{localize(choice.count)}</span></label></li>'
    )
