"""What search engines may keep of a listing: the rules for addresses with facets.

A listing and its pages are kept, and so is one value of one facet ("vases in celadon"),
each as an address of its own. Combinations, orders, prices, ratings, words and what is in stock are
without end and show nothing new: crawlers follow their links and keep none of them.
"""

from dataclasses import dataclass

from search.parameters import SearchParams, listing_query_string
from search.types import Sort

NOINDEX = "noindex, follow"


@dataclass(frozen=True, kw_only=True)
class RobotsRule:
    """`robots` is for the meta element, empty for what is kept; `query` is the canonical address'."""

    robots: str
    query: str
    is_facet: bool


def robots_rule_of(asked: SearchParams, *, total: int, currency: str) -> RobotsRule:
    """Judge an address by what it asks for and how many products that gives.

    The canonical address of what is not kept is the bare listing's, at the same page.
    """
    chosen = sum(len(entry.values) for entry in asked.filters)
    is_plain = not (
        asked.text
        or asked.price
        or asked.available_only
        or asked.least_rating
        or asked.sort is not Sort.RELEVANCE
    )
    is_facet = is_plain and chosen == 1 and total > 0
    is_kept = is_facet or (is_plain and chosen == 0)
    kept = SearchParams(filters=asked.filters if is_facet else (), page=asked.page)
    return RobotsRule(
        robots="" if is_kept else NOINDEX,
        query=listing_query_string(kept, currency=currency),
        is_facet=is_facet,
    )
