"""Quarters: their days, their neighbours, how they are written."""

from datetime import date

from partners.scorecards.quarters import Quarter, quarter_of, read_quarter

LAST = Quarter(2026, 4)


def test_days_and_neighbours():
    assert quarter_of(date(2026, 12, 31)) == LAST
    assert (LAST.first_day, LAST.last_day) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (LAST.following, LAST.before, LAST.a_year_before) == (
        Quarter(2027, 1),
        Quarter(2026, 3),
        Quarter(2025, 4),
    )
    assert Quarter(2026, 1).before == Quarter(2025, 4)


def test_what_is_no_quarter_is_the_other():
    assert read_quarter("2026-Q3", otherwise=LAST) == Quarter(2026, 3)
    for text in ("", "2026-Q5", "1999-Q1", "2026-Q3x"):
        assert read_quarter(text, otherwise=LAST) == LAST
