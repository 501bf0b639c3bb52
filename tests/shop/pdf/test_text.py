"""Where lines end."""

import pytest

from shop.pdf.text import lines_of


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("中文發票，謝謝", 4, ["中文發", "票，謝謝"]),
        ("買「大」瓶", 2, ["買", "「大", "」瓶"]),
        ("a\nb", 5, ["a", "b"]),
        ("", 5, [""]),
        ("well-known", 6, ["well-", "known"]),
    ],
)
def test_lines_end_where_the_script_lets_them(text, limit, lines):
    assert lines_of(text, limit, lambda char: 1) == lines
