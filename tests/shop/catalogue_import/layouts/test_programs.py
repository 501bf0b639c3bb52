"""The exports of other shop programs, told by their headings, checked and loaded."""

from pathlib import Path

import pytest

from shop.catalogue.models import Product, ProductAttributeValue
from shop.catalogue_import.layouts import layout_of
from shop.catalogue_import.models import RemotePicture
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.runs import CatalogueImport, ImportOptions
from shop.imports.errors import ImportFailedError

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "exports"


def loader(path, name=""):
    layout = layout_of(path, name)
    return CatalogueImport(path, layout.mapping(), PictureFolder(None), ImportOptions(), layout=layout)


def numbers(run):
    return run.created, run.updated, run.unchanged, run.refused


def problems(run):
    return [(p.row, p.column, p.reason) for p in run.problems.all()]


def told(code):
    """Say what the shop holds of a product: parent, title, public, class, categories, price, pieces, properties."""
    product = Product.objects.get(code=code)
    record = product.stockrecords.first()
    values = ProductAttributeValue.objects.filter(product=product).order_by("attribute__code")
    return (
        product.parent.code if product.parent else "",
        product.title_en or "",
        product.is_public,
        product.get_product_class().name,
        sorted(category.full_name for category in product.categories.all()),
        (str(record.price), record.num_in_stock) if record else None,
        {v.attribute.code: sorted(map(str, v.value)) if v.attribute.type == "multi_option" else str(v.value)
         for v in values},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "program", "expected"),
    [
        ("shopify.csv", "shopify", (6, 0, 0, 3)),
        ("shopify-2025.csv", "shopify", (3, 0, 0, 0)),
        ("woocommerce.csv", "woocommerce", (4, 0, 0, 2)),
        ("magento.csv", "magento", (4, 0, 0, 1)),
        ("prestashop.csv", "prestashop", (2, 0, 0, 0)),
        ("prestashop-import.csv", "prestashop", (1, 0, 0, 0)),
    ],
)
def test_check_load_and_shop_say_the_same(file, program, expected):
    load = loader(SAMPLES / file)
    checked = loader(SAMPLES / file).check()

    assert (load.layout.name, Product.objects.count()) == (program, 0)
    loaded = load.run()
    assert numbers(checked) == numbers(loaded) == expected
    assert problems(checked) == problems(loaded)
    assert len({row for row, _column, _reason in problems(loaded)}) == loaded.refused
    assert Product.objects.count() == loaded.created

    again = loader(SAMPLES / file).run()
    assert numbers(again) == (0, 0, loaded.created, loaded.refused)
    assert Product.objects.count() == loaded.created


def test_shopify_groups_the_rows_of_a_handle():
    run = loader(SAMPLES / "shopify.csv").run()

    assert problems(run) == [
        (8, "Gift Card", "a gift card is not imported"),
        (9, "", "skipped, because row 10, to which it belongs, was refused"),
        (10, "Variant Price", "“ten” is not a number"),
    ]
    brand = {"brand": "Kiln & Co"}
    assert told("tide-mug") == (
        "", "Tide mug", True, "Products", ["Home & Garden > Kitchen > Mugs"], None, {**brand, "tags": ["blue", "gift"]}
    )  # fmt: skip
    assert Product.objects.get(code="tide-mug").description == "<h3>Thrown</h3><p>By hand</p>"
    child = ("tide-mug", "", True, "Products", [])
    choice = {"glaze": "Tide", "size": "S", "weight": "0.35"}
    assert told("TM-T-S") == (*child, ("24.00", 7), choice)
    assert told("TM-T-L") == (*child, ("28.00", 0), {"glaze": "Tide", "size": "L", "weight": "0.42"})
    assert told("tide-mug-snow-s") == (*child, ("24.00", 3), {**choice, "glaze": "Snow"})
    assert told("bud-vase") == (
        "", "Bud vase", False, "Products", ["Vases"], ("1200.00", 4), {**brand, "weight": "0.9"}
    )  # fmt: skip
    assert told("WS-1")[3:6] == ("Products without stock count", ["Courses"], ("90.00", None))
    assert Product.objects.get(code="TM-T-S").upc == "4006381333931"
    assert list(RemotePicture.objects.order_by("pk").values_list("product__code", "url", "position")) == [
        ("tide-mug", "https://cdn.shopify.com/s/files/1/mug-1.jpg", 0),
        ("tide-mug", "https://cdn.shopify.com/s/files/1/mug-2.jpg", 1),
        ("tide-mug", "https://cdn.shopify.com/s/files/1/mug-3.jpg", 2),
        ("TM-T-S", "https://cdn.shopify.com/s/files/1/mug-t.jpg", 0),
    ]


