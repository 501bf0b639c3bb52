import re
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from shop.order.numbers import ALPHABET, PLACES, is_well_formed, number_at, prefix_of

PLACE = st.integers(min_value=0, max_value=PLACES - 1)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# From before the sequence: eight drawn characters and one check character.
OLD = ["K25-7F3QW9ZD2", "K26-ABCDEFGHC"]


def others(number, at):
    """What a slip of the finger makes of the character at a place."""
    kinds = LETTERS if at == 0 else "0123456789" if at < 3 else ALPHABET
    return [number[:at] + other + number[at + 1 :] for other in kinds if other != number[at]]


@given(PLACE, st.integers(min_value=2020, max_value=2119))
def test_number_names_channel_and_year(place, year):
    number = number_at(place, prefix=prefix_of(year=year))

    assert re.fullmatch(rf"K{year % 100:02d}-[{ALPHABET}]{{10}}", number)
    assert is_well_formed(number)


@given(PLACE)
def test_every_wrong_character_is_noticed(place):
    number = number_at(place, prefix="K26")

    wrong = [typed for at in range(len(number)) if number[at] != "-" for typed in others(number, at)]
    assert [typed for typed in wrong if is_well_formed(typed)] == []


@given(PLACE, st.data())
def test_any_two_wrong_characters_behind_the_dash_are_noticed(place, data):
    number = number_at(place, prefix="K26")
    first, second = sorted(data.draw(st.sets(st.integers(4, 13), min_size=2, max_size=2)))

    once = data.draw(st.sampled_from(others(number, first)))
    assert not is_well_formed(data.draw(st.sampled_from(others(once, second))))


@given(PLACE)
def test_every_swapped_pair_is_noticed(place):
    number = number_at(place, prefix="K26")

    for at, (left, right) in enumerate(pairwise(number)):
        swapped = number[:at] + right + left + number[at + 2 :]
        assert is_well_formed(swapped) == (swapped == number)


def test_other_shapes_are_refused():
    wrong = [
        "",
        "K26",
        "100017",
        "K26-ABC",
        "K26-0000000O1",
        f"{number_at(0, prefix='K26')}2",
        "KA6-222222222",
    ]
    assert not any(map(is_well_formed, wrong))


def test_numbers_from_before_are_known_still():
    assert [is_well_formed(number) for number in OLD] == [True, True]
    assert not is_well_formed(OLD[0][:-1] + "X")


def test_no_two_places_give_one_number():
    ends = (*range(20_000), *range(PLACES - 2000, PLACES))

    assert len({number_at(place, prefix="K26") for place in ends}) == len(ends)


@pytest.mark.parametrize("place", [-1, PLACES])
def test_there_is_no_number_beyond_the_last(place):
    with pytest.raises(ValueError, match="no place"):
        number_at(place, prefix="K26")


def test_places_in_a_row_have_nothing_in_common():
    """As many characters agree as in numbers drawn by lot: one in 31, from one to the next and by column."""
    bodies = [number_at(place, prefix="K26")[4:12] for place in range(4000)]
    agreeing = [
        sum(one[at] == other[at] for one, other in pairwise(bodies)) / (len(bodies) - 1) for at in range(8)
    ]
    most_frequent = [
        max(column.count(letter) for letter in ALPHABET) / len(bodies) for column in zip(*bodies, strict=True)
    ]

    assert all(1 / 31 - 0.015 < share < 1 / 31 + 0.015 for share in agreeing)
    assert max(most_frequent) < 2 / 31


def test_another_key_and_another_year_give_other_numbers(settings):
    ours = [number_at(place, prefix="K26") for place in range(100)]
    next_year = [number_at(place, prefix="K27") for place in range(100)]
    settings.KILN_ORDER_NUMBER_KEY = "another"
    theirs = [number_at(place, prefix="K26") for place in range(100)]

    assert not {number[4:12] for number in ours} & {number[4:12] for number in (*next_year, *theirs)}


def test_without_a_key_of_its_own_the_secret_key_is_taken(settings):
    settings.KILN_ORDER_NUMBER_KEY, settings.SECRET_KEY = "", "one"
    ours = number_at(0, prefix="K26")
    settings.SECRET_KEY = "two"

    assert number_at(0, prefix="K26") != ours
