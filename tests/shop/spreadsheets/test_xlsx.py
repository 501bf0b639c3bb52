import datetime as dt
import io
import tracemalloc

import openpyxl
import pytest

from shop.spreadsheets import limits, workbook as parts, xlsx, xml
from shop.spreadsheets.cells import Unusable
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.xlsx import OLE, xlsx_rows
from tests.shop.spreadsheets.books import MAIN, R, row, workbook


def rows(content):
    return list(xlsx_rows(io.BytesIO(content)))


def cells(*given, **options):
    ((_number, found),) = rows(workbook(row(*given), **options))
    return found


def refusal(content):
    with pytest.raises(BadSpreadsheetError) as refused:
        rows(content)
    return str(refused.value)


def styled(value, style=1):
    return f'<c s="{style}"><v>{value}</v></c>'


@pytest.mark.parametrize(
    ("code", "raw", "value"),
    [
        ("0000", "17", "0017"),
        ("0000", "12345", "12345"),
        ("0.000", "90.75", "90.750"),
        ("0.00", "90.756", 90.756),
        ("00000-0000", "123456789", "12345-6789"),
        ("&quot;KC-&quot;0000", "17", "KC-0017"),
        ("0", "40017.0", 40017),
        ("General", "40017.0", 40017),
        ("General", "0.30000000000000004", 0.3),
        ("General", "4006381333931", 4006381333931),
        ("General", "4.00638133393E12", 4006381333930),
        ("#,##0.00", "1234.5", 1234.5),
        ("0%", "0.19", 0.19),
        ("0000", "-17", -17),
        ("@", "5", 5),
        ("yyyy-mm-dd", "46115", dt.date(2026, 4, 3)),
        ("dd.mm.yyyy hh:mm", "46115.5", dt.datetime(2026, 4, 3, 12)),  # noqa: DTZ001 - cells know no zone
        ("h:mm", "0.5", dt.time(12)),
    ],
)
def test_a_number_is_what_it_is_shown_as(code, raw, value):
    (found,) = cells(styled(raw), formats=[code])

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('<c t="e"><v>#N/A</v></c>', "holds the error #N/A"),
        ("<c><f>2*6.25</f><v/></c>", "holds a formula without its result"),
        ("<c><f>2*6.25</f></c>", "holds a formula without its result"),
        ("<c><v>1e999</v></c>", "holds a number that cannot be read"),
        ("<c><v>nan</v></c>", "holds a number that cannot be read"),
        ("<c><v>1_0x</v></c>", "holds a number that cannot be read"),
        (styled("-5"), "holds a date that does not exist"),
        (styled("99999999"), "holds a date that does not exist"),
    ],
)
def test_a_cell_that_stands_for_no_value_says_why(cell, reason):
    (found,) = cells(cell, formats=["yyyy-mm-dd"])

    assert isinstance(found, Unusable)
    assert found.reason.startswith(reason)


def test_texts_shared_in_runs_coded_and_read_aloud():
    texts = (
        "<si><r><t>Tide </t></r><r><t>bowl</t></r></si>"
        "<si><t>碗</t><rPh sb='0' eb='1'><t>wǎn</t></rPh></si><si><t>a_x000D_b_xD800_</t></si>"
    )

    shared = [f'<c t="s"><v>{n}</v></c>' for n in range(3)]
    assert cells(*shared, texts=texts) == ["Tide bowl", "碗", "a\rb_xD800_"]


def test_formulas_with_a_result_booleans_and_escapes():
    given = [
        "<c><f>1+1</f><v>2</v></c>",
        '<c t="str"><f>A1</f><v>two</v></c>',
        '<c t="b"><v>1</v></c>',
        '<c t="b"><v>0</v></c>',
        "'=1+1",
    ]
    assert cells(*given) == [2, "two", True, False, "=1+1"]
    assert cells("<c/>", 1, '<c r="E1"/>', 2) == [None, 1, None, None, None, 2]


