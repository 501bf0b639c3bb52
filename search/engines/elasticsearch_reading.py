"""An answer of Elasticsearch in the words of the search interface."""

from collections.abc import Iterable

from search.engines.elasticsearch_index import term_of
from search.engines.elasticsearch_query import FULL
from search.engines.explanations import Rule
from search.fulltext import SATURATION
from search.types import RATING_LEVELS, Range, Term
from shop.json_types import JsonObject


def facet_counts(aggregations: JsonObject) -> dict[Term, int]:
    """Return the products per facet value from an answer's aggregations."""
    counts: dict[Term, int] = {}
    for name, part in aggregations.items():
        if name.startswith("facet"):
            buckets = _inside(part)["values"]["buckets"]
            counts.update(
                (term_of(bucket["key"]), bucket.get("products", bucket)["doc_count"]) for bucket in buckets
            )
    return counts


def price_bounds(aggregations: JsonObject) -> Range | None:
    """Return the lowest and the highest price from an answer's aggregations."""
    if "prices" not in aggregations:
        return None
    part = _inside(aggregations["prices"])["points"]["seen"]
    low, high = part["low"]["value"], part["high"]["value"]
    return None if low is None else Range(low=int(low), high=int(high))


def ratings(aggregations: JsonObject) -> dict[int, int]:
    """Return how many products have at least so many stars."""
    if "ratings" not in aggregations:
        return {}
    part = _inside(aggregations["ratings"])
    return {level: part[f"stars_{level}"]["doc_count"] for level in RATING_LEVELS}


def available(aggregations: JsonObject) -> int:
    """Return how many products can be had."""
    return int(aggregations.get("available", {}).get("doc_count", 0))


def full_matches(aggregations: JsonObject, total: int) -> int:
    """Return how many hits have all the words: all hits where some were not asked for."""
    return int(aggregations[FULL]["doc_count"]) if FULL in aggregations else total


def scores_by_rule(hits: Iterable[JsonObject]) -> dict[int, dict[Rule, float]]:
    """Return the points that each rule gives, by product, in those of BM25 with its constant factor."""
    return {
        int(hit["_id"]): {
            Rule(name): float(score) * (1 + SATURATION)
            for name, score in hit.get("matched_queries", {}).items()
        }
        for hit in hits
    }


def matches(hits: Iterable[JsonObject]) -> dict[int, tuple[int, ...]]:
    """Return the variants on which all choices hold, by product."""
    return {
        int(hit["_id"]): tuple(
            variant["_source"]["product_id"] for variant in hit["inner_hits"]["variants"]["hits"]["hits"]
        )
        for hit in hits
    }


def _inside(part: JsonObject) -> JsonObject:
    return part.get("chosen", part)
