"""Components that are written without a template: `{% product_card card %}`; see `shop.storefront.markup`."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from shop.storefront import markup
from shop.storefront.cards import CardPrice, ProductCard

register = template.Library()


@register.simple_tag
def product_card(
    card: ProductCard,
    eager: object = False,  # noqa: FBT002 - a template's argument has no name
    note: object = "",
    heart: str = "",
    listing: str = "",
) -> SafeString:
    """Write a product in a listing or a strip; `heart` and `listing` keep it on lists, drawn already."""
    return markup.card_html(card, eager=bool(eager), note=note, heart=heart, listing=listing)


@register.simple_tag
def shown_price(price: CardPrice | None, large: object = False) -> SafeString:  # noqa: FBT002 - see above
    """Write a price as its buyer pays it."""
    return markup.price_html(price or None, large=bool(large))


@register.simple_tag
def swatch_drop(swatch: str, size: str = "") -> SafeString:
    """Draw a glaze."""
    return markup.swatch_html(swatch or "", size or "")


@register.simple_tag
def facet_choices(choices: Iterable[markup.FacetValue]) -> SafeString:
    """Write the values of a facet."""
    return markup.facet_choices_html(choices)
