import pytest
from openpyxl import Workbook

from partners.sell_through.columns import template_rows
from partners.sell_through.models import Kind
from partners.sell_through.reading import BadReportError, cell_text, read_report
from tests.partners.sell_through.factories import csv_file, sheet_of


def test_headings_are_known_by_other_names_and_in_other_languages():
    sheet = sheet_of("Artikelnummer;Menge;Datum;Notiz\nA1;3;31.10.2026;gut\n")

    assert sheet.rows == [(2, {"sku": "A1", "quantity": "3", "sold_on": "31.10.2026"})]
    assert sheet.ignored == ["Notiz"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sku,price\nA1,3\n", "Columns are missing: quantity"),
        ("sku,quantity,qty\nA1,3,4\n", "Two columns mean"),
        ("sku,quantity\n", "no rows"),
        ("<html><table></table>", "web page"),
    ],
)
def test_file_that_does_not_fit_the_template_is_refused_with_the_reason(text, reason):
    with pytest.raises(BadReportError, match=reason):
        sheet_of(text)


def test_template_is_a_file_that_can_be_read():
    for kind in Kind.values:
        text = "\n".join(",".join(row) for row in template_rows(kind, sold_on="2026-10-01"))
        assert len(sheet_of(text, kind).rows) == 1


def test_workbook_and_csv_of_the_same_rows_are_the_same(tmp_path):
    book = Workbook()
    book.active.append(["sku", "quantity"])
    book.active.append(["A1", 3])
    book.save(tmp_path / "sales.xlsx")
    upload = csv_file("", "sales.xlsx")
    upload.file.write((tmp_path / "sales.xlsx").read_bytes())

    assert read_report(upload, Kind.SALES).digest == sheet_of("sku,quantity\nA1,3\n").digest


def test_cells_become_text():
    assert [cell_text(cell) for cell in (None, 3.0, 2.5, " a\x00 b ")] == ["", "3", "2.5", "a b"]
