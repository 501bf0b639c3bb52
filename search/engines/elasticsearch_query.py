"""A query in Elasticsearch's words, by `elasticsearch.dsl`."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from operator import and_
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
from search.text import normalise_code, query_tokens
from search.types import MOST_MATCHES, RATING_LEVELS, Filter, Query, Range, Sort

MOST_VALUES = 10_000
WHOLE_CODE, TITLE = 100, 8
PRICE, STOCK = "=price", "=stock"
# The variants on which all choices hold, as the database engine orders them.
_MATCHES: dict[str, Any] = {
    "size": MOST_MATCHES,
    "_source": ["variants.product_id"],
    "sort": [{"variants.is_available": "desc"}, {"variants.product_id": "asc"}],
}
SHOP_ORDER = ("-priority", "-popularity", "-created_at", "-product_id")


def search_body(query: Query) -> Search:
    """Return the search for one page: hits, total, facets and prices in one request.

    The choice of facets and prices filters after the aggregations, because each of these
    counts without its own choice.
    """
    body = Search().query(_found(query))
    inner = {"inner_hits": _MATCHES} if query.filters else {}
    chosen = _on_one_variant(_conditions(query), **inner)
    if chosen is not None:
        body = body.post_filter(chosen)
    _count_facets(body, query)
    _measure_prices(body, query)
    _count_ratings(body, query)
    _count_available(body, query)
    body = body.sort(*_order(query)).source(includes=["product_id"])
    return body[query.offset : query.offset + query.page_size].extra(track_total_hits=True)


def count_body(query: Query) -> Search:
    """Return the search that only counts."""
    body = Search().query(_found(query))
    chosen = _on_one_variant(_conditions(query))
    return body if chosen is None else body.filter(chosen)


def _found(query: Query) -> Condition:
    """Return what is found before any choice: visible, in the category, by the words."""
    conditions: list[Condition] = [_visible(query)]
    if query.category_id is not None:
        conditions.append(Is("categories", {"value": query.category_id}))
    if query.least_rating is not None:
        conditions.append(Between("rating", {"gte": query.least_rating}))
    if not query.text:
        return Bool(filter=conditions)
    return Bool(filter=conditions, must=[_by_words(query.text)])


def _visible(query: Query) -> Condition:
    everybody = Is("is_restricted", {"value": False})
    if not query.buyer.audiences:
        return everybody
    return Bool(should=[everybody, Terms("audiences", sorted(query.buyer.audiences))])


def _by_words(text: str) -> Condition:
    """Return the words' condition and score: every token begins a word, or all match as stems."""
    tokens = query_tokens(text)
    if not tokens:
        return ~MatchAll()
    beginnings = reduce(and_, (Prefix("tokens", {"value": token}) for token in tokens))
    fields = ["title", "title.cjk", "body", "body.cjk"]
    stems = MultiMatch(query=text, fields=fields, type="cross_fields", operator="and")
    return Bool(
        must=[ConstantScore(filter=Bool(should=[beginnings, stems]), boost=1)],
        should=[
            ConstantScore(filter=Is("codes", {"value": normalise_code(text)}), boost=WHOLE_CODE),
            Match("title", {"query": text, "boost": TITLE}),
            Match("title.cjk", {"query": text, "boost": TITLE}),
        ],
    )


def _conditions(query: Query) -> dict[str, Condition]:
    """Return the choices by facet; the price's and the stock's stand under names no facet has."""
    conditions = {chosen.code: _chosen(chosen) for chosen in query.filters}
    if query.price is not None:
        conditions[PRICE] = _in_range(query.price, query.buyer.price_key)
    if query.available_only:
        conditions[STOCK] = Is("variants.is_available", {"value": True})
    return conditions


def _chosen(chosen: Filter) -> Condition:
    return Terms("variants.terms", [term_key((chosen.code, value)) for value in chosen.values])


def _in_range(price: Range, key: str) -> Condition:
    limits = {"gte": price.low, "lte": price.high}
    return Between(f"variants.prices.{key}", {name: end for name, end in limits.items() if end is not None})


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
    field = f"variants.prices.{query.buyer.price_key}"
    variants = body.aggs.bucket("prices", "nested", path="variants")
    chosen = variants.bucket("chosen", "filter", filter=Bool(filter=conditions))
    chosen.metric("low", "min", field=field)
    chosen.metric("high", "max", field=field)


def _count_ratings(body: Search, query: Query) -> None:
    """Count by stars without the chosen rating, which narrows all that is not `global`."""
    rated = [_found(replace(query, least_rating=None))]
    if chosen := _on_one_variant(_conditions(query)):
        rated.append(chosen)
    everything = body.aggs.bucket("ratings", "global")
    found = everything.bucket("chosen", "filter", filter=Bool(filter=rated))
    for level in RATING_LEVELS:
        found.bucket(f"stars_{level}", "filter", filter=Between("rating", {"gte": level}))


def _count_available(body: Search, query: Query) -> None:
    conditions = _conditions(replace(query, available_only=True))
    body.aggs.bucket("available", "filter", filter=_on_one_variant(conditions))


def _order(query: Query) -> list[Any]:
    match query.sort:
        case Sort.NEWEST:
            return ["-created_at", "-product_id"]
        case Sort.RATING:
            return ["-rating", *SHOP_ORDER]
        case Sort.POPULARITY:
            return ["-popularity", "-created_at", "-product_id"]
        case Sort.PRICE | Sort.PRICE_DESCENDING:
            order = "desc" if query.sort is Sort.PRICE_DESCENDING else "asc"
            price = {"order": order, "missing": "_last", "unmapped_type": "long"}
            return [{f"prices.{query.buyer.price_key}": price}, *SHOP_ORDER]
        case _:
            return ["_score", *SHOP_ORDER] if query.text else list(SHOP_ORDER)
