"""How Elasticsearch keeps a document: mapping and source.

Only what a minimal distribution understands too: no scripts, words as our own tokens, the same that the
database engine keeps, so that both find and rank alike; `title` and `body` add the inflections of English.
Prices are nested objects, one for each amount with the keys that it holds for, so that hundreds of price
contexts are no fields of the mapping; everybody's name the contexts that have others in this document.
"""

from collections.abc import Mapping, Sequence

from elasticsearch.dsl import (
    Boolean,
    Date,
    Float,
    InnerDoc,
    Keyword,
    Long,
    Mapping as IndexMapping,
    Nested,
    Text,
)

from search.document_words import document_words
from search.text import normalise_code
from search.types import EVERYBODY, ProductDocument, Term, is_base_key
from shop.json_types import JsonObject

SETTINGS: JsonObject = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "max_result_window": 250_000,
    # A deletion is remembered this long, so that a rebuild cannot bring back what went meanwhile.
    "gc_deletes": "1h",
    # A product of a hundred variants at a hundred prices each.
    "mapping": {"nested_objects": {"limit": 100_000}},
}


class PricePoint(InnerDoc):
    """An amount in minor units, the price keys that it holds for and those for which it does not."""

    amount = Long()
    keys = Keyword()  # type: ignore[assignment]  # the name of a field, not AttrDict's method
    replaced_by = Keyword()


class VariantPart(InnerDoc):
    """A variant inside a product: filters hold on one and the same of these."""

    product_id = Long()
    terms = Keyword()
    price_points = Nested(PricePoint)
    is_available = Boolean()


def mapping() -> IndexMapping:
    """Return the mapping of the index of products; what it does not name is refused."""
    built = IndexMapping()
    built.meta("dynamic", "strict")
    fields: JsonObject = {
        "product_id": Long(),
        "digest": Long(index=False),
        "title": Text(analyzer="english"),
        "body": Text(analyzer="english"),
        "title_words": Text(analyzer="whitespace"),
        "words": Text(analyzer="whitespace"),
        "codes": Keyword(),
        "kinds": Keyword(),
        "categories": Long(),
        "audiences": Keyword(),
        "hidden_from": Keyword(),
        "is_restricted": Boolean(),
        "created_at": Date(),
        "rating": Float(),
        "popularity": Long(),
        "priority": Long(),
        "facets": Keyword(),
        "price_points": Nested(PricePoint),
        "variants": Nested(VariantPart),
    }
    for name, kind in fields.items():
        built.field(name, kind)
    return built


def term_key(term: Term) -> str:
    """Return a facet value as one keyword; a code holds no `=`."""
    return "=".join(term)


def term_of(key: str) -> Term:
    """Return the facet value of a keyword."""
    code, _sign, slug = key.partition("=")
    return code, slug


def source(document: ProductDocument) -> dict[str, object]:
    """Return what Elasticsearch keeps of a document."""
    titles, bodies = list(document.titles.values()), list(document.bodies.values())
    words = document_words(document)
    keys = {key for variant in document.variants for key in variant.prices}
    own = sorted(key for key in keys if not is_base_key(key))
    lowest = {
        key: min(variant.prices[key] for variant in document.variants if key in variant.prices)
        for key in keys
    }
    return {
        "product_id": document.product_id,
        "digest": document.digest,
        "title": titles,
        "body": [*bodies, *document.values],
        "codes": [normalise_code(code) for code in document.codes],
        "kinds": document.kinds,
        "title_words": " ".join(words.title),
        "words": " ".join([*words.title, *words.codes, *words.rest]),
        "categories": sorted(document.category_ids),
        "audiences": sorted(document.audiences),
        "hidden_from": sorted(document.hidden_from - {EVERYBODY}),
        "is_restricted": document.is_restricted,
        "created_at": document.created_at,
        "rating": document.rating,
        "popularity": document.popularity,
        "priority": document.priority,
        "facets": sorted({term_key(term) for variant in document.variants for term in variant.terms}),
        "price_points": _points(lowest, own),
        "variants": [
            {
                "product_id": variant.product_id,
                "terms": sorted(term_key(term) for term in variant.terms),
                "price_points": _points(variant.prices, own),
                "is_available": variant.is_available,
            }
            for variant in document.variants
        ],
    }


def _points(prices: Mapping[str, int], own: Sequence[str]) -> list[dict[str, object]]:
    """Return each amount with its keys; where everybody's is among them, with the keys that replace it."""
    found: dict[int, list[str]] = {}
    for key in sorted(prices):
        found.setdefault(prices[key], []).append(key)
    return [
        {"amount": amount, "keys": keys, "replaced_by": list(own) if any(map(is_base_key, keys)) else []}
        for amount, keys in sorted(found.items())
    ]
