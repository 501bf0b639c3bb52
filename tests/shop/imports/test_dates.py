"""Dates as people and programs write them."""

import datetime as dt

import pytest

from shop.imports.dates import DateStyle
from shop.imports.errors import BadValueError


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14",
        "2026/3/14",
        "20260314",
        "2026年3月14日",
        "14.03.2026",
        "14. 3. 2026",
        "14/03/2026",
        "3/14/2026",
        "2026-03-14T10:00:00Z",
        "14.3.2026 10:00",
    ],
)
def test_one_day_in_many_spellings(text):
    assert DateStyle().read(text, "Day") == dt.date(2026, 3, 14)


@pytest.mark.parametrize(
    ("other", "expected"), [("13/01/2026", dt.date(2026, 4, 3)), ("01/13/2026", dt.date(2026, 3, 4))]
)
def test_the_column_decides_what_the_value_does_not(other, expected):
    style = DateStyle()
    for value in (other, "03/04/2026"):
        style.look_at({"Day": value}, ["Day"])

    assert style.read("03/04/2026", "Day") == expected


@pytest.mark.parametrize("text", ["03/04/2026", "31.02.2026", "0/0/00", "yesterday", "2026", "99/99/2026"])
def test_what_is_no_date_or_two_is_refused(text):
    with pytest.raises(BadValueError):
        DateStyle().read(text, "Day")


def test_a_column_that_writes_both_is_refused():
    style = DateStyle()
    for value in ("13/01/2026", "01/13/2026"):
        style.look_at({"Day": value}, ["Day"])

    with pytest.raises(BadValueError, match="two dates"):
        style.read("03/04/2026", "Day")