def test_shopify_reads_its_newer_headings():
    loader(SAMPLES / "shopify-2025.csv").run()

    assert told("AB-2") == (
        "ash-bowl",
        "",
        True,
        "Products",
        [],
        ("26.00", 2),
        {"size": "Large", "weight": "0.7"},
    )


def test_woocommerce_finds_parents_by_sku_and_id_wherever_they_stand():
    run = loader(SAMPLES / "woocommerce.csv").run()

    assert problems(run) == [
        (6, "Type", "a product of the type “grouped” is not imported"),
        (7, "Parent", "there is no product “GONE” in the file"),
    ]
    assert told("V-1") == (
        "", "Vase & lid", True, "Products", ["Gifts, small", "Living > Vases"], None,
        {"material": ["Porcelain", "Stoneware"], "tags": ["gift"]},
    )  # fmt: skip
    assert Product.objects.get(code="V-1").description == "<p>First line<br>second</p><p>New paragraph</p>"
    assert told("V-RED") == (
        "V-1",
        "",
        True,
        "Products",
        [],
        ("49.00", 4),
        {"colour": "Red", "weight": "1.2"},
    )
    assert told("woo-14") == (
        "V-1",
        "",
        True,
        "Products",
        [],
        ("51.50", 0),
        {"colour": "Blue", "weight": "1.3"},
    )
    assert told("B-1") == (
        "", "Bowl", False, "Products without stock count", ["Living"], ("1250.00", None),
        {"colour_list": ["Blue", "Red"]},
    )  # fmt: skip
    assert [product.code for product in Product.objects.get(code="V-1").recommended_products.all()] == ["B-1"]


def test_magento_reads_variations_store_views_and_attributes():
    run = loader(SAMPLES / "magento.csv").run()

    assert problems(run) == [(7, "product_type", "a product of the type “bundle” is not imported")]
    assert told("JK") == (
        "", "Jacket", True, "Products", ["Men", "Men > Jackets"], None,
        {"material": ["Nylon", "Wool"], "note": "Soft, and warm"},
    )  # fmt: skip
    assert Product.objects.get(code="JK").title_zh_hans == "夹克"
    assert told("JK-M") == (
        "JK", "", True, "Products", [], ("92.50", 0), {"color": "Black", "eco": "Yes", "size": "M", "weight": "1.1"}
    )  # fmt: skip
    assert told("MUG")[1:6] == ("Mug", False, "Products", [], ("12.00", 5))


def test_prestashop_reads_prices_with_tax():
    loader(SAMPLES / "prestashop.csv").run()
    loader(SAMPLES / "prestashop-import.csv").run()

    assert told("demo_1")[1:6] == ("Hummingbird & mug", True, "Products", ["Mugs"], ("28.68", 300))
    assert told("presta-2")[1:6] == ("Notebook", False, "Products", [], ("12.00", 0))
    assert told("R-7") == (
        "", "Sony radio", True, "Products", ["Audio > Radios"], ("1149.00", 12),
        {"brand": "Sony", "colour": "Black", "made_in": "Japan", "tags": ["loud"], "weight": "0.5"},
    )  # fmt: skip
    assert Product.objects.get(code="R-7").order_minimum == 2


@pytest.mark.parametrize(
    ("headings", "name", "complaint"),
    [
        ("Artikel;Preis;Farbe", "", "match no known format: Artikel, Preis, Farbe"),
        ("sku,title", "shopify", "This is not an export of Shopify: its headings are sku, title"),
        ("Product ID;Name;Reference;Price (tax excl.)", "", "only prices excluding tax"),
        ("Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*", "", "file of combinations"),
    ],
)
def test_a_file_that_is_none_of_them_is_refused_in_words(tmp_path, headings, name, complaint):
    path = tmp_path / "rows.csv"
    path.write_text(f"{headings}\n1;2;3\n")

    with pytest.raises(ImportFailedError) as refused:
        layout_of(path, name)
    assert complaint in str(refused.value)
    assert Product.objects.count() == 0


def test_a_file_with_our_headings_is_ours_and_names_what_it_does_not_read(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("SKU ,Title,attribute.glaze,Colour of the moon\n1,Bowl,Tide,grey\n")

    layout = layout_of(path)

    assert (layout.name, layout.ignored) == ("kiln", ["Colour of the moon"])
    assert numbers(loader(path).run()) == (1, 0, 0, 0)
    assert told("1")[1:] == ("Bowl", True, "Products", [], None, {"glaze": "Tide"})
