"""A query in Elasticsearch's words, by `elasticsearch.dsl`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    Match,
    MatchAll,
    MultiMatch,
    Nested,
    Prefix,
    Query as Condition,
    Range as Between,
    Term as Is,
    Terms,
)

from search.engines.elasticsearch_index import term_key
from search.engines.explanations import Rule
from search.engines.interpretation import Interpretation
from search.fulltext import BEGINNING_WEIGHT, KIND_WEIGHT, SATURATION, TITLE_WEIGHT
from search.matching import AllOf, Condition as Words, Word, words_in
from search.types import MOST_MATCHES, RATING_LEVELS, BuyerContext, Filter, Query, Range, Sort
from shop.json_types import JsonObject

MOST_VALUES = 10_000
# A whole part number stands before any words, all words before some; no rank comes near these steps.
WHOLE_CODE, ALL_WORDS = 4000, 1000
FULL = "full_matches"
PRICE, STOCK = "=price", "=stock"
# The variants on which all choices hold, as the database engine orders them.
_MATCHES: JsonObject = {
    "size": MOST_MATCHES,
    "_source": ["variants.product_id"],
    "sort": [{"variants.is_available": "desc"}, {"variants.product_id": "asc"}],
}
SHOP_ORDER = ("-priority", "-popularity", "-created_at", "-product_id")


@dataclass(frozen=True)
class Asked:
    """A query and how its text is understood: None without text or without a word."""

    query: Query
    words: Interpretation | None = None


def search_body(asked: Asked) -> Search:
    """Return the search for one page: hits, total, facets and prices in one request.

    The choice of facets and prices filters after the aggregations, because each of these
    counts without its own choice.
    """
    query = asked.query
    body = Search().query(_found(asked))
    inner = {"inner_hits": _MATCHES} if query.selects_variants else {}
    chosen = _on_one_variant(_conditions(query), **inner)
    if chosen is not None:
        body = body.post_filter(chosen)
    if query.with_facets:
        _count_facets(body, query)
        _measure_prices(body, query)
        _count_ratings(body, asked)
        _count_available(body, query)
    _count_full_matches(body, asked)
    body = body.sort(*_order(asked)).source(includes=["product_id"])
    return body[query.offset : query.offset + query.page_size].extra(track_total_hits=True)


def count_body(asked: Asked) -> Search:
    """Return the search that only counts."""
    body = Search().query(_found(asked))
    chosen = _on_one_variant(_conditions(asked.query))
    return body if chosen is None else body.filter(chosen)


def explanation_body(asked: Asked, product_ids: Sequence[int]) -> Search:
    """Return the search for these documents alone, with the points that each rule gives them."""
    query = replace(asked.query, sort=Sort.RELEVANCE)
    body = count_body(replace(asked, query=query)).filter("terms", product_id=list(product_ids))
    return body[: len(product_ids)].source(includes=[]).params(include_named_queries_score=True)


def word_counts_body(query: Query, conditions: Sequence[Words]) -> Search:
    """Return the search that counts the documents of each condition, under its place as a name."""
    body = Search().query(Bool(filter=_within(query)))
    for place, condition in enumerate(conditions):
        body.aggs.bucket(str(place), "filter", filter=words_query(condition))
    return body[:0]


def _found(asked: Asked) -> Condition:
    """Return what is found before any choice: visible, in the category, by the words."""
    query, words = asked.query, asked.words
    conditions = _within(query)
    if query.least_rating is not None:
        conditions.append(Between("rating", {"gte": query.least_rating}))
    if words is None:
        return Bool(filter=[*conditions, ~MatchAll()] if query.text else conditions)
    raising = _rank(words) if query.sort is Sort.RELEVANCE else _groups(words)
    return Bool(filter=[*conditions, words_query(words.found)], should=raising)


def _within(query: Query) -> list[Condition]:
    conditions: list[Condition] = [_visible(query)]
    if query.category_id is not None:
        conditions.append(Is("categories", {"value": query.category_id}))
    return conditions


def _visible(query: Query) -> Condition:
    """Select what the buyer finds: the first of their audiences that a document names decides."""
    found: Condition = Is("is_restricted", {"value": False})
    for audience in reversed(query.buyer.audiences):
        shown, hidden = Is("audiences", {"value": audience}), Is("hidden_from", {"value": audience})
        found = Bool(should=[shown, Bool(filter=[found], must_not=[hidden])], minimum_should_match=1)
    return found


def words_query(words: Words) -> Condition:
    """Write a condition on words as a query: by our own tokens, a word also by the language's own forms."""
    if isinstance(words, Word):
        whole: Condition = Is("words", {"value": words.stem})
        if words.is_whole:
            return whole
        begun = Prefix("words", {"value": words.typed})
        inflected = MultiMatch(query=words.typed, fields=["title", "body"])
        return Bool(should=[whole, begun, inflected], minimum_should_match=1)
    parts = [words_query(part) for part in words.parts]
    return Bool(must=parts) if isinstance(words, AllOf) else Bool(should=parts, minimum_should_match=1)


