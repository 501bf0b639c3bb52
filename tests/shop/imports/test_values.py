from datetime import date
from decimal import Decimal

import pytest

from shop.imports import values
from shop.imports.errors import BadValueError
from shop.imports.fields import Field


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field(path="a.b"), 1),
        (Field(path="with.dot"), 2),
        (Field(path="a.c"), None),
        (Field(path="a.c", default=9), 9),
        (Field(path="list", separator="|"), ["x", "y"]),
        (Field(path="grams", scale=0.001), Decimal("3.276")),
        (Field(template="{brand} > {a.b}!"), "Acme > 1!"),
        (Field(template="{brand} > {missing}"), None),
        (Field(path="blank"), None),
    ],
)
def test_value_of(field, expected):
    row = {"a": {"b": 1}, "with.dot": 2, "list": "x| y |", "grams": 3276, "brand": "Acme", "blank": "  "}

    assert values.value_of(row, field) == expected


@pytest.mark.parametrize("given", ["ten", "1,000.00", "NaN", "inf", "", True, "1 000"])
def test_what_is_no_number(given):
    with pytest.raises(BadValueError, match="is not a number"):
        values.decimal(given, "price")


@pytest.mark.parametrize("given", ["1.5", "9999999999", -1])
def test_what_is_no_count(given):
    with pytest.raises(BadValueError):
        values.integer(given, "stock", smallest=0)


@pytest.mark.parametrize(
    ("parse", "given", "expected"),
    [
        (values.integer, "100.0", 100),
        (values.integer, 7.0, 7),
        (values.boolean, "Yes", True),
        (values.boolean, 0, False),
        (values.date, "2026-01-31T10:00:00Z", date(2026, 1, 31)),
        (values.text, 12.0, "12"),
        (values.text, " a \n b ", "a b"),
        (values.text_list, ["a", None, "a", 2], ["a", "2"]),
        (values.rich_text, '<p onclick="x()">a<script>b</script></p>', "<p>a</p>"),
        (values.rich_text, '<a href="javascript:x()">a</a>', '<a rel="noopener noreferrer">a</a>'),
    ],
)
def test_what_is_understood(parse, given, expected):
    assert parse(given, "column") == expected


@pytest.mark.parametrize(
    ("parse", "given"),
    [(values.boolean, "perhaps"), (values.date, "31.1.2026"), (values.text, {"a": 1}), (values.rich_text, 5)],
)
def test_what_is_refused(parse, given):
    with pytest.raises(BadValueError):
        parse(given, "column")


def test_long_texts_are_refused_or_cut_where_the_mapping_says_so():
    with pytest.raises(BadValueError, match="longer than 5"):
        values.text("123456", "title", longest=5)
    assert values.text("123456", "title", longest=5, shorten=True) == "1234…"


def test_a_zero_byte_is_refused():
    with pytest.raises(BadValueError, match="zero byte"):
        values.value_of({"a": "x\0"}, Field(path="a"))


@pytest.mark.parametrize(
    "parts", [["a", "b c"], ["a; b", "c"], ['5" tall', "6, wide"], ['"a"', "b;c", "d\\e"], ["one"], []]
)
def test_a_joined_list_is_divided_into_the_same_parts(parts):
    assert values.split_list(values.join_list(parts), ";") == parts
