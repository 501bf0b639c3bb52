"""Which variants of the hits a text names: "snow bowl" finds the bowl, and its card shows the one in Snow.

Engines find products; this looks only at the hits of one page, the same for every engine.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from modeltranslation.utils import build_localized_fieldname

from search.matching import Word, wording_of, words_in
from search.text import index_tokens, joined_tokens, looks_like_code, normalise_code, split_words, stem
from shop.catalogue.colours import colour_words, colours_of
from shop.catalogue.models import Product, ProductAttribute, ProductAttributeValue
from shop.compiled_queries import CompiledQuery

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
SHORTEST_BEGINNING = 3

Matches = Mapping[int, Sequence[int]]


def named_variants(product_ids: Sequence[int], text: str, *, among: Matches) -> Matches:
    """Return for each of these products the variants to show: those of `among` that the text names best.

    Where it names none of them all of `among` are left, and a product stays without where that has none.
    A variant is named by its part number, or by words of its values in any language. One query for a
    text, one more where something in it looks like a part number; none without.
    """
    if not text or not product_ids:
        return among
    found = dict(among)
    by_words, by_code = _named_by_words(product_ids, text), _named_by_code(product_ids, text)
    for pk in product_ids:
        named = by_code.get(pk) or by_words.get(pk, [])
        allowed = set(among[pk]) if pk in among else set(named)
        if kept := [variant for variant in named if variant in allowed]:
            found[pk] = kept
    return found


@dataclass
class _Variant:
    """What a text says of a variant: which words its values have; how many values are said in full."""

    words: set[Word] = field(default_factory=set)
    exact: set[Word] = field(default_factory=set)
    in_full: int = 0

    @property
    def rank(self) -> tuple[int, int, int]:
        """The more words the better; then whole ones before beginnings, whole values before parts."""
        return len(self.words), len(self.exact), self.in_full


def _named_by_words(product_ids: Sequence[int], text: str) -> dict[int, list[int]]:
    wording = wording_of(text)
    words = words_in(wording.all_words) if wording else []
    variants: dict[int, dict[int, _Variant]] = defaultdict(lambda: defaultdict(_Variant))
    for pk, parent_id, swatch, *labels in _values(product_ids) if words else ():
        titles = {token for title in labels[len(LANGUAGES) :] for token in index_tokens(title or "")}
        # What the product itself is called is no word of one of its variants.
        asked = [word for word in words if word.typed not in titles and word.stem not in titles]
        variant = variants[parent_id][pk]
        colours = (word for slug in colours_of(swatch) for word in colour_words(slug).values())
        for label in dict.fromkeys([*labels[: len(LANGUAGES)], *colours]):
            _note(variant, label or "", asked)
    found = {}
    for parent_id, family in variants.items():
        best = max(variant.rank for variant in family.values())
        if best > _Variant().rank:
            named = [pk for pk, variant in sorted(family.items()) if variant.rank == best]
            if len(named) < len(family):  # else the words tell nothing apart
                found[parent_id] = named
    return found


def _note(variant: _Variant, label: str, words: Sequence[Word]) -> None:
    """Note which words a label has: as they stand, or as beginnings of its own."""
    tokens = {*index_tokens(label), *joined_tokens(label)}
    exact = {word for word in words if word.stem in tokens or word.typed in tokens}
    begun = {
        word
        for word in words
        if not word.is_whole
        and len(word.typed) >= SHORTEST_BEGINNING
        and any(token.startswith(word.typed) for token in tokens)
    }
    variant.words |= exact | begun
    variant.exact |= exact
    said = {token for word in exact for token in (word.typed, word.stem)}
    own = split_words(label)
    variant.in_full += bool(own) and all(token in said or stem(token) in said for token in own)


def _named_by_code(product_ids: Sequence[int], text: str) -> dict[int, list[int]]:
    pieces = {normalise_code(text), *(normalise_code(piece) for piece in text.split())}
    codes = {piece for piece in pieces if looks_like_code(piece)}
    if not codes:
        return {}
    variants = Product.objects.filter(parent__in=product_ids, is_public=True).order_by("pk")
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for parent_id, pk, *numbers in variants.values_list(
        "parent_id", "pk", "code", "upc", "stockrecords__partner_sku"
    ):
        if codes & {normalise_code(number) for number in numbers if number}:
            found[parent_id][pk] = None
    return {parent_id: list(family) for parent_id, family in found.items()}


def _values(product_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return the values by which listings are narrowed, of public variants, in every language."""
    return VALUES.rows(list(product_ids), columns=COLUMNS)


def _all_values(
    product_ids: Sequence[int], columns: tuple[str, ...]
) -> QuerySet[ProductAttributeValue, tuple[object, ...]]:
    return (
        ProductAttributeValue.objects.filter(
            product__parent__in=product_ids,
            product__is_public=True,
            attribute__type=ProductAttribute.OPTION,
            attribute__is_facet=True,
            value_option__isnull=False,
        )
        .order_by("product_id", "attribute_id")
        .values_list("product_id", "product__parent_id", "value_option__swatch", *columns)
    )


COLUMNS = (
    *(build_localized_fieldname("value_option__option", language) for language in LANGUAGES),
    *(build_localized_fieldname("product__parent__title", language) for language in LANGUAGES),
)
VALUES = CompiledQuery(_all_values)
