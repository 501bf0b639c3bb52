"""What every engine must make of words: what they find, in which order, and how they are put right."""

import pytest

from search.types import Sort
from tests.search.documents import counts, document, fill, query, variant

pytestmark = pytest.mark.django_db
ACROSS = {"zh-hans": "青釉瓷碗，可以插郁金香。"}
SHELF = (
    document(1, "Tall vase", codes=("VA-100", "VA-101"), bodies={"en": "Goes well with a bowl."}, age=1),
    document(2, "Rice bowl", bodies={"en": "For rice and soup.", "zh-hans": "青瓷饭碗"}, popularity=7, age=2),
    document(
        3, "Soup bowl", codes=("BO-300/S", "4006381333931"), bodies={"en": "For soup, not stew."}, age=0
    ),
    document(4, "Blue tea cup, 17 cm", bodies={"en": "Dishwasher safe"}, codes=("TC 17-40",), age=3),
    document(5, "Sake bottle", codes=("SB-2201", "SB-2202"), bodies={"en": "With batteries"}, age=4),
    document(6, "Plain jar", bodies=ACROSS, age=5),
)


@pytest.fixture
def shelf(engine):
    fill(engine, SHELF)
    return engine


@pytest.mark.parametrize(
    ("text", "full", "partial"),
    [
        ("vase", (1,), ()),
        ("VASES", (1,), ()),
        ("vás", (1,), ()),
        ("bowl", (3, 2, 1), ()),  # titles first, and of these the one with fewer words
        ("rice bowl", (2,), (3, 1)),  # what has some of the words stands behind what has all
        ("bowl with rice", (2,), (3, 1)),  # words that only join others are not asked for
        ("with", (5, 1), ()),
        ("ric", (2,), ()),
        ("battery", (5,), ()),
        ("nothing", (), ()),
        ("?!", (), ()),
        ("\"vase' OR 1=1 -- *:*", (1,), (4,)),  # the numbers begin VA-100 and 17 cm
    ],
)
def test_words(shelf, text, full, partial):
    result = shelf.search(query(text))

    assert result.product_ids == (*full, *partial)
    assert (result.full_matches, result.total) == (len(full), len(full) + len(partial))
    assert result.corrected_text == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("va-100", (1,)),
        ("va100", (1,)),
        ("VA 100", (1,)),
        ("bo300s", (3,)),
        ("tc1740", (4,)),
        ("4006381333931", (3,)),
        ("400638", (3,)),
        ("sb-220", (5,)),
    ],
)
def test_part_numbers_with_and_without_signs_and_their_beginnings(shelf, text, expected):
    result = shelf.search(query(text))

    assert (result.product_ids, result.corrected_text) == (expected, "")


@pytest.mark.parametrize(
    ("text", "expected", "corrected"),
    [
        ("va-010", (1,), "VA-100"),
        ("BO-3000/S", (3,), "BO-300/S"),
        ("4006381333913", (3,), "4006381333931"),
        ("bottle sb-2291", (5,), "bottle SB-2201"),
        ("sb-2209", (5,), "SB-2201 / SB-2202"),
    ],
)
def test_a_part_number_one_slip_away(shelf, text, expected, corrected):
    result = shelf.search(query(text))

    assert (result.product_ids, result.corrected_text) == (expected, corrected)


@pytest.mark.parametrize(
    ("text", "expected", "corrected"),
    [
        ("bolw", (3, 2, 1), "bowl"),
        ("rcie bolw", (2, 3, 1), "rice bowl"),
        ("bluecup", (4,), "blue cup"),
        ("vaase xyzzyq", (1,), "vase xyzzyq"),
        ("soop", (3, 2), "soup"),
    ],
)
def test_what_was_mistyped_is_put_right_and_found(shelf, text, expected, corrected):
    result = shelf.search(query(text))

    assert (result.product_ids, result.corrected_text) == (expected, corrected)
    assert shelf.count(query(text)) == result.total


@pytest.mark.parametrize("text", ["teacup", "tea cup", "17cm", "17 cm", "tea-cup", "tc 17 40"])
def test_words_written_together_and_apart(shelf, text):
    result = shelf.search(query(text))

    assert (result.product_ids[0], result.full_matches) == (4, 1)


def test_a_word_of_the_documents_is_never_turned_into_another(shelf):
    result = shelf.search(query("bottle safe"))  # safe is known, and sake is one slip away
    unknown = shelf.search(query("dishwasher sane"))

    assert (result.corrected_text, result.full_matches, set(result.product_ids)) == ("", 0, {4, 5})
    assert (unknown.corrected_text, unknown.full_matches, unknown.product_ids) == ("", 0, (4,))


def test_the_word_of_most_documents_is_meant_where_two_are_as_near(engine):
    fill(engine, [document(1, "Scanner"), document(2, "Flat scanner"), document(3, "Scaler")])

    result = engine.search(query("scaner"))

    assert (result.product_ids, result.corrected_text) == ((1, 2), "scanner")