def _rank(words: Interpretation) -> list[Condition]:
    """Return what raises a document: its whole number, all words, its kind, rarity and prominence."""
    asked = words_in(words.found)
    whole = " ".join(dict.fromkeys(word.stem for word in asked))
    kinds = Terms("kinds", list(words.kinds))
    begun = Bool(should=[Prefix("title_words", {"value": word.typed}) for word in asked])
    return [
        ConstantScore(filter=Is("codes", {"value": words.code}), boost=WHOLE_CODE),
        Match("title_words", {"query": whole, "boost": TITLE_WEIGHT, "_name": Rule.TITLE}),
        Match("words", {"query": whole, "_name": Rule.TEXT}),
        ConstantScore(filter=begun, boost=BEGINNING_WEIGHT, _name=Rule.BEGINNING),
        # Lucene leaves out the constant factor of BM25.
        ConstantScore(filter=kinds, boost=KIND_WEIGHT / (1 + SATURATION), _name=Rule.KIND),
        *_groups(words),
    ]


def _groups(words: Interpretation) -> list[Condition]:
    if not words.is_partial:
        return []
    return [ConstantScore(filter=words_query(words.full), boost=ALL_WORDS)]


def _conditions(query: Query) -> dict[str, Condition]:
    """Return the choices by facet; the price's and the stock's stand under names no facet has."""
    conditions = {chosen.code: _chosen(chosen) for chosen in query.filters}
    if query.price is not None:
        conditions[PRICE] = _in_range(query.price, query.buyer)
    if query.available_only:
        conditions[STOCK] = Is("variants.is_available", {"value": True})
    return conditions


def _chosen(chosen: Filter) -> Condition:
    return Terms("variants.terms", [term_key((chosen.code, value)) for value in chosen.values])


def _in_range(price: Range, buyer: BuyerContext) -> Condition:
    path = "variants.price_points"
    limits = {"gte": price.low, "lte": price.high}
    amount = Between(f"{path}.amount", {name: end for name, end in limits.items() if end is not None})
    return Nested(path=path, query=Bool(filter=[_seen_by(buyer, path), amount]), ignore_unmapped=True)


def _seen_by(buyer: BuyerContext, path: str) -> Condition:
    """Select the prices that a buyer sees: their own, and everybody's where a document has none of these."""
    own: Condition = Is(f"{path}.keys", {"value": buyer.price_key})
    if buyer.price_key == buyer.base_key:
        return own
    base = Is(f"{path}.keys", {"value": buyer.base_key})
    replaced = Is(f"{path}.replaced_by", {"value": buyer.price_key})
    return Bool(should=[own, Bool(filter=[base], must_not=[replaced])], minimum_should_match=1)


def _on_one_variant(conditions: dict[str, Condition], **more: Any) -> Condition | None:
    if not conditions:
        return None
    return Nested(path="variants", query=Bool(filter=list(conditions.values())), **more)


