import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given, strategies as st

from shop.spreadsheets.cells import SafeDictWriter, SafeWriter, escaped, legal, unescaped


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1", "'+49 30 1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\n=1", "'\n=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("-5.00", "-5.00"),
        ("-1,200.50", "-1,200.50"),
        ("it's", "it's"),
        ("'quoted'", "'quoted'"),
        ("a=1", "a=1"),
        ("", ""),
        (-5, -5),
        (Decimal("-5.00"), Decimal("-5.00")),
        (dt.date(2026, 4, 3), dt.date(2026, 4, 3)),
        (ValueError("=1+1"), "'=1+1"),
        (gettext_lazy("=1+1"), "'=1+1"),
        (None, None),
    ],
)
def test_what_a_spreadsheet_would_run_becomes_text(cell, kept):
    assert escaped(cell) == kept


@given(st.text(alphabet="'=+-@\t\r\n ＝a1.,", max_size=8) | st.text(max_size=8))
def test_what_went_in_comes_out(cell):
    assert unescaped(escaped(cell)) == cell
    assert not escaped(cell).startswith(("=", "+", "@", "\t", "\r"))


def test_writers_escape_every_cell():
    first, second = io.StringIO(), io.StringIO()
    SafeWriter(first).writerows([["=1", 2], ["a", "@b"]])
    writer = SafeDictWriter(second, ["=a", "b"])
    writer.writeheader()
    writer.writerows([{"=a": "+1x", "b": 3}])

    assert list(csv.reader(io.StringIO(first.getvalue()))) == [["'=1", "2"], ["a", "'@b"]]
    assert list(csv.reader(io.StringIO(second.getvalue()))) == [["'=a", "b"], ["'+1x", "3"]]


def test_a_workbook_gets_only_what_xml_can_hold():
    assert (legal("a\x0bb\x00c\td"), legal(5)) == ("abc\td", 5)
