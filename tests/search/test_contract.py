"""What every engine must do, but for words: see `test_contract_words`."""

from dataclasses import replace

import pytest

from search.types import BuyerContext, Range, Sort, price_key
from tests.search.documents import ALL, BOWLS, VASES, counts, document, fill, query, variant

pytestmark = pytest.mark.django_db


POTTERY = (
    document(
        1,
        "Tall vase",
        variant(101, "glaze=tide", "size=24-cm", price=8000),
        variant(102, "glaze=tide", "size=28-cm", price=9500),
        variant(103, "glaze=celadon", "size=24-cm", price=7500),
        codes=("VA-100", "VA-101"),
        bodies={"en": "Thrown by hand. Goes well with a bowl."},
        category_ids=frozenset({ALL, VASES}),
        age=1,
        rating=4.5,
    ),
    document(
        2,
        "Rice bowl",
        variant(2, "glaze=celadon", "size=14-cm", price=2400),
        bodies={"en": "For rice and soup.", "zh-hans": "青瓷饭碗"},
        category_ids=frozenset({ALL, BOWLS}),
        age=2,
        popularity=7,
    ),
    document(
        3,
        "Soup bowl",
        variant(3, "glaze=snow", "size=18-cm", price=3600),
        codes=("BO-300/S", "4006381333931"),
        category_ids=frozenset({ALL, BOWLS}),
        age=0,
    ),
)


@pytest.fixture
def pottery(engine):
    fill(engine, POTTERY)
    return engine


def test_everything_is_found_in_the_shops_order(pottery):
    result = pottery.search(query())

    assert result.product_ids == (2, 3, 1)
    assert result.total == 3
    assert counts(result) == {
        "glaze": {"celadon": 2, "snow": 1, "tide": 1},
        "size": {"14-cm": 1, "18-cm": 1, "24-cm": 1, "28-cm": 1},
    }
    assert result.price_bounds == Range(low=2400, high=9500)


def test_values_of_one_facet_add_up_and_facets_narrow_each_other(pottery):
    result = pottery.search(query(glaze=["tide", "snow"]))

    assert result.product_ids == (3, 1)
    assert counts(result) == {
        "glaze": {"celadon": 2, "snow": 1, "tide": 1},
        "size": {"18-cm": 1, "24-cm": 1, "28-cm": 1},
    }


def test_all_choices_hold_on_one_and_the_same_variant(pottery):
    assert pottery.search(query(glaze=["celadon"], size=["28-cm"])).product_ids == ()
    assert pottery.search(query(glaze=["tide"], size=["28-cm"])).product_ids == (1,)
    assert pottery.search(query(glaze=["tide"], price=(None, 7900))).product_ids == ()


def test_a_facet_is_counted_without_its_own_choice_but_with_the_others(pottery):
    result = pottery.search(query(glaze=["celadon"], size=["24-cm"]))

    assert result.product_ids == (1,)
    assert counts(result) == {"glaze": {"celadon": 1, "tide": 1}, "size": {"14-cm": 1, "24-cm": 1}}


def test_a_price_range_includes_its_ends_and_does_not_narrow_its_bounds(pottery):
    result = pottery.search(query(price=(2400, 3600)))

    assert result.product_ids == (2, 3)
    assert result.price_bounds == Range(low=2400, high=9500)
    assert counts(result)["glaze"] == {"celadon": 1, "snow": 1}


def test_only_what_can_be_had_on_the_same_variant(pottery):
    sold_out = variant(101, "glaze=tide", "size=24-cm", price=8000, is_available=False)
    pottery.index([replace(POTTERY[0], version=2, variants=(sold_out, *POTTERY[0].variants[1:]))])

    result = pottery.search(query(glaze=["tide"], available=True))

    assert result.product_ids == (1,)
    assert counts(result)["size"] == {"28-cm": 1}
    assert result.price_bounds == Range(low=9500, high=9500)
    assert pottery.search(query(glaze=["tide"], size=["24-cm"], available=True)).total == 0


def test_a_least_rating_narrows_and_is_counted_without_itself(pottery):
    pottery.index([replace(POTTERY[1], version=2, rating=4.0), replace(POTTERY[2], version=2, rating=3.9)])

    result = pottery.search(query(stars=4))

    assert result.product_ids == (2, 1)
    assert result.total == pottery.count(query(stars=4)) == 2
    assert result.ratings == {4: 2, 3: 3, 2: 3}
    assert counts(result)["glaze"] == {"celadon": 2, "tide": 1}
    assert result.price_bounds == Range(low=2400, high=9500)
    assert pottery.search(query(glaze=["snow"])).ratings == {4: 0, 3: 1, 2: 1}
    assert pottery.search(query("bowl", stars=3, category=BOWLS)).ratings == {4: 1, 3: 2, 2: 2}


def test_what_can_be_had_is_counted_with_the_other_choices(pottery):
    sold_out = variant(3, "glaze=snow", "size=18-cm", price=3600, is_available=False)
    pottery.index([replace(POTTERY[2], version=2, variants=(sold_out,))])

    assert pottery.search(query()).available == 2
    assert pottery.search(query(glaze=["snow"])).available == 0
    assert pottery.search(query(available=True)).available == 2
    assert pottery.search(query(stars=4)).available == 1


