from decimal import Decimal

import pytest
from django.db import DataError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from shop.catalogue.models import (
    AttributeOption,
    Category,
    ImportRun,
    Product,
    ProductAttributeValue,
    ProductImage,
)
from shop.catalogue_import.mapping import load_mapping, mapping_from
from shop.catalogue_import.writer import Writer
from shop.events.models import Event
from shop.imports.errors import ImportFailedError
from shop.partner.models import StockRecord
from shop.stock.consistency import differences
from shop.stock.models import StockLevel, StockMovement

pytestmark = pytest.mark.django_db


def numbers(run):
    return (run.created, run.updated, run.unchanged, run.refused)


def test_a_file_with_our_own_headings(load, samples, pictures):
    run = load(samples / "pots.csv", images=pictures)

    bowl = Product.objects.get(code="P-1")
    assert numbers(run) == (5, 0, 0, 0)
    assert (bowl.title_en, bowl.title_zh_hans) == ("Tide bowl", "潮汐碗")
    assert (bowl.description_en, bowl.upc, bowl.slug) == (
        "<p>Thrown by hand</p>",
        "2000000000015",
        "tide-bowl",
    )
    record = bowl.stockrecords.get()
    assert (record.price, record.price_currency, record.num_in_stock) == (Decimal("24.50"), "EUR", 5)
    assert [category.full_name for category in bowl.categories.all()] == ["Tableware > Bowls"]
    assert Category.objects.count() == 4
    with bowl.images.get().original.open() as file:
        assert file.read() == (pictures / "bowl.png").read_bytes()
    assert [product.code for product in bowl.recommended_products.all()] == ["P-2"]


def test_rows_that_name_a_parent_become_its_variants(load, samples, pictures):
    load(samples / "pots.csv", images=pictures)

    parent = Product.objects.get(code="P-3")
    assert (parent.structure, parent.stockrecords.count()) == ("parent", 0)
    assert list(
        parent.children.order_by("code").values_list("code", "is_public", "slug", "product_class")
    ) == [("P-3-L", False, "vase", None), ("P-3-S", True, "vase", None)]


def test_the_cost_of_a_piece_stays_where_the_next_file_does_not_name_it(load, csv_file):
    load(csv_file("sku,title,price,cost", "1,Bowl,10,4.20", "2,Jug,20,"))
    load(csv_file("sku,price", "1,11"))
    refused = load(csv_file("sku,cost", "1,-1"))

    assert list(StockRecord.objects.order_by("partner_sku").values_list("price", "cost")) == [
        (Decimal("11.00"), Decimal("4.20")),
        (Decimal("20.00"), None),
    ]
    assert [(problem.column, problem.reason) for problem in refused.problems.all()] == [
        ("cost", "“-1” is negative")
    ]


def test_the_second_time_nothing_changes_and_nothing_is_announced(load, samples, pictures):
    load(samples / "pots.csv", images=pictures)
    Event.objects.all().delete()

    run = load(samples / "pots.csv", images=pictures)

    assert numbers(run) == (0, 0, 5, 0)
    assert Event.objects.count() == 0
    assert ProductImage.objects.count() == 1


def test_what_changed_is_updated_and_announced_together(load, csv_file):
    load(csv_file("sku,title,price,stock", "1,Bowl,10,5", "2,Jug,20,5", "3,Cup,5,5"))
    Event.objects.all().delete()

    run = load(csv_file("sku,title,price,stock", "1,Bowl,11,5", "2,Big jug,20,5", "3,Cup,5,5"))

    assert numbers(run) == (0, 2, 1, 0)
    assert Event.objects.get(name="PriceChanged").payload["new_price"] == "11.00"
    (event,) = Event.objects.exclude(name="PriceChanged")
    assert event.payload["product_ids"] == sorted(
        Product.objects.exclude(code="3").values_list("pk", flat=True)
    )
    assert StockRecord.objects.get(partner_sku="1").price == Decimal("11.00")
    assert Product.objects.get(code="2").title_en == "Big jug"
    assert Product.objects.get(code="2").slug == "jug"


