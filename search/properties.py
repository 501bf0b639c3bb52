"""Products' properties as facets and words: options become facet values, texts only words.

An option that narrows no listing is no word either: a note on care names dishwashers and
bowls, and nobody who looks for a bowl wants all that can be washed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from search.colours import CODE, colour_label, colour_terms, facet_label, tells_colours
from search.facet_labels import FacetLabel
from search.types import Term
from shop.catalogue.colours import COLOUR_CODES, known_swatch
from shop.catalogue.models import ProductAttribute, ProductAttributeValue

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_NAMES = tuple(build_localized_fieldname("attribute__name", language) for language in LANGUAGES)


@dataclass
class FacetProperties:
    """Facet values and texts by product id, and how the facets and values are called."""

    terms: dict[int, set[Term]] = field(default_factory=lambda: defaultdict(set))
    texts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    facet_words: dict[str, FacetLabel] = field(default_factory=dict)
    term_words: dict[Term, FacetLabel] = field(default_factory=dict)
    tells_colours: bool = False

    def add_colours(self, product_id: int, swatch: str) -> None:
        """Note the colours of a swatch as values of the colour facet."""
        for term in colour_terms(swatch):
            self.terms[product_id].add(term)
            self.facet_words[CODE] = facet_label()
            self.term_words[term] = colour_label(term[1])

    def words(self, product_id: int, language: str) -> Iterator[str]:
        """Yield a product's values in a language."""
        for term in sorted(self.terms.get(product_id, ())):
            yield self.term_words[term].labels.get(language, "")


def properties_of(product_ids: Collection[int]) -> FacetProperties:
    """Read the properties of products, and their colours by their swatches; four queries."""
    properties = FacetProperties(tells_colours=tells_colours())
    values = ProductAttributeValue.objects.filter(product__in=product_ids)
    facets = values.filter(attribute__is_facet=True)
    _read_options(properties, facets.filter(attribute__type=ProductAttribute.OPTION), "value_option")
    _read_options(
        properties, facets.filter(attribute__type=ProductAttribute.MULTI_OPTION), "value_multi_option"
    )
    texts = values.filter(attribute__type=ProductAttribute.TEXT).order_by("attribute_id")
    for pk, text in texts.values_list("product_id", "value_text"):
        properties.texts[pk].append(text or "")
    return properties


def _read_options(properties: FacetProperties, values: Any, relation: str) -> None:
    options = tuple(build_localized_fieldname(f"{relation}__option", language) for language in LANGUAGES)
    rows = values.filter(**{f"{relation}__isnull": False}).values_list(
        "product_id",
        "attribute_id",
        "attribute__code",
        f"{relation}__pk",
        f"{relation}__slug",
        f"{relation}__swatch",
        f"{relation}__position",
        *_NAMES,
        *options,
    )
    split = len(LANGUAGES)
    for product_id, attribute_id, facet, pk, slug, swatch, position, *words in rows:
        labels = _labels(words[split:])
        term = (facet, slug or f"option-{pk}")
        shown = swatch or (known_swatch(*words[split:]) if facet in COLOUR_CODES else "")
        if properties.tells_colours:
            properties.add_colours(product_id, swatch)
        properties.terms[product_id].add(term)
        if facet not in properties.facet_words:
            properties.facet_words[facet] = FacetLabel(labels=_labels(words[:split]), position=attribute_id)
        if term not in properties.term_words:
            properties.term_words[term] = FacetLabel(labels=labels, position=position, swatch=shown)


def _labels(words: list[str | None]) -> dict[str, str]:
    """Name each language's word, where there is one; the site's own language stands first."""
    labels = {language: word for language, word in zip(LANGUAGES, words, strict=True) if word}
    own = settings.LANGUAGE_CODE
    return {language: labels[language] for language in sorted(labels, key=lambda language: language != own)}