def _count_facets(body: Search, query: Query) -> None:
    conditions = _conditions(query)
    codes = [chosen.code for chosen in query.filters]
    if not conditions:
        # Nothing chosen: the products' own values are counted, without looking at variants.
        body.aggs.bucket("facets", "filter", filter=MatchAll()).bucket(
            "values", "terms", field="facets", size=MOST_VALUES
        )
        return
    _count(body, "facets", list(conditions.values()), exclude=_keys_of(codes))
    for code in codes:
        others = [condition for name, condition in conditions.items() if name != code]
        _count(body, f"facet:{code}", others, include=_keys_of([code]))


def _keys_of(codes: Iterable[str]) -> str | None:
    patterns = [f"{re.escape(code)}=.*" for code in codes]
    return "|".join(patterns) or None


def _count(body: Search, name: str, conditions: list[Condition], **names: str | None) -> None:
    only = {key: pattern for key, pattern in names.items() if pattern}
    variants = body.aggs.bucket(name, "nested", path="variants")
    chosen = variants.bucket("chosen", "filter", filter=Bool(filter=conditions))
    values = chosen.bucket("values", "terms", field="variants.terms", size=MOST_VALUES, **only)
    values.bucket("products", "reverse_nested")


def _measure_prices(body: Search, query: Query) -> None:
    conditions = [condition for code, condition in _conditions(query).items() if code != PRICE]
    path = "variants.price_points"
    variants = body.aggs.bucket("prices", "nested", path="variants")
    chosen = variants.bucket("chosen", "filter", filter=Bool(filter=conditions))
    seen = chosen.bucket("points", "nested", path=path).bucket(
        "seen", "filter", filter=_seen_by(query.buyer, path)
    )
    seen.metric("low", "min", field=f"{path}.amount")
    seen.metric("high", "max", field=f"{path}.amount")


def _count_ratings(body: Search, asked: Asked) -> None:
    """Count by stars without the chosen rating, which narrows all that is not `global`."""
    query = asked.query
    rated = [_found(replace(asked, query=replace(query, least_rating=None)))]
    if chosen := _on_one_variant(_conditions(query)):
        rated.append(chosen)
    everything = body.aggs.bucket("ratings", "global")
    found = everything.bucket("chosen", "filter", filter=Bool(filter=rated))
    for level in RATING_LEVELS:
        found.bucket(f"stars_{level}", "filter", filter=Between("rating", {"gte": level}))


def _count_available(body: Search, query: Query) -> None:
    conditions = _conditions(replace(query, available_only=True))
    body.aggs.bucket("available", "filter", filter=_on_one_variant(conditions))


def _count_full_matches(body: Search, asked: Asked) -> None:
    if asked.words is None or not asked.words.is_partial:
        return
    conditions = [words_query(asked.words.full)]
    if chosen := _on_one_variant(_conditions(asked.query)):
        conditions.append(chosen)
    body.aggs.bucket(FULL, "filter", filter=Bool(filter=conditions))


def _order(asked: Asked) -> list[str | dict[str, JsonObject]]:
    """Return the order; what has only some of the words stands behind what has all, in every order."""
    query = asked.query
    before = ["_score"] if asked.words is not None and asked.words.is_partial else []
    match query.sort:
        case Sort.NEWEST:
            return [*before, "-created_at", "-product_id"]
        case Sort.RATING:
            return [*before, "-rating", *SHOP_ORDER]
        case Sort.POPULARITY:
            return [*before, "-popularity", "-created_at", "-product_id"]
        case Sort.PRICE | Sort.PRICE_DESCENDING:
            order = "desc" if query.sort is Sort.PRICE_DESCENDING else "asc"
            seen = {"path": "price_points", "filter": _seen_by(query.buyer, "price_points").to_dict()}
            price = {"order": order, "mode": "min", "missing": "_last", "nested": seen}
            return [*before, {"price_points.amount": price}, *SHOP_ORDER]
        case _:
            return ["_score", *SHOP_ORDER] if asked.words else list(SHOP_ORDER)
