"""A page of a whole category is a stretch of one index; what it shows is what the documents say."""

from dataclasses import replace

import pytest
from django.db import connection

from search.engines.database import DatabaseEngine
from search.engines.database_reading import is_whole_category, places_of
from search.types import BuyerContext
from tests.search.documents import ALL, BOWLS, PUBLIC, VASES, document, query, variant

pytestmark = pytest.mark.django_db
TRADE = BuyerContext(language="en", currency="EUR", audiences=("trade",))
RESTRICTED = {"audiences": frozenset({"trade"}), "hidden_from": frozenset({"everybody"})}


def some(number):
    return [
        document(
            pk,
            "Bowl",
            variant(pk, price=100 + pk),
            category_ids=frozenset({ALL, BOWLS if pk % 3 else VASES}),
            age=pk * 7 % 11,
            popularity=pk * 5 % 4,
            priority=pk % 2,
            **(RESTRICTED if pk % 10 == 0 else {}),
        )
        for pk in range(1, number + 1)
    ]


def in_shop_order(documents, category, audiences=()):
    seen = [
        entry
        for entry in documents
        if category in entry.category_ids and (not entry.audiences or entry.audiences & set(audiences))
    ]
    seen.sort(key=lambda it: (it.priority, it.popularity, it.created_at, it.product_id), reverse=True)
    return tuple(entry.product_id for entry in seen)


def pages(engine, category, buyer=PUBLIC):
    found = []
    for page in range(1, 20):
        asked = query(category=category, page=page, page_size=7, buyer=buyer)
        found += engine.search(asked).product_ids
    return tuple(found)


@pytest.mark.parametrize("category", [ALL, BOWLS, VASES])
def test_the_pages_are_the_documents_in_the_shops_order(category):
    engine, documents = DatabaseEngine(), some(50)
    engine.index(documents)

    assert pages(engine, category) == in_shop_order(documents, category)
    assert pages(engine, category, TRADE) == in_shop_order(documents, category, TRADE.audiences)


@pytest.mark.parametrize(
    "change",
    [
        {"popularity": 99},
        {"priority": 5},
        {"category_ids": frozenset({VASES})},
        RESTRICTED,
        {"created_at": document(1).created_at},
    ],
    ids=["sold", "promoted", "moved away", "restricted", "renewed"],
)
def test_a_change_of_one_product_is_on_the_next_page(change):
    engine, documents = DatabaseEngine(), some(30)
    engine.index(documents)
    documents[7] = replace(documents[7], version=2, **change)
    engine.index([documents[7]])

    assert pages(engine, ALL) == in_shop_order(documents, ALL)
    assert pages(engine, VASES) == in_shop_order(documents, VASES)


def test_what_is_taken_out_is_on_no_page():
    engine, documents = DatabaseEngine(), some(30)
    engine.index(documents)
    engine.delete([8], version=3)

    assert pages(engine, ALL) == in_shop_order([it for it in documents if it.product_id != 8], ALL)


def test_the_database_reads_the_index_and_sorts_nothing():
    DatabaseEngine().index(some(50))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan TO off")
    rows = places_of(query(category=ALL)).values_list("document_id", flat=True)[20:40]
    plan = rows.explain()

    assert "search_place_shop_order" in plan
    assert "B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    "asked",
    [
        query(),
        query("bowl", category=ALL),
        query(category=ALL, buyer=TRADE),
        query(category=ALL, price=(1, 2)),
        query(category=ALL, available=True),
        query(category=ALL, stars=4),
        query(category=ALL, glaze=["tide"]),
    ],
    ids=["everything", "words", "audience", "price", "stock", "stars", "facet"],
)
def test_any_other_question_asks_the_documents(asked):
    assert not is_whole_category(asked)
