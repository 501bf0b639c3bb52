import io

import pytest

from shop.spreadsheets import csv_rows
from shop.spreadsheets.csv_rows import delimited_rows
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.reading import table_rows
from tests.shop.spreadsheets.books import row, workbook


def rows(content, **options):
    content = content.encode() if isinstance(content, str) else content
    return list(delimited_rows(lambda: io.BytesIO(content), **options))


def refusal(content, **options):
    with pytest.raises(BadSpreadsheetError) as refused:
        rows(content, **options)
    return str(refused.value)


@pytest.mark.parametrize("separator", list(",;\t|"))
def test_the_separator_is_found_outside_of_quotation_marks(separator):
    head = separator.join(["sku", '"a,b;c\td|e,;\t|"'])

    assert rows(f"{head}\n1{separator}2\n") == [(1, ["sku", "a,b;c\td|e,;\t|"]), (2, ["1", "2"])]


@pytest.mark.parametrize("line", ["sep=;\n", '"sep=;"\r\n', "SEP=;\r", "sep=; \n"])
def test_a_line_that_names_the_separator_is_no_heading(line):
    assert rows(f"{line}sku;a,b\n1;2\n") == [(2, ["sku", "a,b"]), (3, ["1", "2"])]


def test_headings_over_two_lines_and_lone_carriage_returns():
    assert rows('sku,"price\r\n(EUR)",title\rA,1,"x\ry"\r\rB,2,z') == [
        (2, ["sku", "price\r\n(EUR)", "title"]),
        (4, ["A", "1", "x\ry"]),
        (6, ["B", "2", "z"]),
    ]


def test_quotation_marks_escaped_by_a_backslash():
    assert rows('sku,title\n1,"5\\" bowl, blue"\n2,"a\\\\b"\n') == [
        (1, ["sku", "title"]),
        (2, ["1", '5" bowl, blue']),
        (3, ["2", "a\\b"]),
    ]


def test_backslashes_and_doubled_marks_of_an_ordinary_file_stay():
    assert rows('sku,title\n1,C:\\new\n2,"5"" \\ x"\n')[1:] == [(2, ["1", "C:\\new"]), (3, ["2", '5" \\ x'])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_that_show_themselves(encoding):
    content = "sku;title\r\n1;Grüße 碗 and some more words\r\n"

    assert rows(content.encode(encoding))[1] == (2, ["1", "Grüße 碗 and some more words"])


@pytest.mark.parametrize(
    ("encoding", "title", "guess"),
    [
        ("cp1252", "Größe", "Windows-1252"),
        ("gb18030", "青花瓷碗小号", "GB18030"),
        ("big5", "青花瓷碗小號", "GB18030"),
    ],
)
def test_others_are_refused_whole_in_words_and_read_when_named(encoding, title, guess):
    content = ("sku;title\n" + "1;a\n" * 3000 + f"2;{title}\n").encode(encoding)

    assert refusal(content) == (
        f"The file is not saved as UTF-8 but probably as {guess} (line 3002). "
        "Save it as “CSV UTF-8”, or say in which encoding it is."
    )
    assert rows(content, encoding=encoding)[-1] == (3002, ["2", title])


def test_a_named_encoding_that_is_wrong_is_said():
    assert refusal(b"sku\n\xff\xff\n", encoding="gb18030") == (
        "The file is damaged or not in the encoding GB18030 (line 2)."
    )
    assert refusal(b"\xff\xfe\x00").startswith("The file is damaged or not in the encoding UTF-16")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('sku,title\n1,a\n2,"b\n3,c\n', "A quotation mark after line 3 is not closed"),
        ('sku,title\n1,"a"b\n', "A quotation mark after line 2 is not closed, or stands where none belongs."),
        (f"sku\n{'x' * 140_000}\n", "A cell after line 2 is too long"),
        ("a," * 1001 + "\n", "Row 1 has more than 1000 cells."),
    ],
)
def test_what_is_badly_written_is_refused_before_the_first_row(content, words):
    found = delimited_rows(lambda: io.BytesIO(content.encode()))

    with pytest.raises(BadSpreadsheetError, match=words):
        next(found)


def test_a_line_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(csv_rows, "LONGEST_LINE", 1000)

    assert refusal("sku\n" + "x" * 2000).startswith("A cell after line 2 is too long")


def test_an_empty_file_has_no_rows_and_zero_bytes_are_the_readers_business():
    assert rows(b"") == []
    assert rows(b"sku\n\0\n") == [(1, ["sku"]), (2, ["\0"])]


def test_a_table_is_what_it_holds_not_what_it_is_called():
    book = workbook(row("sku", "title", "price") + row("A", number=2))

    assert list(table_rows(lambda: io.BytesIO(book))) == [
        (1, ["sku", "title", "price"]),
        (2, ["A", None, None]),
    ]
    assert list(table_rows(lambda: io.BytesIO(b"sku\nA\n"))) == [(1, ["sku"]), (2, ["A"])]


@pytest.mark.parametrize(
    "page", [b"<html><table>", b" <!DOCTYPE html>", b"\xef\xbb\xbf<?xml version='1.0'?>"]
)
def test_a_web_page_saved_as_a_table_is_refused(page):
    with pytest.raises(BadSpreadsheetError, match="This is a web page, not a table"):
        next(table_rows(lambda: io.BytesIO(page)))


def test_a_workbook_damaged_at_its_end_gives_not_one_row():
    book = bytearray(workbook("".join(row("A", n, number=n) for n in range(1, 9000))))
    book[book.index(b"xl/worksheets/sheet1.xml") + 9000] ^= 0xFF

    with pytest.raises(BadSpreadsheetError):
        next(table_rows(lambda: io.BytesIO(bytes(book))))
