"""What spreadsheet programs make of codes, and what people save as CSV."""

import pytest

from shop.catalogue.models import AttributeOption, ImportRun, Product
from shop.catalogue_import.mapping import mapping_from
from shop.imports import values
from shop.imports.errors import BadValueError, ImportFailedError
from tests.shop.spreadsheets.books import row, workbook

pytestmark = pytest.mark.django_db


def problems(run):
    return [(p.row, p.column, p.reason) for p in run.problems.order_by("row")]


def test_numbers_of_a_workbook(load, tmp_path):
    def styled(value, style):
        return f'<c s="{style}"><v>{value}</v></c>'

    empty = "<c/>"
    lines = [
        row("sku", "title", "upc", "price", "stock"),
        row(styled(17, 1), "shown zeros", empty, 5, 1, number=2),
        row(styled(90.75, 2), "shown decimals", empty, 5, 1, number=3),
        row(styled(46115, 3), "a date", empty, 5, 1, number=4),
        row("T-1", "barcode", "4,00638E+12", 5, 1, number=5),
        row("T-2", "barcode", 4006381333931, 5, 1, number=6),
        row("F-2", "formula", empty, "<c><f>2*6.25</f><v/></c>", 2, number=7),
        row('<c t="b"><v>1</v></c>', "yes", empty, 5, 1, number=8),
        row("D-1", "price a date", empty, styled(46361, 3), 1, number=9),
        row("D-2", "half a piece", empty, 5, 1.5, number=10),
        row('<c t="e"><v>#N/A</v></c>', "error", empty, 5, 1, number=11),
        row(40017.0, "a float", empty, 5.0, 1, number=12),
        row(1.2345678901234567e16, "digits lost", empty, 5, 1, number=13),
    ]
    path = tmp_path / "numbers.xlsx"
    path.write_bytes(workbook("".join(lines), formats=["0000", "0.000", "yyyy-mm-dd"]))

    run = load(path)

    skus = Product.objects.values_list("stockrecords__partner_sku", flat=True)
    assert sorted(skus) == ["0017", "40017", "90.750", "T-2"]
    assert problems(run) == [
        (4, "sku", "is a date (2026-04-03); format the column as text and write it again"),
        (
            5,
            "upc",
            "“4,00638E+12” is a number in scientific notation, its digits are lost; format the column as text",
        ),
        (7, "price", "holds a formula without its result; save the file again in a spreadsheet program"),
        (8, "sku", "is TRUE; format the column as text"),
        (9, "price", "“2026-12-05” is not a number"),
        (10, "stock", "“1.5” is not a whole number"),
        (11, "sku", "holds the error #N/A"),
        (13, "sku", "has more digits than a spreadsheet keeps; format the column as text"),
    ]


def test_a_late_accent_in_another_encoding_refuses_the_whole_file(load, tmp_path):
    path = tmp_path / "cups.csv"
    lines = ["sku;title;price", *(f"L-{n};Cup {n};5.00" for n in range(1200)), "L-X;Tasse weiß;5.00"]
    path.write_bytes("\r\n".join(lines).encode("cp1252"))

    with pytest.raises(ImportFailedError, match="is not saved as UTF-8 but probably as Windows-1252"):
        load(path)
    assert (Product.objects.count(), ImportRun.objects.exclude(created=0).count()) == (0, 0)

    path.write_bytes("\r\n".join([lines[0], lines[-1]]).encode("cp1252"))
    load(path, encoding="cp1252")
    assert Product.objects.get().title == "Tasse weiß"


@pytest.mark.parametrize("head", ['sku,"price\n",title\n', "sep=,\nsku,price,title\n"])
def test_headings_as_programs_write_them(load, tmp_path, head):
    path = tmp_path / "bowls.csv"
    path.write_text(f"{head}HB-1,12.00,Bowl\n")

    run = load(path)

    assert (problems(run), Product.objects.get().title) == ([], "Bowl")


def test_escaped_cells_load_back_as_they_were(load, tmp_path):
    path = tmp_path / "bowls.csv"
    path.write_text("sku,title,price\n'-1,'=Bowl,12.00\n")

    load(path)

    product = Product.objects.get()
    assert (product.title, product.stockrecords.get().partner_sku) == ("=Bowl", "-1")


def test_separators_inside_a_part_of_a_list(load, tmp_path):
    path = tmp_path / "notebooks.csv"
    path.write_text(
        'sku,title,Material,price\nE-1,One,"red\\, blue, green",10\nE-2,Two,"""red, blue"", green",10\n'
    )
    mapping = mapping_from(
        {
            "fields": {"sku": "sku", "title": "title", "price": "price"},
            "attributes": [
                {"code": "material", "type": "multi_option", "field": {"path": "Material", "separator": ","}}
            ],
        }
    )

    run = load(path, mapping)

    assert problems(run) == []
    assert sorted(AttributeOption.objects.values_list("option", flat=True)) == ["green", "red, blue"]


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a, b ,,c", ["a", "b", "c"]),
        ('5" tall, 6" wide', ['5" tall', '6" wide']),
        ('"a, b", c', ["a, b", "c"]),
        (r"a\, b, c", ["a, b", "c"]),
        (r"C:\x, D:\y", [r"C:\x", r"D:\y"]),
        ('"open, b', ['"open', "b"]),
    ],
)
def test_lists_in_a_cell(value, parts):
    assert values.split_list(value, ",") == parts


def test_half_a_character_is_that_rows_mistake(load, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"sku": "1", "title": "a\\ud800"}\n{"sku": "2", "title": "b", "price": 1}\n')

    run = load(path)

    assert [(p.row, p.reason) for p in run.problems.all()] == [(1, "contains an invalid character")]


def test_a_code_keeps_what_looks_like_one():
    assert [values.code(value, "sku") for value in ("1E10", "12.5", 12.0, "0017")] == [
        "1E10",
        "12.5",
        "12",
        "0017",
    ]
    with pytest.raises(BadValueError):
        values.code("1.2E+10", "sku")