def test_whoever_insists_gets_what_was_typed(shelf):
    result = shelf.search(query("bolw", literal=True))

    assert (result.total, result.corrected_text) == (0, "")
    assert shelf.search(query("rice bolw", literal=True)).product_ids == (2,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青瓷", (2, 6)),  # the pair before its characters
        ("饭碗", (2,)),
        ("碗", (2, 6)),
        ("釉碗", (6, 2)),  # no document has the pair, so its characters are asked
        ("青瓷饭", (2,)),
        ("插郁金香的碗", (6, 2)),
        ("青瓷的花", (2,)),  # some of it
        ("狗猫", ()),
    ],
)
def test_chinese_is_asked_by_pairs_and_where_nobody_has_one_by_characters(shelf, text, expected):
    result = shelf.search(query(text))

    assert (result.product_ids, result.corrected_text) == (expected, "")


def test_rare_words_count_for_more_and_long_texts_for_less(engine):
    common = [document(number, f"Plain vase {number}") for number in range(10, 40)]
    fill(
        engine,
        [
            *common,
            document(1, "Vase", bodies={"en": "For tulips"}),
            document(
                2, "Vase", bodies={"en": "For tulips, " + "roses, lilies and whatever else grows, " * 20}
            ),
            document(3, "Tulip book"),
        ],
    )

    result = engine.search(query("tulip jar"))

    assert result.product_ids == (3, 1, 2)


def test_a_whole_word_ranks_before_a_longer_one(engine):
    fill(
        engine,
        [
            document(1, "Cupboard, cupboard", popularity=9),
            document(2, "A cup"),
            document(3, "Large cup, red"),
        ],
    )

    assert engine.search(query("cup")).product_ids == (2, 3, 1)


@pytest.mark.parametrize("sort", Sort)
def test_partial_matches_stand_behind_full_ones_in_every_order(engine, sort):
    fill(
        engine,
        [
            document(1, "Rice bowl", variant(1, price=900), age=5),
            document(2, "Rice pot", variant(2, price=100), popularity=9, rating=5.0, age=1),
            document(3, "Soup bowl", variant(3, price=2000), age=9),
        ],
    )

    pages = [engine.search(query("rice bowl", sort=sort, page=page, page_size=1)) for page in (1, 2, 3)]

    assert pages[0].product_ids == (1,)
    assert {hit for page in pages for hit in page.product_ids} == {1, 2, 3}
    assert {page.full_matches for page in pages} == {1}


def test_many_full_matches_are_enough(engine):
    fill(
        engine,
        [document(number, f"Rice bowl {number}") for number in range(1, 13)] + [document(99, "Soup bowl")],
    )

    result = engine.search(query("rice bowl"))

    assert (result.total, result.full_matches) == (12, 12)


def test_of_three_words_what_has_two_is_shown_before_what_has_one(engine):
    fill(
        engine,
        [document(number, f"Rice bowl {number}") for number in range(1, 12)]
        + [document(98, "Small rice bowl"), document(99, "Small jar")],
    )

    result = engine.search(query("small rice bowl"))

    assert (result.product_ids[0], result.full_matches, 99 in result.product_ids) == (98, 1, False)


def test_choices_narrow_what_was_understood_and_facets_count_it(engine):
    fill(
        engine,
        [
            document(1, "Rice bowl", variant(1, "glaze=tide", price=900)),
            document(2, "Soup bowl", variant(2, "glaze=snow", price=500)),
        ],
    )

    result = engine.search(query("rcie bolw", glaze=["snow"]))

    assert (result.product_ids, result.full_matches, result.corrected_text) == ((2,), 0, "rice bowl")
    assert counts(result) == {"glaze": {"snow": 1, "tide": 1}}
    assert engine.search(query("rcie bolw", price=(None, 600))).total == 1


def test_without_facets_hits_and_total_are_the_same(shelf):
    for text in ("", "bowl", "rice bowl", "bolw", "nothing"):
        whole, bare = (shelf.search(query(text, facets=facets)) for facets in (True, False))
        assert (bare.product_ids, bare.total) == (whole.product_ids, whole.total)
        assert (bare.full_matches, bare.corrected_text) == (whole.full_matches, whole.corrected_text)
        assert (bare.facets, bare.price_bounds) == ((), None)


def test_counting_alone_agrees_with_searching(shelf):
    for asked in (query(), query("bowl"), query("rice bowl"), query("zzz")):
        assert shelf.count(asked) == shelf.search(asked).total


@pytest.mark.parametrize("text", ["tide v"])
def test_what_begins_a_word_of_a_title_stands_before_what_begins_another(engine, text):
    fill(
        engine,
        [document(1, "Tide bowl", bodies={"en": "Very deep."}, age=0), document(2, "Tide vase", age=1)],
    )

    assert engine.search(query(text)).product_ids == (2, 1)
