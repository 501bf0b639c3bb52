import pytest
from django.core.management import CommandError, call_command

from shop.imports.errors import ImportFailedError
from shop.stock.file_import import import_stock_file
from shop.stock.models import StockLevel, StockMovement
from tests.shop.factories import PartnerFactory, ProductClassFactory, ProductFactory, StockRecordFactory
from tests.shop.spreadsheets.books import row, workbook
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", priority=1)


@pytest.fixture
def csv_file(tmp_path):
    def write(*lines):
        path = tmp_path / "stock.csv"
        path.write_text("\n".join(lines))
        return path

    return write


def test_file_brings_numbers_places_and_policies(lisbon, csv_file):
    porto = WarehouseFactory(code="porto", priority=2)
    product = stocked({lisbon: 2}, upc="KC-1")
    path = csv_file(
        "sku,warehouse,on_hand,bin_location,policy,cap,promise_date,low_below",
        "KC-1,lisbon,5,A-3,backorder,4,2027-03-01,2",
        "KC-1,porto,1,,,,,",
    )

    outcome = import_stock_file(path, reference="stock.csv")
    again = import_stock_file(path)

    assert (outcome.rows, outcome.changed, outcome.problems) == (2, 2, [])
    assert again.changed == 0
    assert levels(product) == {"lisbon": (5, 0), "porto": (1, 0)}
    record = record_of(product)
    assert (record.policy, record.backorder_cap, record.low_stock_threshold) == ("backorder", 4, 2)
    assert StockLevel.objects.get(warehouse=lisbon).bin_location == "A-3"
    assert StockMovement.objects.filter(kind="count", reference="stock.csv").count() == 2
    assert porto.levels.count() == 1


def test_what_is_wrong_is_named_and_left_out(lisbon, csv_file):
    product = stocked({lisbon: 2}, upc="KC-1")
    path = csv_file(
        "sku,warehouse,on_hand,policy",
        "KC-9,lisbon,1,",
        "KC-1,oslo,1,",
        "KC-1,lisbon,many,",
        "KC-1,lisbon,3,always",
        "KC-1,lisbon,7,",
    )

    outcome = import_stock_file(path)

    assert [(row, column) for row, column, _reason in outcome.problems] == [
        (2, "sku"),
        (3, "warehouse"),
        (4, "on_hand"),
        (5, "policy"),
    ]
    assert levels(product) == {"lisbon": (7, 0)}


def test_dry_run_checks_and_keeps_nothing(lisbon, csv_file, capsys):
    product = stocked({lisbon: 2}, upc="KC-1")
    path = csv_file("sku,warehouse,on_hand", "KC-1,lisbon,7", "KC-9,lisbon,1")

    with pytest.raises(CommandError):
        call_command("import_stock", str(path), "--dry-run")

    assert "2 rows, 1 would change something, 1 left out." in capsys.readouterr().out
    assert levels(product) == {"lisbon": (2, 0)}


def test_codes_of_a_workbook_are_what_they_look_like(lisbon, tmp_path):
    product = stocked({lisbon: 2}, upc="40017")
    path = tmp_path / "stock.xlsx"
    lines = [
        row("sku", "on_hand", "warehouse"),
        row(40017.0, 5.0, number=2),
        row("<c t='b'><v>1</v></c>", 5, number=3),
    ]
    lines += [row('<c t="e"><v>#N/A</v></c>', 5, number=4), row(40017, "<c><f>1+1</f></c>", number=5)]
    path.write_bytes(workbook("".join(lines)))

    outcome = import_stock_file(path)

    assert levels(product) == {"lisbon": (5, 0)}
    assert outcome.problems == [
        (3, "sku", "is TRUE; format the column as text"),
        (4, "sku", "holds the error #N/A"),
        (5, "on_hand", "holds a formula without its result; save the file again in a spreadsheet program"),
    ]


def test_a_file_in_another_encoding_is_refused_whole_and_read_when_it_is_named(lisbon, tmp_path):
    product = stocked({lisbon: 2}, upc="KC-1")
    path = tmp_path / "stock.csv"
    lines = ["sku;on_hand;shelf", "KC-1;5;A1", *(f"X-{n};1;A1" for n in range(600)), "X-600;6;Größe"]
    path.write_bytes("\n".join(lines).encode("cp1252"))

    with pytest.raises(ImportFailedError, match="probably as Windows-1252"):
        import_stock_file(path)
    assert levels(product) == {"lisbon": (2, 0)}

    import_stock_file(path, encoding="cp1252")
    assert levels(product) == {"lisbon": (5, 0)}


def test_a_product_named_twice_is_said_and_the_first_row_counts(lisbon, csv_file):
    porto = WarehouseFactory(code="porto", priority=2)
    product = stocked({lisbon: 2, porto: 1}, upc="KC-1")

    outcome = import_stock_file(csv_file("sku,warehouse,on_hand", "KC-1,lisbon,5", "KC-1,porto,4", "KC-1,,9"))

    assert outcome.problems == [(4, "sku", "“KC-1” was named for this warehouse in row 2")]
    assert levels(product) == {"lisbon": (5, 0), "porto": (4, 0)}


