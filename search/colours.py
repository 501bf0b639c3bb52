"""The colour filter: told from the swatches of glazes and finishes.

Who looks for something blue does not know that the shop calls it Tide. A shop that narrows by a colour
attribute of its own (`colour` or `color`) narrows by that, and nothing is told from swatches.
"""

from functools import cache

from django.utils.translation import gettext_lazy

from search.facet_labels import FacetLabel
from search.types import Term
from shop.catalogue.colours import BY_SLUG, COLOUR_CODES, COLOURS, colour_words, colours_of, in_every_language
from shop.catalogue.models import ProductAttribute

CODE = "colour"
FACET_WORD = gettext_lazy("Colour")


def tells_colours() -> bool:
    """Whether the shop has no colour attribute to narrow by; one query."""
    return not ProductAttribute.objects.filter(code__in=COLOUR_CODES, is_facet=True).exists()


def colour_terms(swatch: str) -> list[Term]:
    """Return a swatch's values of the colour facet."""
    return [(CODE, slug) for slug in colours_of(swatch)]


@cache
def facet_label() -> FacetLabel:
    """Return how the facet is called, which stands first."""
    return FacetLabel(labels=in_every_language(FACET_WORD), position=0)


@cache
def colour_label(slug: str) -> FacetLabel:
    """Return how a colour is called, with its first tint to show."""
    colour = BY_SLUG[slug]
    return FacetLabel(labels=colour_words(slug), position=COLOURS.index(colour), swatch=colour.tints[0])
