from decimal import Decimal

import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.amounts import (
    LONGEST,
    Direction,
    WrittenAmount,
    amount_of,
    decimal_mark_in,
    decimal_mark_of,
    split_amount,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5,00", WrittenAmount("5,00", is_negative=False)),
        ("-5,00", WrittenAmount("5,00", is_negative=True)),
        ("€-5,00", WrittenAmount("5,00", is_negative=True)),
        ("5,00-€", WrittenAmount("5,00", is_negative=True)),
        ("5,00 EUR-", WrittenAmount("5,00", is_negative=True, currency="EUR")),
        ("+5,00", WrittenAmount("5,00", is_negative=False)),
        ("(12.00)", WrittenAmount("12.00", is_negative=True)),
        ("USD 5.00", WrittenAmount("5.00", is_negative=False, currency="USD")),
        ("5.00 usd", WrittenAmount("5.00", is_negative=False, currency="USD")),
        ("$5.00", WrittenAmount("5.00", is_negative=False)),
        ("5元", WrittenAmount("5", is_negative=False)),
        ("48,00 S", WrittenAmount("48,00", is_negative=False, mark=Direction.OUT)),
        ("48,00 DR", WrittenAmount("48,00", is_negative=False, mark=Direction.OUT)),
        ("48,00 H", WrittenAmount("48,00", is_negative=False, mark=Direction.IN)),
        ("1'234.50", WrittenAmount("1234.50", is_negative=False)),
        ("1" * LONGEST, WrittenAmount("1" * LONGEST, is_negative=False)),
    ],
)
def test_amount_is_taken_apart(text, found):
    assert split_amount(text) == found


@pytest.mark.parametrize(
    "text", ["", "x", "(5", "5)", "-5-", "+-5", "(-5)", "(5-)", ".,", "1" * (LONGEST + 1), "5 6 EURO", "5 X"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(StatementError, match="is not an amount"):
        split_amount(text)


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        *(("1500", ""), ("1.500,00", ","), ("1,500.00", "."), ("1.234.567", ","), ("1,234,567", ".")),
        *(
            ("1.500", None),
            ("1,500", None),
            ("15.500", None),
            ("150.500", None),
            ("0.500", "."),
            ("0,500", ","),
        ),
        *(("1500.500", "."), (".500", "."), ("1.50", "."), ("1,5000", ","), ("1,5", ",")),
    ],
)
def test_what_parts_the_cents_of_one_number(body, mark):
    assert decimal_mark_in(body) == mark


@pytest.mark.parametrize(
    ("bodies", "mark"),
    [([], None), (["1500"], None), (["1.500"], None), (["1.500", "2,5"], ","), (["7", "1.5", "2.5"], ".")],
)
def test_what_parts_the_cents_of_a_column(bodies, mark):
    assert decimal_mark_of(bodies) == mark


def test_column_in_two_ways_is_refused():
    with pytest.raises(StatementError, match=r"two ways: “1\.5” and “2,5”"):
        decimal_mark_of(["1.5", "2,5"])


@pytest.mark.parametrize(
    ("body", "mark", "amount"),
    [
        *(("1.234,50", ",", "1234.50"), ("1,23,456.50", ".", "123456.50"), ("1500", ",", "1500.0")),
        *((",50", ",", "0.50"), ("5,", ",", "5.0"), ("1.500", ",", "1500.0"), ("1.500", ".", "1.500")),
    ],
)
def test_number_is_read_by_its_mark(body, mark, amount):
    assert amount_of(body, decimal_mark=mark) == Decimal(amount)


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        *((",", ","), ("1.50.00,0", ","), ("1,5,0", ",")),
        *(("1,5.0", ","), ("1.2.3", ","), ("1.2,5", ",")),
        ("1.5", ","),
    ],
)
def test_number_in_wrong_groups_is_refused(body, mark):
    with pytest.raises(StatementError, match="is not an amount"):
        amount_of(body, decimal_mark=mark)
