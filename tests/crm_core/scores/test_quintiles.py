import pytest

from crm_core.scores.quintiles import cuts_of, fifth_of


def test_hundred_different_values_are_twenty_of_each_fifth():
    cuts = cuts_of(range(1, 101))
    fifths = [fifth_of(value, cuts) for value in range(1, 101)]

    assert fifths == [1] * 20 + [2] * 20 + [3] * 20 + [4] * 20 + [5] * 20


def test_equal_values_have_equal_scores():
    cuts = cuts_of([1] * 70 + [2] * 20 + [9] * 10)

    assert [fifth_of(value, cuts) for value in (1, 2, 9)] == [1, 4, 5]


@pytest.mark.parametrize("values", [[7], [7, 7, 7, 7, 7, 7]], ids=["one", "all"])
def test_alike_customers_are_the_first_fifth(values):
    assert fifth_of(7, cuts_of(values)) == 1


def test_without_customers_there_is_no_fifth():
    assert fifth_of(7, cuts_of([])) is None
