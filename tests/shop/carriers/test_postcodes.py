"""Patterns of postcodes."""

import pytest
from django.core.exceptions import ValidationError

from shop.carriers.postcodes import normal_postcodes, specificity


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" 18* ,25900 - 25999,18", "18, 25900-25999"),
        ("sw1a, EC", "EC, SW1A"),
        (",,", ""),
    ],
)
def test_patterns_are_kept_in_one_form(typed, kept):
    assert normal_postcodes(typed) == kept


@pytest.mark.parametrize("typed", ["1_0", "20000-29", "3-1", "10-20-30", "ü", "-5"])
def test_what_is_no_pattern_is_refused(typed):
    with pytest.raises(ValidationError):
        normal_postcodes(typed)


@pytest.mark.parametrize(
    ("patterns", "postcode", "fixed"),
    [
        ("", "10435", 0),
        ("10", "10435", 2),
        ("10, 104", "10435", 3),
        ("10000-19999", "10435", 1),
        ("10000-19999", "104", None),
        ("SW1", "sw1a 1aa", 3),
        ("SW1-SW3", "SW2 1AA", 2),
        ("20", "10435", None),
        ("10", "", None),
    ],
)
def test_a_pattern_is_as_narrow_as_what_it_fixes(patterns, postcode, fixed):
    assert specificity(patterns, postcode) == fixed
