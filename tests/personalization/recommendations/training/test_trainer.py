"""A training from purchases to rows: judged on what came later, made of what was better."""

import numpy as np
import pytest

from personalization.recommendations.training.counts import count
from personalization.recommendations.training.evaluation import completions, evaluate
from personalization.recommendations.training.purchases import Purchases
from personalization.recommendations.training.trainer import FEWEST_CASES, train_rows
from tests.personalization.recommendations.training.drinkers import COFFEE, DAY, TEA, lines


@pytest.fixture(scope="module")
def trained():
    return train_rows(Purchases.of(lines()), DAY, users={0, 1})


def items(row):
    return [item for item, _score in row]


def test_rows_of_users_are_made_for_whom_was_asked(trained):
    assert set(trained.again) == set(trained.new) == {0, 1}
    assert set(items(trained.again[1])) == set(TEA) - {"tray"}
    assert "tray" in items(trained.new[1])
    assert not set(items(trained.again[1])) & set(items(trained.new[1]))


def test_rows_of_items_never_hold_the_item_itself_and_prefer_its_own_kind(trained):
    assert set(trained.together) == {*TEA, *COFFEE}
    assert all(item not in items(row) for item, row in trained.together.items())
    assert set(items(trained.together["mill"])[:3]) < set(COFFEE)


def test_each_list_is_measured_beside_plain_counts_and_never_worse(trained):
    assert trained.metrics["again"]["cases"] >= FEWEST_CASES
    assert trained.metrics["new"]["is_learned"] is False  # too few cases to say
    for found in trained.metrics.values():
        assert found["ndcg"] >= found["plain_ndcg"]
        assert 0 <= found["recall"] <= 1


def test_a_young_shop_gets_lists_by_counts():
    few = Purchases.of([("ada", "cup", 1, 10), ("ada", "pot", 1, 10), ("bea", "cup", 2, 12)])

    found = train_rows(few, 20, users={"ada", "bea"})

    assert [row["is_learned"] for row in found.metrics.values()] == [False] * 3
    assert items(found.again["bea"]) == ["cup"]
    assert items(found.new["bea"]) == ["pot"]
    assert items(found.together["cup"]) == ["pot"]


def test_what_lists_are_judged_by_comes_after_the_cut():
    early = [("ada", "cup", 1, 10), ("ada", "pot", 1, 10)]
    purchases = Purchases.of([*early, ("ada", "cup", 2, 30)])

    found = evaluate(count(purchases, 20), purchases, 20)

    assert (found["again"].cases, found["again"].recall) == (1, 1.0)
    assert found["new"].cases == 0


def test_what_the_items_of_a_basket_say_adds_up():
    beside = np.array(
        [[-np.inf, 1, 3, -np.inf], [1, -np.inf, 1, 5], [3, 1, -np.inf, -np.inf], [0, 5, 0, 0.0]]
    )

    assert completions(beside, [{0, 1}]) == [[3, 2]]
