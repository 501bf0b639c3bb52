"""Rows out of what somebody pastes or uploads."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shop.quick_order.parsing import (
    MOST_ROWS,
    RawRow,
    TooManyRowsError,
    rows_of_file,
    rows_of_text,
    whole_quantity,
)
from shop.spreadsheets.errors import BadSpreadsheetError
from tests.shop.quick_order.workbooks import xlsx


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("KC-1\t12", ("KC-1", "12")),
        ("KC-1,12", ("KC-1", "12")),
        ("KC-1; 12", ("KC-1", "12")),
        ("12\tKC-1", ("KC-1", "12")),
        ("KC-1 12", ("KC-1", "12")),
        ("12 x;KC-1", ("KC-1", "12 x")),
        ("KC-1", ("KC-1", "1")),
        ("4006381333931\t2", ("4006381333931", "2")),
        ("KC-1\tmany", ("KC-1", "many")),
        ("KC-1\tFloor vase\t7", ("KC-1", "7")),
    ],
)
def test_number_and_quantity_of_a_line(text, row):
    assert rows_of_text(text) == [RawRow(number=row[0], quantity=row[1])]


def test_headings_say_which_column_is_which():
    assert rows_of_text("Name\tMenge\tArtikelnummer\nVase\t3\t1001\n") == [
        RawRow(number="1001", quantity="3")
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("12", 12),
        ("12.0", 12),
        ("12 x", 12),
        ("x12", 12),
        ("0", None),
        ("1.5", None),
        ("-3", None),
        ("many", None),
    ],
)
def test_quantity_is_a_whole_number_above_nothing(text, pieces):
    assert whole_quantity(text) == pieces


@pytest.mark.parametrize("head", [[], [["SKU", "Qty"]]])
def test_workbook_with_and_without_headings(head):
    found = rows_of_file(xlsx(*head, ["KC-1", 2], [4006381333931, 3.0]))

    assert found == [RawRow(number="KC-1", quantity="2"), RawRow(number="4006381333931", quantity="3")]


def test_csv_is_read_with_its_own_separator():
    found = rows_of_file(SimpleUploadedFile("a.csv", b"code;quantity\nKC-1;2\n\nKC-2;5\n"))

    assert found == [RawRow(number="KC-1", quantity="2"), RawRow(number="KC-2", quantity="5")]


def test_what_is_no_table_is_refused():
    with pytest.raises(BadSpreadsheetError):
        rows_of_file(SimpleUploadedFile("a.csv", b"<html><table><tr><td>KC-1</td></tr></table></html>"))


def test_too_many_rows_are_refused():
    with pytest.raises(TooManyRowsError):
        rows_of_text("KC-1\t1\n" * (MOST_ROWS + 1))