def test_gaps_empty_rows_and_namespaced_elements():
    sheet = (
        f"<x:worksheet xmlns:{MAIN.replace('xmlns', 'x', 1)}><x:sheetData>"
        '<x:row r="1"><x:c r="B1"><x:v>1</x:v></x:c><x:c r="D1"/></x:row><x:row r="3"/>'
        '<x:row r="7"><x:c r="A7"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    ).replace("xmlns:x=", "xmlns:x=", 1)

    assert rows(workbook(xl__worksheets__sheet1_dot_xml=sheet)) == [(1, [None, 1]), (7, [2])]


def test_the_first_sheet_that_is_shown_and_dates_since_1904():
    book = (
        f'<workbook {MAIN} {R}><workbookPr date1904="1"/><sheets><sheet name="h" state="hidden" r:id="r9"/>'
        '<sheet name="a" r:id="r1"/></sheets></workbook>'
    )

    assert cells(styled("44653"), formats=["yyyy-mm-dd"], book=book) == [dt.date(2026, 4, 3)]


def test_what_openpyxl_writes_is_read():
    book = openpyxl.Workbook()
    book.active.append(["sku", "day", "price", "yes"])
    book.active.append(["A-1", dt.date(2026, 4, 3), 12.5, True])
    target = io.BytesIO()
    book.save(target)

    assert rows(target.getvalue()) == [
        (1, ["sku", "day", "price", "yes"]),
        (2, ["A-1", dt.date(2026, 4, 3), 12.5, True]),
    ]


WHOLE = workbook(row("a", 1))
DAMAGED = "The file is damaged or not complete."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"sku,title\n", "This is not an XLSX file."),
        (WHOLE[:-40], DAMAGED),
        (WHOLE[:200], DAMAGED),
        (b"PK\x03\x04", DAMAGED),
        (OLE + b"\0" * 600, "This is a workbook of an old Excel (XLS)."),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "The file is protected by a password."),
        (workbook(xl__workbook_dot_bin="x"), "This is a table of another program"),
        (workbook(**{"[Content_Types]_dot_xml": None}), "This is a table of another program"),
        (workbook(xl__worksheets__sheet1_dot_xml=None), DAMAGED),
        (workbook(xl__worksheets__sheet1_dot_xml="<worksheet><sheetData><row>"), DAMAGED),
        (workbook(row('<c t="s"><v>7</v></c>')), DAMAGED),
        (workbook(row('<c r="ABCD1"><v>7</v></c>')), DAMAGED),
        (workbook(row('<c r="&#193;1"><v>7</v></c>')), DAMAGED),
        (workbook(f'<!DOCTYPE a [<!ENTITY b "c">]>{row("a")}'), DAMAGED),
        (workbook(xl__workbook_dot_xml='<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'), DAMAGED),
        (workbook(book=f"<workbook {MAIN}><sheets/></workbook>"), DAMAGED),
    ],
)
def test_what_cannot_be_read_says_what_it_is(content, words):
    assert refusal(content).startswith(words)


def test_a_flipped_byte_in_the_sheet_is_found():
    content = bytearray(workbook(row("a") * 3000))
    at = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[at] ^= 0xFF

    assert refusal(bytes(content)).startswith(DAMAGED)


LARGE = "The file is too large when unpacked."


@pytest.mark.parametrize(
    "content",
    [
        workbook(row(*["<c><v>1</v></c>"] * 40)),
        workbook(row(1) * 40),
        workbook(row('<c r="Z1"><v>7</v></c>')),
        workbook(row("x" * 60)),
        workbook(row(f"<c><v>{'1' * 60}</v></c>")),
        workbook(row(1), texts="<si><t/></si>" * 40),
        workbook(row(1), texts=f"<si><t>{'x' * 60}</t></si>"),
        workbook(row(1), formats=["0"] * 40),
    ],
    ids=["cells", "rows", "column", "text", "number", "texts", "shared text", "styles"],
)
def test_too_much_of_anything_is_refused(content, monkeypatch):
    for name in ("MOST_ROWS", "MOST_COLUMNS", "MOST_CELLS", "MOST_TEXTS", "MOST_STYLES", "LONGEST_CELL"):
        for module in (xlsx, parts):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 25)

    assert refusal(content).startswith(LARGE)


def test_a_name_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(xml, "LONGEST_TOKEN", 100_000)

    assert refusal(workbook(f"<row r='1' x='{'a' * 300_000}'></row>")).startswith(LARGE)


def test_a_part_that_unpacks_to_hundreds_of_times_its_size_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(xml, "RATIO_FROM", 1_000_000)
    content = workbook(row(1) * 100_000)

    assert len(content) < 20_000
    assert refusal(content).startswith(LARGE)


def test_memory_is_flat_however_long_the_sheet():
    content = workbook("".join(row("A-1", n, number=n) for n in range(1, 20_001)))

    tracemalloc.start()
    count = sum(1 for _row in xlsx_rows(io.BytesIO(content)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (count, peak < 3_000_000) == (20_000, True)


def test_the_limits_leave_room_for_a_catalogue():
    assert (limits.MOST_ROWS, limits.MOST_CELLS) == (1_048_576, 10_000_000)