def test_old_and_new_of_each_value_are_told(lisbon, csv_file):
    product = stocked({lisbon: 2}, upc="KC-1")
    path = csv_file("sku,on_hand,bin_location,policy,cap,colour", "KC-1,5,A-3,backorder,4,red")

    dry = import_stock_file(path, is_dry=True)

    told = [(c.row, c.sku, c.warehouse, c.column, c.old, c.new) for c in dry.changes]
    assert told == [
        (2, "KC-1", "lisbon", "on_hand", "2", "5"),
        (2, "KC-1", "lisbon", "bin_location", "", "A-3"),
        (2, "KC-1", "lisbon", "policy", "none", "backorder"),
        (2, "KC-1", "lisbon", "cap", "0", "4"),
    ]
    assert (dry.changed, dry.ignored, levels(product)) == (1, ["colour"], {"lisbon": (2, 0)})
    assert import_stock_file(path).changes == dry.changes


def test_a_file_without_skus_is_refused_with_its_headings(lisbon, csv_file):
    with pytest.raises(ImportFailedError, match="no column “sku”; its headings are Artikel, Menge"):
        import_stock_file(csv_file("Artikel,Menge", "KC-1,5"))


def test_each_cell_by_itself_is_a_change_and_an_empty_one_none(lisbon, csv_file):
    product = stocked({lisbon: 2}, upc="KC-1")
    head = "sku,warehouse,on_hand,bin_location,policy,cap,promise_date,low_below"
    rows = [
        "KC-1,,,,,,,",
        "KC-1,,2,,,,,",
        "KC-1,,,A-3,,,,",
        "KC-1,,3,A-3,,,,",
        "KC-1,,,,none,0,,",
        "KC-1,,,,,,,4",
    ]

    changed = [import_stock_file(csv_file(head, row)).changed for row in rows]

    assert changed == [0, 0, 1, 1, 0, 1]
    assert levels(product) == {"lisbon": (3, 0)}
    record = record_of(product)
    assert (record.policy, record.backorder_cap, record.low_stock_threshold) == ("none", 0, 4)


def test_a_sku_of_two_sellers_goes_where_the_warehouse_says(lisbon, csv_file):
    other = PartnerFactory(code="other", name="Other")
    theirs = WarehouseFactory(code="theirs", seller=other)
    WarehouseFactory(code="strange", seller=PartnerFactory(code="third", name="Third"))
    product = stocked({lisbon: 2}, upc="KC-1")
    StockRecordFactory(product=product, partner=other, partner_sku="KC-1", num_in_stock=0)
    path = csv_file("sku,warehouse,on_hand", "KC-1,theirs,7", "KC-1,,3", "KC-1,strange,9")

    outcome = import_stock_file(path)

    assert levels(product) == {"lisbon": (3, 0), theirs.code: (7, 0)}
    assert outcome.problems == [(4, "warehouse", "warehouse “strange” belongs to another supplier")]


def test_what_is_not_counted_or_would_break_a_promise_is_left_out(lisbon, csv_file):
    prints = ProductClassFactory(slug="prints", name="Prints", track_stock=False)
    ProductFactory(upc="KC-2", product_class=prints)
    product = stocked({lisbon: 2}, upc="KC-1")
    path = csv_file("sku,on_hand,cap,promise_date", "KC-2,5,,", "KC-1,,3,", "KC-1,,,soon", ",1,,", "KC-1,4,,")

    outcome = import_stock_file(path)

    assert (outcome.rows, outcome.changed) == (5, 1)
    assert [problem[:2] for problem in outcome.problems] == [
        (2, "sku"),
        (3, ""),
        (4, "promise_date"),
        (5, "sku"),
    ]
    assert levels(product) == {"lisbon": (4, 0)}


def test_row_that_does_not_fit_its_headings_is_named_and_left_out(lisbon, csv_file):
    product = stocked({lisbon: 2}, upc="KC-1")

    outcome = import_stock_file(csv_file("sku,on_hand", "KC-1,5,A-3", "KC-1,4"))

    assert outcome.problems == [(2, "", "has 3 cells under 2 headings")]
    assert (outcome.rows, levels(product)) == (2, {"lisbon": (4, 0)})


@pytest.mark.parametrize(
    ("head", "row"), [("sku,shelf", "KC-1,A-3"), ("sku,shelf,bin_location", "KC-1,B-1,A-3")]
)
def test_files_of_old_name_the_shelf_and_only_that_place_changes(lisbon, csv_file, head, row):
    porto = WarehouseFactory(code="porto", priority=2)
    stocked({lisbon: 2, porto: 1}, upc="KC-1")

    import_stock_file(csv_file(head, row))

    places = StockLevel.objects.values_list("warehouse__code", "bin_location")
    assert dict(places) == {"lisbon": "A-3", "porto": ""}
