import time

import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements import archive
from shop.payments.statements.csv_file import UnclearError
from shop.payments.statements.entries import FormatChoices
from shop.payments.statements.parsing import MOST_ENTRIES, read_file, read_statement
from tests.shop.payments.statements.files import camt, csv, entry, mt940, packed

MONDAY = camt(entry("24.00", "vase", day="2026-11-02"), entry("1.00", "cup", day="2026-11-02"))
TUESDAY = camt(entry("24.00", "vase", day="2026-11-02"), entry("2.00", "cup", day="2026-11-03"))


def test_zip_is_read_as_one_and_overlapping_days_count_once():
    reading = read_file(packed(monday_xml=MONDAY, tuesday_xml=TUESDAY), currency="EUR")

    assert [str(one.amount) for one in reading.entries] == ["24.00", "1.00", "2.00"]
    assert ([row.why for row in reading.left_out], reading.kind) == (
        ["duplicate in this file"],
        "camt.053",
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (packed(), "ZIP"),
        (packed(a_pdf=b"%PDF-1.7"), "a.pdf in this ZIP: This is a PDF"),
        (packed(a_zip=packed(a_xml=MONDAY)), "another ZIP in this ZIP"),
        (packed(bomb_xml=b" " * 30_000_000), "too large when unpacked"),
        (packed(**{"xl/workbook_xml": b"<x/>"}), "XLSX"),
        (MONDAY[:0] + packed(a_xml=MONDAY)[:100], "damaged"),
        (packed(**{f"a{number}_xml": b"x" for number in range(archive.MOST_MEMBERS + 1)}), "201 files"),
    ],
    # An archive holds the time of its making: two processes would not know each other's names.
    ids=["empty", "pdf", "zip", "bomb", "office", "cut-off", "members"],
)
def test_zip_that_is_refused_says_why(data, why):
    with pytest.raises(StatementError, match=why):
        read_statement(data, currency="EUR")


def test_zip_that_lies_about_a_size_is_refused():
    size = archive.LARGEST_MEMBER + 4
    data = packed(a_xml=b"<a>" + b"x" * (size - 3)).replace(
        size.to_bytes(4, "little"), (10).to_bytes(4, "little")
    )
    with pytest.raises(StatementError, match="damaged"):
        read_statement(data, currency="EUR")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1", "an Excel or Word file"),
        (b"\x89PNG\r\n", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"\0\0\0\x18ftypheic", "an image"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"  <HTML>", "a web page"),
        (b"OFXHEADER:100", "an OFX file"),
        (b"<?xml version='1.0'?><OFX/>", "an OFX file"),
        (b"!Type:Bank\nD1", "a QIF file"),
        (b'{"a": 1}', "a JSON file"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    ],
)
def test_other_file_is_named_and_what_to_bring_told(data, what):
    with pytest.raises(StatementError) as refusal:
        read_statement(data, currency="EUR")

    assert str(refusal.value).startswith(f"This is {what}")
    assert str(refusal.value).endswith("Please upload the statement as CAMT.053 (XML or ZIP), MT940 or CSV.")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<!-- --> " * 500_000, "cannot be read"),
        (b"<Document><BkToCstmrStmt>" + b"<a>" * 1_700_000, "too deep"),
        (camt(entry(details="<TxDtls/>" * 2_001)), "more than 2000 transfers"),
        (b";" * 5_000_000, "no column"),
        (b'Date;Purpose;Amount\n2026-11-02;"' + b"a;" * 2_000_000, "cannot be read"),
        (b":20:\n:61:\n" * 500_000, "too large"),
    ],
)
def test_large_file_made_to_hang_is_refused_soon(data, why):
    begun = time.monotonic()
    with pytest.raises(StatementError, match=why):
        read_statement(data, currency="EUR")

    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", b"\0" * 50])
def test_empty_file_is_called_so(data):
    with pytest.raises(StatementError, match="The file is empty"):
        read_statement(data, currency="EUR")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (entry("24.00", "vase"), entry("24.00", "va\nse"), True),
        (entry("24.00", "vase"), entry("24.00", "vase", day="2026-11-21"), False),
        (entry("24.00", "vase"), entry("24.01", "vase"), False),
        (entry("24.00", "vase"), entry("24.00", "cup"), False),
        (entry("24.00", "vase"), entry("24.00", "vase", ref="<AcctSvcrRef>R2</AcctSvcrRef>"), False),
        (entry("24.00", "vase", currency="USD"), entry("24.00", "vase"), False),
    ],
)
def test_identity_is_all_that_a_file_says(one, other, is_same):
    first, second = (read_statement(camt(data), currency="EUR")[0].reference for data in (one, other))

    assert (first == second) is is_same


def test_account_belongs_to_the_identity():
    here = camt(entry("24.00", "vase"))
    there = here.replace(b"DE75512108001245126199", b"DE00500500000000000001")

    assert len({read_statement(data, currency="EUR")[0].reference for data in (here, there)}) == 2


def test_equal_transfers_of_a_day_have_their_place():
    entries = read_statement(camt(entry("24.00", "vase"), entry("24.00", "vase")), currency="EUR")

    assert [one.reference.removeprefix(entries[0].reference) for one in entries] == ["", "-2"]


def test_kinds_are_told_apart():
    kinds = [
        read_file(data, currency="EUR").kind
        for data in (MONDAY, csv("2026-11-02;a;1.00"), mt940(":61:2611021102C48,00NTRFX"))
    ]

    assert kinds == ["camt.053", "csv", "mt940"]


def test_zip_of_several_kinds_is_of_none_of_them():
    reading = read_file(packed(a_xml=MONDAY, b_csv=csv("2026-11-02;a;7.00")), currency="EUR")

    assert (reading.kind, [str(one.amount) for one in reading.entries]) == ("zip", ["24.00", "1.00", "7.00"])


def test_what_is_unclear_in_a_zip_is_asked_once_for_all():
    data = packed(a_csv=csv("02/11/2026;a;1.500"))
    with pytest.raises(UnclearError):
        read_file(data, currency="EUR")

    reading = read_file(data, currency="EUR", choices=FormatChoices(decimal_mark=","))

    assert ([str(one.amount) for one in reading.entries], [one.name for one in reading.questions]) == (
        ["1500.00"],
        ["day_order", "decimal_mark"],
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (camt(), "."),
        (camt(entry(sign="DBIT"), entry(sign="DBIT"), entry(amount="0")), "outgoing payment, no amount."),
    ],
)
def test_statement_without_money_says_what_it_holds(data, why):
    with pytest.raises(StatementError) as refusal:
        read_file(data, currency="EUR")

    said = str(refusal.value).removeprefix("This statement contains no incoming payments")
    assert said.removeprefix(", only entries of these types: ") == why


def test_most_transfers_are_read():
    rows = [f"2026-11-02;vase {number};1.00" for number in range(MOST_ENTRIES)]

    assert len(read_file(csv(*rows), currency="EUR").entries) == MOST_ENTRIES


def test_zip_of_too_many_rows_is_refused_before_all_are_read():
    data = csv(*(f"2026-11-02;rent {number * 7919};-1.00" for number in range(MOST_ENTRIES)))
    files = {"a_csv": data, "b_csv": data}
    with pytest.raises(StatementError, match="This statement contains no incoming payments"):
        read_file(packed(**files), currency="EUR")

    with pytest.raises(StatementError, match="more than 10000 rows"):
        read_file(packed(**files, c_csv=csv("2026-11-02;x;-1.00"), d_csv=data), currency="EUR")
