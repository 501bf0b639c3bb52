"""What every engine must tell of its hits: why they are there, and what is like one."""

from dataclasses import replace

import pytest

from search.engines.explanations import Rule
from tests.search.documents import PUBLIC, document, fill, query

pytestmark = pytest.mark.django_db
SHELF = (
    document(1, "Rice bowl", codes=("BO-100",), bodies={"en": "For rice and soup."}, age=1),
    document(2, "Soup bowl", bodies={"en": "For soup."}, age=2),
    document(3, "Sleeve for bowls", bodies={"en": "Felt, for a rice bowl."}, age=3),
    document(4, "Rice spoon", codes=("SP-1",), bodies={"en": "For rice."}, age=4),
    document(
        5, "Celadon rice bowl", hidden_from=frozenset({"everybody"}), audiences=frozenset({"company:7"})
    ),
    document(6, "Chair", bodies={"en": "Oak"}, names=("Chairs",), age=6),
)


@pytest.fixture
def shelf(engine):
    fill(engine, SHELF)
    return engine


def rules(explanation):
    return {reason.rule: reason.words for reason in explanation.reasons}


def test_each_hit_says_which_words_and_rules_found_it(shelf):
    asked = query("rice bowl")

    found = shelf.explain(asked, shelf.search(asked).product_ids)

    assert found.keys() == {1, 2, 3, 4}
    assert rules(found[1])[Rule.ALL_WORDS] == ("rice", "bowl", "ricebowl")
    assert rules(found[1])[Rule.TITLE] == ("rice", "bowl")
    assert rules(found[1])[Rule.KIND] == ("bowl", "ricebowl")
    assert rules(found[2])[Rule.SOME_WORDS] == ("bowl",)
    assert Rule.KIND not in rules(found[3])
    assert rules(found[3])[Rule.TITLE] == ("bowl",)
    assert rules(found[3])[Rule.TEXT] == ("rice", "bowl")


def test_the_points_are_those_by_which_hits_stand(shelf):
    asked = query("rice bowl")
    ids = shelf.search(asked).product_ids

    found = shelf.explain(asked, ids)

    groups = [Rule.ALL_WORDS in rules(found[pk]) for pk in ids]
    assert groups == sorted(groups, reverse=True)
    full = [found[pk].score for pk in ids if Rule.ALL_WORDS in rules(found[pk])]
    assert full == sorted(full, reverse=True)
    assert {reason.rule: reason.score for reason in found[1].reasons}[Rule.KIND] == pytest.approx(4, rel=0.01)


def test_a_whole_part_number_is_a_reason(shelf):
    assert rules(shelf.explain(query("bo100"), [1])[1])[Rule.CODE] == ("bo100",)


def test_nothing_is_said_of_what_the_query_does_not_find(shelf):
    asked = query("rice bowl")

    assert shelf.explain(asked, [5, 6, 99]) == {}
    assert shelf.explain(query(""), [1]) == {}
    assert shelf.explain(asked, []) == {}
    assert shelf.explain(replace(asked, buyer=replace(PUBLIC, audiences=("company:7",))), [5]).keys() == {5}


def test_a_corrected_word_explains_as_the_one_it_became(shelf):
    assert rules(shelf.explain(query("rcie"), [4])[4])[Rule.TITLE] == ("rice",)


def test_like_a_product_is_what_shares_its_words_and_kind(shelf):
    assert shelf.similar(1, buyer=PUBLIC, limit=1) == (2,)
    assert set(shelf.similar(1, buyer=PUBLIC, limit=9)) == {2, 3, 4}


def test_nothing_is_like_what_shares_no_word_or_is_not_held(shelf):
    assert shelf.similar(6, buyer=PUBLIC, limit=9) == ()
    assert shelf.similar(99, buyer=PUBLIC, limit=9) == ()


def test_only_what_the_buyer_may_find_is_like_a_product(shelf):
    theirs = replace(PUBLIC, audiences=("company:7",))

    assert 5 in shelf.similar(1, buyer=theirs, limit=9)
    assert 5 not in shelf.similar(1, buyer=PUBLIC, limit=9)
