"""What every engine promises of buyers: who finds what, and by whose prices it narrows and sorts."""

import pytest

from search.types import BuyerContext, Range, Sort, price_key
from tests.search.documents import counts, document, query, variant

pytestmark = [pytest.mark.django_db]

EVERYBODY = frozenset({"everybody"})


def buyer(*audiences, price_list="public"):
    return BuyerContext(language="en", currency="EUR", price_list=price_list, audiences=audiences)


def key(price_list):
    return price_key(price_list, "EUR")


def found(engine, *audiences, text=""):
    return engine.search(query(text, buyer=buyer(*audiences))).product_ids


def test_a_restricted_document_is_found_only_by_its_audience(engine):
    restricted = document(2, audiences=frozenset({"company:7", "company:8"}), hidden_from=EVERYBODY)
    engine.index([document(1), restricted])

    assert found(engine, "company:7", "group:1") == (2, 1)
    assert found(engine, "company:9") == (1,)
    assert found(engine) == (1,)
    assert engine.search(query("vase")).total == 1
    assert engine.count(query(buyer=buyer("company:8"))) == 2


def test_a_document_is_hidden_from_some(engine):
    engine.index([document(1), document(2, hidden_from=frozenset({"company:7"}))])

    assert found(engine, "company:7") == (1,)
    assert found(engine, "company:9", "company:3") == (2, 1)
    assert found(engine) == (2, 1)
    assert found(engine, "company:7", text="vase") == (1,)


def test_the_nearest_audience_decides(engine):
    """Shown to the company, hidden from its parent, shown to the group, hidden from everybody."""
    engine.index(
        [
            document(
                1,
                audiences=frozenset({"company:7", "group:2"}),
                hidden_from=frozenset({"company:3"}) | EVERYBODY,
            )
        ]
    )

    assert found(engine, "company:7", "company:3", "group:2") == (1,)
    assert found(engine, "company:8", "company:3", "group:2") == ()
    assert found(engine, "company:9", "group:2") == (1,)
    assert found(engine, "company:9") == ()


def test_facets_and_prices_count_what_the_buyer_finds(engine):
    engine.index(
        [
            document(1, "Vase", variant(101, "glaze=tide", price=2000)),
            document(
                2,
                "Vase",
                variant(201, "glaze=tide", price=9000),
                variant(202, "glaze=ash", price=9000),
                hidden_from=EVERYBODY,
                audiences=frozenset({"company:7"}),
            ),
        ]
    )

    public, member = engine.search(query()), engine.search(query(buyer=buyer("company:7")))

    assert counts(public) == {"glaze": {"tide": 1}}
    assert counts(member) == {"glaze": {"tide": 2, "ash": 1}}
    assert public.price_bounds == Range(low=2000, high=2000)
    assert member.price_bounds == Range(low=2000, high=9000)
    assert engine.search(query(glaze=["ash"])).total == 0


def test_a_word_of_what_is_hidden_corrects_nothing(engine):
    engine.index([document(1, "Vase"), document(2, "Celadon bowl", hidden_from=EVERYBODY)])

    result = engine.search(query("celadom"))

    assert result.total == 0
    assert "celadon" not in result.corrected_text


@pytest.fixture
def priced(engine):
    """Three documents; c1 has prices of its own for the first alone, c2 for the second."""
    engine.index(
        [
            document(
                1,
                "Vase",
                variant(101, "glaze=tide", price=3000, prices={key("c1"): 1000, key("public-net"): 2500}),
                variant(102, "glaze=ash", price=5000, prices={key("c1"): 4800, key("public-net"): 4200}),
            ),
            document(2, "Vase", variant(201, "glaze=tide", price=2000, prices={key("c2"): 7000})),
            document(3, "Vase", variant(301, "glaze=ash", price=4000)),
        ]
    )
    return engine


def sorted_by_price(engine, price_list, sort=Sort.PRICE):
    return engine.search(query(sort=sort, buyer=buyer(price_list=price_list))).product_ids


def test_prices_of_a_context_sort_and_the_public_ones_where_it_has_none(priced):
    assert sorted_by_price(priced, "public") == (2, 1, 3)
    assert sorted_by_price(priced, "c1") == (1, 2, 3)
    assert sorted_by_price(priced, "c2") == (1, 3, 2)
    assert sorted_by_price(priced, "c2", Sort.PRICE_DESCENDING) == (2, 3, 1)
    assert sorted_by_price(priced, "c9") == (2, 1, 3)


def test_prices_of_a_context_narrow(priced):
    def hits(price_list, *ends):
        return set(priced.search(query(price=ends, buyer=buyer(price_list=price_list))).product_ids)

    assert hits("public", 900, 2500) == {2}
    assert hits("c1", 900, 2500) == {1, 2}
    assert hits("c1", 2900, 3100) == set()
    assert hits("c2", 1900, 2100) == set()
    assert hits("c2", 6000, None) == {2}
    assert hits("c9", 6000, None) == set()


def test_bounds_and_counts_are_the_contexts(priced):
    own = priced.search(query(buyer=buyer(price_list="c1")))
    narrowed = priced.search(query(price=(900, 2500), buyer=buyer(price_list="c1")))

    assert own.price_bounds == Range(low=1000, high=4800)
    assert priced.search(query(buyer=buyer(price_list="c2"))).price_bounds == Range(low=3000, high=7000)
    assert priced.search(query()).price_bounds == Range(low=2000, high=5000)
    assert counts(narrowed) == {"glaze": {"tide": 2}}
    assert narrowed.matches == {1: (101,), 2: (201,)}
    assert narrowed.price_bounds == Range(low=1000, high=4800)


def test_a_range_and_a_value_hold_on_one_variant_at_the_contexts_price(priced):
    tide_for_less = query(price=(None, 1500), glaze=["tide"], buyer=buyer(price_list="c1"))
    ash_for_less = query(price=(None, 1500), glaze=["ash"], buyer=buyer(price_list="c1"))

    assert priced.search(tide_for_less).product_ids == (1,)
    assert priced.search(ash_for_less).product_ids == ()


def test_net_and_gross_are_kept_apart(priced):
    """Who reads net prices falls back on everybody's net ones, never on gross ones."""
    result = priced.search(query(buyer=buyer(price_list="c2-net")))

    assert result.price_bounds == Range(low=2500, high=4200)
    assert result.total == 3


def test_prices_of_a_context_come_and_go_with_the_document(priced):
    priced.index([document(1, "Vase", variant(101, price=3000), version=2)])

    assert sorted_by_price(priced, "c1") == (2, 1, 3)