def test_what_the_file_does_not_name_stays(load, csv_file):
    load(csv_file("sku,title,price,stock,upc,published,categories", "1,Bowl,10,5,123,no,Bowls"))

    load(csv_file("sku,price", "1,12"), mapping_from({"fields": {"sku": "sku", "price": "price"}}))

    product = Product.objects.get()
    assert (product.title_en, product.upc, product.is_public) == ("Bowl", "123", False)
    assert product.categories.count() == 1
    assert (product.stockrecords.get().num_in_stock, product.stockrecords.get().price) == (
        5,
        Decimal("12.00"),
    )


def test_a_bad_row_is_left_out_and_explained(load, samples, tmp_path):
    run = load(samples / "bad.csv", report=tmp_path / "report.csv")

    assert numbers(run) == (2, 0, 0, 10)
    assert sorted(Product.objects.values_list("code", flat=True)) == ["G-1", "G-2"]
    expected = [
        (3, "currency", "“XQX” is not a known currency"),
        (4, "price", "“-1” is negative"),
        (5, "price", "“ten” is not a number"),
        (6, "stock", "“1.5” is not a whole number"),
        (7, "sku", "“G-1” appears twice"),
        (8, "parent_sku", "there is no product “NOBODY” before it"),
        (9, "sku", "is empty"),
        (10, "price", "“10.0051” has more decimals than EUR"),
        (11, "upc", "“1” appears twice"),
        (12, "stock", "“-3” is less than 0 or more than 2147483647"),
    ]
    assert list(run.problems.values_list("row", "column", "reason")) == expected
    report = (tmp_path / "report.csv").read_text(encoding="utf-8").splitlines()
    assert report[:2] == ["row,column,reason", "3,currency,“XQX” is not a known currency"]
    assert len(report) == 11


def test_strict_loads_all_or_nothing(load, samples, csv_file):
    refused = load(samples / "bad.csv", is_strict=True)
    assert refused.refused == 10
    assert (Product.objects.count(), ImportRun.objects.count(), Event.objects.count()) == (0, 0, 0)

    accepted = load(csv_file("sku,title,price", "1,Bowl,10"), is_strict=True)
    assert numbers(accepted) == (1, 0, 0, 0)
    assert Product.objects.count() == 1


