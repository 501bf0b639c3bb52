import gzip

import openpyxl
import pytest

from shop.imports.errors import BadValueError, ImportFailedError
from shop.imports.sources import count_rows, digest_of, rows_of


def test_csv_with_quotes_semicolons_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffsku;title\r\n1;"two\r\nlines"\r\n\r\n2;b\r\n'.encode())

    assert list(rows_of(path)) == [
        (3, {"sku": "1", "title": "two\r\nlines"}),
        (5, {"sku": "2", "title": "b"}),
    ]


def test_too_many_cells_are_that_rows_mistake(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sku,title\n1,a,b\n2,c\n")

    (_, error), second = rows_of(path)

    assert isinstance(error, BadValueError)
    assert error.reason == "has 3 cells under 2 headings"
    assert second == (3, {"sku": "2", "title": "c"})


def test_json_lines_gzipped_with_a_broken_one(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write('{"sku": "1"}\n\n{broken\n[1]\n{"sku": "碗"}\n')

    rows = list(rows_of(path))

    assert [number for number, _ in rows] == [1, 3, 4, 5]
    assert rows[0][1] == {"sku": "1"}
    assert rows[1][1].reason.startswith("is not JSON")
    assert rows[2][1].reason == "is not an object"
    assert rows[3][1] == {"sku": "碗"}
    assert count_rows(path) == 5


def test_a_sheet(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["sku", "price", None])
    book.active.append(["1", 12.5, None])
    book.active.append([None, None, None])
    book.active.append(["2", None, None])
    book.save(path)

    assert list(rows_of(path)) == [(2, {"sku": "1", "price": 12.5}), (4, {"sku": "2", "price": ""})]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b""), ("a", b""), ("a.xlsx", b"no zip"), ("a.csv.gz", b"no gzip"), ("a.csv", b"\xff\xfe\x00")],
)
def test_what_cannot_be_read_says_so(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ImportFailedError, match=name):
        list(rows_of(path))


def test_a_digest_tells_files_apart(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("2")

    assert digest_of(first) != digest_of(second)
    assert digest_of(first, second) == digest_of(first, second)