def test_hits_name_the_variants_on_which_the_choices_hold(pottery):
    first = variant(101, "glaze=tide", "size=24-cm", price=8000, is_available=False)
    pottery.index([replace(POTTERY[0], version=2, variants=(first, *POTTERY[0].variants[1:]))])

    assert pottery.search(query(glaze=["tide", "snow"])).matches == {1: (102, 101), 3: (3,)}
    assert pottery.search(query(glaze=["celadon"], price=(7000, None))).matches == {1: (103,)}
    assert pottery.search(query(glaze=["celadon"], page=2, page_size=1)).matches == {1: (103,)}
    dear = pottery.search(query(price=(7000, None))).matches
    assert (dear[1], 3 in dear) == ((102, 103, 101), False)
    assert pottery.search(query()).matches == {}


def test_unknown_values_find_nothing(pottery):
    result = pottery.search(query(glaze=["no-such"]))

    assert (result.product_ids, result.total) == ((), 0)
    assert counts(result) == {"glaze": {"celadon": 2, "snow": 1, "tide": 1}}


def test_a_category_narrows(pottery):
    result = pottery.search(query(category=BOWLS))

    assert result.product_ids == (2, 3)
    assert counts(result)["glaze"] == {"celadon": 1, "snow": 1}
    assert pottery.search(query(category=99)).total == 0


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.RELEVANCE, (2, 3, 1)),
        (Sort.NEWEST, (3, 1, 2)),
        (Sort.PRICE, (2, 3, 1)),
        (Sort.PRICE_DESCENDING, (1, 3, 2)),
        (Sort.RATING, (1, 2, 3)),
        (Sort.POPULARITY, (2, 3, 1)),
    ],
)
def test_orders(pottery, sort, expected):
    assert pottery.search(query(sort=sort)).product_ids == expected


def test_what_has_no_price_comes_last_in_either_direction(pottery):
    pottery.index([document(4, "Unpriced", variant(4), age=-5)])

    assert pottery.search(query(sort=Sort.PRICE)).product_ids == (2, 3, 1, 4)
    assert pottery.search(query(sort=Sort.PRICE_DESCENDING)).product_ids == (1, 3, 2, 4)


def test_prices_are_those_of_the_buyers_own_list(pottery):
    dealer = BuyerContext(language="en", currency="EUR", price_list="dealer")
    cheap = variant(3, "glaze=snow", price=3600, prices={price_key("dealer", "EUR"): 1000})
    pottery.index([replace(POTTERY[2], version=2, variants=(cheap,))])

    result = pottery.search(query(buyer=dealer, price=(500, 1500)))

    assert result.product_ids == (3,)
    assert result.price_bounds.low == 1000
    assert pottery.search(query(price=(500, 1500))).product_ids == ()


def test_pages_divide_the_hits_without_gap_or_repetition(engine):
    engine.index(document(number, f"Cup {number}") for number in range(1, 8))

    pages = [engine.search(query(page=page, page_size=3)).product_ids for page in (1, 2, 3, 4)]

    assert pages == [(7, 6, 5), (4, 3, 2), (1,), ()]
    assert engine.search(query(page=4, page_size=3)).total == 7


def test_an_older_document_does_not_replace_a_newer_one(engine):
    engine.index([document(1, "New", version=5)])
    engine.index([document(1, "Old", version=4)])

    assert engine.search(query("new")).product_ids == (1,)
    assert engine.digests() == {1: document(1, "New").digest}


def test_a_document_indexed_again_replaces_itself_wholly(pottery):
    pottery.index([document(1, "Jug", variant(101, "glaze=ash", price=100), version=2)])
    pottery.index([document(1, "Jug", variant(101, "glaze=ash", price=100), version=2)])

    result = pottery.search(query())

    assert counts(result) == {
        "glaze": {"ash": 1, "celadon": 1, "snow": 1},
        "size": {"14-cm": 1, "18-cm": 1},
    }
    assert pottery.search(query("vase")).total == 0
    assert pottery.search(query("jug")).product_ids == (1,)


def test_a_deleted_document_is_found_no_more_unless_it_was_newer(pottery):
    pottery.delete([1, 999], version=1)
    pottery.delete([2], version=0)

    assert pottery.search(query()).product_ids == (2, 3)


def test_a_rebuild_drops_what_is_gone_and_keeps_what_is_written_meanwhile(pottery):
    def stream():
        yield replace(POTTERY[0], version=3)
        pottery.index([document(2, "Newer bowl", version=9), document(8, "Arrived meanwhile", version=9)])
        assert pottery.search(query("vase")).total == 1
        yield replace(POTTERY[1], version=4)

    assert pottery.rebuild(stream()) == 2

    assert sorted(pottery.digests()) == [1, 2, 8]
    assert pottery.search(query("newer")).product_ids == (2,)
    assert pottery.search(query("soup")).product_ids == ()


def test_counting_alone_agrees_with_searching(pottery):
    for asked in (query(), query("bowl"), query(glaze=["celadon"]), query(price=(None, 3000)), query("zzz")):
        assert pottery.count(asked) == pottery.search(asked).total