def test_a_dry_run_counts_and_keeps_nothing(load, samples, pictures, settings):
    run = load(samples / "pots.csv", images=pictures, is_dry=True)

    assert numbers(run) == (5, 0, 0, 0)
    assert (Product.objects.count(), Category.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_nested_variants_attributes_and_known_categories(load, samples):
    run = load(samples / "vases.jsonl", load_mapping(samples / "vases.toml"))

    assert numbers(run) == (4, 0, 0, 0)
    vase = Product.objects.get(code="V-1")
    assert (vase.title_zh_hans, vase.description_en, vase.structure) == ("落地花瓶", "<p>Tall</p>", "parent")
    assert (vase.attr.clay.option, vase.attr.height_cm, vase.attr.dishwasher) == ("Stoneware", 52.0, False)
    assert (vase.attr.note, vase.attr.a_3d) == ("By hand", "yes")
    assert sorted(option.option for option in vase.attr.made) == ["fired", "thrown"]
    child = Product.objects.get(code="V-1-T")
    assert (child.attr.glaze.swatch, child.attr.glaze.option_zh_hans) == ("#c8b596,#2f6d7c", "潮汐")
    assert child.attr.weight == pytest.approx(3.276)
    assert child.stockrecords.get().price == Decimal("127.00")
    living, vases = Category.objects.order_by("depth")
    assert (living.slug, living.name_zh_hans, vases.slug, vases.name_zh_hans) == (
        "living",
        "居家",
        "vases",
        "花瓶",
    )
    assert vases.get_parent() == living
    assert list(
        AttributeOption.objects.filter(group__code="glaze")
        .order_by("position")
        .values_list("option", "position")
    ) == [
        ("Snow", 1),
        ("Tide", 2),
    ]

    assert numbers(load(samples / "vases.jsonl", load_mapping(samples / "vases.toml"))) == (0, 0, 4, 0)


def test_a_word_that_a_closed_attribute_does_not_know_is_refused(load, samples, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "X", "clay": "glass", "cents": 1}\n')

    run = load(path, load_mapping(samples / "vases.toml"))

    assert list(run.problems.values_list("column", "reason")) == [
        ("clay", "“glass” is not one of the allowed values")
    ]


def test_properties_that_left_the_file_leave_the_product(load, samples, tmp_path):
    mapping, path = load_mapping(samples / "vases.toml"), tmp_path / "rows.jsonl"
    path.write_text(
        '{"id": "X", "name": "Jar", "clay": "stoneware", "made": ["a", "b"], "extra": {"note": "n"}, "cents": 1}\n'
    )
    load(path, mapping)
    path.write_text('{"id": "X", "made": ["b"], "cents": 1}\n')

    run = load(path, mapping)

    (value,) = ProductAttributeValue.objects.all()
    assert [option.option for option in value.value_multi_option.all()] == ["b"]
    assert numbers(run) == (0, 1, 0, 0)


@pytest.mark.parametrize("name", ["missing.png", "../secret.png", "broken.png"])
def test_a_picture_that_cannot_be_shown_refuses_its_row(load, csv_file, pictures, name):
    (pictures.parent / "secret.png").write_bytes((pictures / "bowl.png").read_bytes())

    run = load(csv_file("sku,title,price,images", f"1,Bowl,10,{name}"), images=pictures)

    assert numbers(run) == (0, 0, 0, 1)
    assert run.problems.get().column == "images"
    assert Product.objects.count() == 0


def test_a_changed_picture_takes_the_place_of_the_old_one(load, csv_file, pictures):
    path = csv_file("sku,title,price,images", "1,Bowl,10,bowl.png")
    load(path, images=pictures)
    before = ProductImage.objects.get().original.name
    Image.new("RGB", (8, 8), "#c03020").save(pictures / "bowl.png")

    run = load(path, images=pictures)

    assert numbers(run) == (0, 1, 0, 0)
    image = ProductImage.objects.get().original
    assert (image.name == before, image.name.endswith(".png")) == (False, True)
    with image.open() as file, Image.open(file) as kept:
        assert (kept.size, kept.getpixel((0, 0))) == ((8, 8), (192, 48, 32))


def test_a_stopped_load_goes_on_where_it_was(load, csv_file, monkeypatch):
    path = csv_file("sku,title,price", *(f"{n},Cup {n},{n}" for n in range(1, 10)), "9,Again,1")
    written = []
    write = Writer.write

    def stop_after_two(self, drafts, existing):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(drafts)
        return write(self, drafts, existing)

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", stop_after_two)
        with pytest.raises(KeyboardInterrupt):
            load(path, batch=3)
    assert Product.objects.count() == 6
    assert ImportRun.objects.get().last_row == 7

    run = load(path, batch=3, resume=True)

    assert ImportRun.objects.get() == run
    assert numbers(run) == (9, 0, 0, 1)
    assert run.finished_at is not None
    assert run.problems.get().row == 11


def test_a_row_that_the_database_refuses_does_not_take_its_batch_along(load, csv_file, monkeypatch):
    write = Writer.write

    def refuse(self, drafts, existing):
        if any(draft.item.sku == "2" for draft in drafts):
            raise DataError("value too long")
        return write(self, drafts, existing)

    monkeypatch.setattr(Writer, "write", refuse)
    run = load(csv_file("sku,title,price", "1,Bowl,10", "2,Jug,20", "3,Cup,5"))

    assert numbers(run) == (2, 0, 0, 1)
    assert run.problems.get().reason == "the database refused it: value too long"


def test_a_database_in_trouble_ends_the_load_instead_of_refusing_every_row(load, csv_file, monkeypatch):
    path = csv_file("sku,title,price", "1,Bowl,10", "2,Jug,20")

    def fail(self, drafts, existing):
        raise OperationalError("disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", fail)
        with pytest.raises(ImportFailedError, match="failed at row 2: disk is full"):
            load(path)

    assert numbers(load(path, resume=True)) == (2, 0, 0, 0)


def test_a_missing_recommendation_is_told_but_refuses_nothing(load, csv_file):
    run = load(csv_file("sku,title,price,related", "1,Bowl,10,NONE"))

    assert numbers(run) == (1, 0, 0, 0)
    assert run.problems.get().reason == "there is no product “NONE”"


def test_as_many_queries_for_thirty_rows_as_for_three(load, csv_file):
    used = []
    for first, count in ((100, 1), (200, 3), (300, 30)):
        rows = [f"{first + n},Cup,{n + 1},{n},Cups" for n in range(count)]
        path = csv_file("sku,title,price,stock,categories", *rows)
        with CaptureQueriesContext(connection) as captured:
            load(path)
        used.append(len(captured))

    assert used[1] == used[2]


def test_pieces_lie_in_the_warehouses_that_the_file_names(load, csv_file):
    mapping = mapping_from(
        {
            "fields": {"sku": "sku", "title": "title", "price": "price", "stock": "stock"},
            "warehouses": {"lisbon": {"name": {"en": "Lisbon", "zh-hans": "里斯本"}, "priority": 1}},
        }
    )
    run = load(csv_file("sku,title,price,stock", "1,Bowl,10,lisbon: 4; porto: 2", "2,Jug,20,7"), mapping)

    assert numbers(run) == (2, 0, 0, 0)
    assert StockRecord.objects.get(partner_sku="1").num_in_stock == 6
    here = StockLevel.objects.order_by("pk").values_list("warehouse__code", "on_hand")
    assert list(here) == [("lisbon", 4), ("porto", 2), ("lisbon", 7)]
    assert set(StockMovement.objects.values_list("kind", flat=True)) == {"opening"}

    again = load(csv_file("sku,title,price,stock", "1,Bowl,10,lisbon: 4; porto: 1", "2,Jug,20,7"), mapping)

    assert numbers(again) == (0, 1, 1, 0)
    assert StockMovement.objects.get(kind="count").quantity == -1
    assert list(differences()) == []


def test_warehouse_of_another_seller_is_refused(load, csv_file):
    load(csv_file("sku,title,price,stock,warehouse", "1,Bowl,10,lisbon: 4,Own"))

    run = load(csv_file("sku,title,price,stock,warehouse", "2,Jug,10,lisbon: 4,Other", "3,Cup,10,a b: 1,Own"))

    assert [(p.row, p.column) for p in run.problems.all()] == [(2, "stock"), (3, "stock")]
    assert StockRecord.objects.count() == 1


def test_replacements_are_written_once_all_products_are_there(load, csv_file):
    run = load(csv_file("sku,title,price,replaced_by", "1,Bowl,10,2", "2,Jug,20,", "3,Cup,5,NONE"))

    assert numbers(run)[0] == 3
    assert run.problems.get().column == "replaced_by"
    products = {
        product.title: product.replacement for product in Product.objects.select_related("replacement")
    }
    assert {title: other and other.title for title, other in products.items()} == {
        "Bowl": "Jug",
        "Jug": None,
        "Cup": None,
    }
    load(csv_file("sku,title,price,replaced_by", "1,Bowl,10,"))
    assert Product.objects.get(title="Bowl").replacement is None
