import re

from hypothesis import given, strategies as st

from shop.order.numbers import ALPHABET, is_well_formed, new_number


def test_number_names_channel_and_year():
    assert re.fullmatch(r"K26-[2-9A-Z]{9}", new_number(year=2026))


def test_numbers_are_not_in_a_row():
    assert len({new_number(year=2026) for _ in range(500)}) == 500


@given(place=st.integers(min_value=4, max_value=12), shift=st.integers(min_value=1, max_value=30))
def test_every_wrong_character_is_noticed(place, shift):
    number = new_number(year=2026)
    wrong = ALPHABET[(ALPHABET.index(number[place]) + shift) % len(ALPHABET)]

    assert is_well_formed(number)
    assert not is_well_formed(number[:place] + wrong + number[place + 1 :])


@given(place=st.integers(min_value=4, max_value=10))
def test_every_swapped_pair_is_noticed(place):
    number = new_number(year=2026)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert is_well_formed(swapped) == (swapped == number)


def test_other_shapes_are_refused():
    assert not any(map(is_well_formed, ["", "K26", "100017", "K26-ABC", "K26-0000000O1"]))
