"""The training of lists on a small world whose tastes are known."""

import numpy as np
import pytest

from personalization.recommendations.training.ease import item_weights
from personalization.recommendations.training.features import NAMES, facts_of
from personalization.recommendations.training.lists import train
from personalization.recommendations.training.purchases import Purchases
from personalization.recommendations.training.ranker import fit_ranker
from tests.personalization.recommendations.training.drinkers import COFFEE, DAY, TEA, lines


@pytest.fixture(scope="module")
def purchases():
    return Purchases.of(lines())


@pytest.fixture(scope="module")
def lists(purchases):
    return train(purchases, DAY)


def place(purchases, user):
    return purchases.user_keys.index(user)


def names(purchases, found):
    return [
        [purchases.item_keys[item if isinstance(item, int) else item[0]] for item in row] for row in found
    ]


def test_a_line_that_is_told_twice_counts_once():
    known = Purchases.of([("ada", "cup", "b1", 5), ("ada", "cup", "b1", 5), ("ada", "cup", "b2", 9)])

    assert known.shape == (1, 1)
    assert known.days.tolist() == [5, 9]


def test_next_days_are_the_first_of_each_user_from_the_cut_on():
    known = Purchases.of(
        [("ada", "cup", "b1", 5), ("ada", "pot", "b2", 12), ("ada", "cup", "b3", 14), ("bea", "cup", "b4", 9)]
    )

    assert known.next_days(10) == {0: {known.item_keys.index("pot")}}
    assert known.before(10).days.tolist() == [5, 9]


def test_facts_know_nothing_of_the_day_itself_and_later(purchases):
    early = Purchases.of(line for line in lines() if line[3] < 300)
    rest = facts_of(purchases, 300, regularisation=10)
    alone = facts_of(early, 300, regularisation=10)

    assert rest.bought.sum() == alone.bought.sum()
    assert rest.planes([0])[NAMES.index("overdue")].max() <= 3


def test_no_item_is_explained_by_itself(purchases):
    facts = facts_of(purchases, DAY, regularisation=10)

    assert np.diag(item_weights(facts.bought, 10)).tolist() == [0] * 10


def test_order_again_holds_only_what_was_bought(purchases, lists):
    (found,) = names(purchases, lists.order_again([place(purchases, 1)], 10))

    assert sorted(found) == sorted(set(TEA) - {"tray"})


def test_new_for_you_is_of_the_users_taste_and_never_bought(purchases, lists):
    tea, coffee = names(purchases, lists.new_for_you([place(purchases, 1), place(purchases, 0)], 10))

    assert tea[0] == "tray"
    assert coffee[0] == "filter"
    assert not set(tea) & (set(TEA) - {"tray"})


def test_a_basket_is_completed_by_what_goes_with_it(purchases, lists):
    cart = {purchases.item_keys.index("mill")}
    (found,) = names(purchases, lists.goes_with([(place(purchases, 0), cart)], 3))

    assert set(found) < set(COFFEE) - {"mill"}


def test_a_ranker_needs_somebody_who_bought():
    with pytest.raises(ValueError, match="nothing to learn"):
        fit_ranker([(np.zeros((2, 3)), np.array([False, False, False]))])
