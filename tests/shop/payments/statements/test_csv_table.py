import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.csv_table import MOST_ROWS, Table, _columns, _rows, read_table, texts_of
from shop.payments.statements.headings import direction_in, folded, without_currency


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        *(("betrag (eur)", ("betrag", "EUR")), ("betrag in chf", ("betrag", "CHF"))),
        *(
            ("montant euros", ("montant", "EUR")),
            ("betrag", ("betrag", "")),
            ("betrag (xqq)", ("betrag", "")),
        ),
    ],
)
def test_heading_names_a_currency(heading, parts):
    assert without_currency(heading) == parts


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("H", True),
        ("CRDT", True),
        (" Haben: ", True),
        ("+", True),
        ("S", False),
        ("-", False),
        ("x", None),
        ("", None),
    ],
)
def test_mark_is_read(cell, expected):
    assert direction_in(cell) is expected


def test_headings_are_alike_however_they_are_written():
    assert {folded(text) for text in ("Währung:", "WÄHRUNG", '"Wahrung" ', "\ufeffwährung*")} == {"wahrung"}


@pytest.mark.parametrize(
    "code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_letters_are_read_in_each_code(code):
    assert texts_of("Währung;Müller".encode(code))[0] == "Währung;Müller"


@pytest.mark.parametrize(
    ("zeros", "letters", "is_wide"),
    [(33, 66, False), (34, 66, True), (33, 67, False), (34, 62, True)],
)
def test_many_zeros_tell_a_code_of_two_bytes(zeros, letters, is_wide):
    data = b"a" * letters + b"\0" * zeros

    assert (texts_of(data)[0] != data.decode()) is is_wide


def test_letters_in_no_code_are_refused():
    with pytest.raises(StatementError, match="encoding cannot be read"):
        texts_of(b"\xff\xfe\x00\x00\xff\xff\xff\xff")


def test_cells_that_are_missing_or_empty_are_left_out():
    table = Table(columns={"text": [0, 2, 3]}, currency="")

    assert (table.cells(["a", "b", " ", "d"], "text"), table.cells(["a", "b", "c"], "text")) == (
        ["a", "d"],
        ["a", "c"],
    )
    assert (table.cell(["", "b", "c"], "text"), table.cell(["a"], "payer")) == ("c", "")


def test_most_rows_are_read_and_empty_ones_do_not_count():
    assert len(_rows("a\n \n" * MOST_ROWS, ";")) == MOST_ROWS
    with pytest.raises(StatementError, match="more than"):
        _rows("a\n" * (MOST_ROWS + 1), ";")


@pytest.mark.parametrize(
    ("row", "columns", "currency"),
    [
        (["Datum", "Text", "Betrag"], {"date": [0], "text": [1], "amount": [2], "other date": []}, ""),
        (
            ["Datum", "Valuta", "Text", "Betrag (CHF)"],
            {"date": [0], "text": [2], "amount": [3], "other date": [1]},
            "CHF",
        ),
        (
            [
                "Datum",
                "Verwendungszweck 1",
                "Verwendungszweckzeile 2",
                "Gutschrift in USD",
                "Belastung in CHF",
            ],
            {"date": [0], "text": [1, 2], "credit": [3], "debit": [4], "other date": []},
            "USD",
        ),
        (["ID", "Amount"], {"id": [0], "text": [0], "amount": [1]}, ""),
        (["ID", "Text"], {"id": [0], "text": [1]}, ""),
        (["Amount", "Amount"], {"amount": [0]}, ""),
    ],
)
def test_columns_are_found(row, columns, currency):
    assert _columns(row) == (columns, currency)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        # Under its heading, under none, under "Type"; never where other words stand, too.
        ("Datum;Text;Betrag;S/H\n1;a;2;S\n", {"direction": [3]}),
        ("Datum;Text;Betrag; \n1;a;2;S\n1;b;2\n", {"direction": [3]}),
        ("Datum;Text;Betrag\n1;a;2;S\n1;b;2;H\n", {"direction": [3]}),
        ("Datum;Text;Betrag;Type\n1;a;2;S\n1;b;2;H\n", {"direction": [3], "type": []}),
        ("Datum;Text;Betrag;Type\n1;a;2;S\n1;b;2;x\n", {"type": [3]}),
        ("Datum;Text;Betrag;S/H\n1;a;2;x\n", {}),
        ("Datum;Text;Betrag;S/H;X\n1;a;2;x;H\n", {"direction": [4]}),
        ("Datum;Text;Betrag;S/H;X\n1;a;2;S;H\n", {"direction": [3]}),
        ("Datum;Text;Betrag;X\n1;a;S;\n", {}),
    ],
)
def test_column_of_marks_is_found_by_what_stands_in_it(text, columns):
    found = read_table(text.encode()).columns

    assert {name: places for name, places in found.items() if name in {"direction", "type"}} == columns


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Datum;Text\n", "no column for: amount\\."),
        ("Datum;Gutschrift\n", "no column for: text\\."),
        ("Datum;Belastung;Text\n", "no column for: amount\\."),
        ("a\n" * 60 + "Datum;Text;Betrag\n", "no column for: date, amount, text"),
    ],
)
def test_lacking_column_is_named(text, why):
    with pytest.raises(StatementError, match=why):
        read_table(text.encode())


def test_row_that_cannot_be_read_is_said_unless_a_column_is_lacking():
    long = f'1;x;"{"a" * 200_000}"\n'
    with pytest.raises(StatementError, match="This CSV cannot be read: field larger"):
        read_table(f"Date;Text;Amount\n{long}".encode())

    with pytest.raises(StatementError, match=r"no column for: amount\."):
        read_table(f"Date,Text\nDate;Text;Amount\n{long}".encode())


def test_headings_stand_behind_some_lines():
    table = read_table(("a\n" * 59 + "Datum,Text,Gutschrift\n1,x,2\n").encode())

    assert (table.columns["credit"], table.rows) == ([2], [(61, ["1", "x", "2"])])
