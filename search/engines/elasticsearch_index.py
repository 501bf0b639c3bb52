"""How Elasticsearch keeps a document: mapping and source.

Only what a minimal distribution understands too: no scripts, prices as plain longs under
`prices.<list>`, words as our own tokens, the same that the database engine keeps, so that both find and
rank alike; `title` and `body` add the inflections of English.
"""

from elasticsearch.dsl import Boolean, Date, Float, InnerDoc, Keyword, Long, Mapping, Nested, Object, Text

from search.text import code_tokens, index_tokens, joined_tokens, normalise_code
from search.types import ProductDocument, Term
from shop.json_types import JsonObject

SETTINGS: JsonObject = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "max_result_window": 250_000,
    # A deletion is remembered this long, so that a rebuild cannot bring back what went meanwhile.
    "gc_deletes": "1h",
}


class VariantPart(InnerDoc):
    """A variant inside a product: filters hold on one and the same of these."""

    product_id = Long()
    terms = Keyword()
    prices = Object(dynamic=True)
    is_available = Boolean()


def mapping() -> Mapping:
    """Return the mapping of the index of products; what it does not name is refused."""
    built = Mapping()
    built.meta("dynamic", "strict")
    longs = {"mapping": {"type": "long"}}
    built.meta(
        "dynamic_templates",
        [
            {"lowest": {"path_match": "prices.*", **longs}},
            {"each": {"path_match": "variants.prices.*", **longs}},
        ],
    )
    fields: JsonObject = {
        "product_id": Long(),
        "digest": Long(index=False),
        "title": Text(analyzer="english"),
        "body": Text(analyzer="english"),
        "title_words": Text(analyzer="whitespace"),
        "words": Text(analyzer="whitespace"),
        "codes": Keyword(),
        "categories": Long(),
        "audiences": Keyword(),
        "is_restricted": Boolean(),
        "created_at": Date(),
        "rating": Float(),
        "popularity": Long(),
        "priority": Long(),
        "facets": Keyword(),
        "prices": Object(dynamic=True),
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
    title_words, words = index_tokens(" ".join(titles)), index_tokens(" ".join(bodies))
    words += [token for title in titles for token in joined_tokens(title)]
    keys = {key for variant in document.variants for key in variant.prices}
    return {
        "product_id": document.product_id,
        "digest": document.digest,
        "title": titles,
        "body": bodies,
        "codes": [normalise_code(code) for code in document.codes],
        "title_words": " ".join(title_words),
        "words": " ".join([*title_words, *code_tokens(document.codes), *words]),
        "categories": sorted(document.category_ids),
        "audiences": sorted(document.audiences),
        "is_restricted": bool(document.audiences),
        "created_at": document.created_at,
        "rating": document.rating,
        "popularity": document.popularity,
        "priority": document.priority,
        "facets": sorted({term_key(term) for variant in document.variants for term in variant.terms}),
        "prices": {
            key: min(variant.prices[key] for variant in document.variants if key in variant.prices)
            for key in sorted(keys)
        },
        "variants": [
            {
                "product_id": variant.product_id,
                "terms": sorted(term_key(term) for term in variant.terms),
                "prices": dict(variant.prices),
                "is_available": variant.is_available,
            }
            for variant in document.variants
        ],
    }
