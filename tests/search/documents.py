"""Documents for the engines' tests: a small pottery, known by heart."""

from datetime import UTC, datetime, timedelta

from search.engines.database import DatabaseEngine
from search.types import BuyerContext, Filter, IndexedVariant, ProductDocument, Query, Range, Sort, price_key

START = datetime(2026, 1, 1, tzinfo=UTC)
PUBLIC = BuyerContext(language="en", currency="EUR")
VASES, BOWLS, ALL = 11, 12, 10


def variant(product_id, *terms, price=None, **more):
    prices = {} if price is None else {price_key("public", "EUR"): price}
    return IndexedVariant(
        product_id=product_id,
        terms=frozenset(tuple(term.split("=")) for term in terms),
        prices={**prices, **more.pop("prices", {})},
        **more,
    )


def document(product_id, title="Vase", *variants, version=1, age=0, **more):
    return ProductDocument(
        product_id=product_id,
        version=version,
        titles={"en": title},
        created_at=START - timedelta(days=age),
        variants=variants or (variant(product_id),),
        **more,
    )


def query(
    text="",
    *,
    price=None,
    buyer=PUBLIC,
    sort=Sort.RELEVANCE,
    page=1,
    page_size=24,
    category=None,
    available=False,
    stars=None,
    literal=False,
    facets=True,
    **chosen,
):
    return Query(
        buyer=buyer,
        text=text,
        is_literal=literal,
        with_facets=facets,
        category_id=category,
        filters=tuple(Filter(code=code, values=tuple(values)) for code, values in sorted(chosen.items())),
        price=Range(low=price[0], high=price[1]) if price else None,
        available_only=available,
        least_rating=stars,
        sort=sort,
        page=page,
        page_size=page_size,
    )


def counts(result):
    """Facets as plain dictionaries."""
    return {facet.code: {value.slug: value.count for value in facet.values} for facet in result.facets}


def fill(engine, documents):
    """Index into an engine as a site does: the database's documents, and their vocabulary, are always kept."""
    documents = list(documents)
    for kept in {engine.name: engine, DatabaseEngine.name: DatabaseEngine()}.values():
        kept.index(documents)
