"""What the back office exports loads back, and nothing is another afterwards."""

import datetime as dt
import io

import pytest
from django.urls import reverse

from shop.catalogue.models import (
    AttributeOption,
    Category,
    Option,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductCategory,
    ProductClass,
    ProductImage,
    ProductRecommendation,
)
from shop.catalogue_import.export import ProductExport
from shop.catalogue_import.layouts import layout_of
from shop.catalogue_import.mapping import load_mapping
from shop.catalogue_import.models import RemotePicture
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.runs import CatalogueImport, ImportOptions
from shop.events.models import Event
from shop.partner.models import Partner, StockRecord
from shop.spreadsheets.cells import SafeDictWriter
from shop.stock.models import StockLevel, StockMovement, Warehouse
from tests.config.roles.people import member

pytestmark = pytest.mark.django_db
TABLES = (
    AttributeOption, Category, Option, Product, Product.product_options.through, ProductAttribute,
    ProductAttributeValue, ProductAttributeValue.value_multi_option.through, ProductCategory, ProductClass,
    ProductImage, ProductRecommendation, RemotePicture, Partner, StockRecord, StockLevel, StockMovement, Warehouse,
    Event,
)  # fmt: skip


def everything():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def load_export(path):
    layout = layout_of(path)
    load = CatalogueImport(path, layout.mapping(), PictureFolder(None), ImportOptions(), layout=layout)
    return load.run(), load


def written(tmp_path):
    export = ProductExport(Product.objects.filter(parent=None), with_cost=True)
    path = tmp_path / "products.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = SafeDictWriter(file, fieldnames=export.headings)
        writer.writeheader()
        writer.writerows(export.rows(list(export.heads)))
    return path


@pytest.fixture
def stocked(load, samples, pictures):
    load(samples / "pots.csv", images=pictures)
    load(samples / "vases.jsonl", load_mapping(samples / "vases.toml"))
    return Product.objects.get(code="P-2")


def make_odd(product):
    """Write what our own import would write otherwise, as the editor and Oscar's pages may."""
    product.description = '<p class="lead">Two  spaces</p>\n<h2>Head</h2>'
    product.title = "Ash  jug, “=1+1”"
    product.save()
    product.product_class.options.clear()
    product.product_options.add(Option.objects.create(name="Engraving", code="engraving"))
    twin = Category.add_root(name="Vases", slug="vases-2")
    odd = Category.add_root(name="A > B; C", slug="odd")
    ProductCategory.objects.create(product=product, category=twin)
    ProductCategory.objects.create(product=product, category=odd)
    ProductRecommendation.objects.create(
        primary=product, recommendation=Product.objects.get(code="P-3"), ranking=0
    )
    other = ProductClass.objects.create(name=product.product_class.name, slug="other-products")
    attribute = ProductAttribute.objects.create(product_class=other, code="note", name="Note", type="text")
    made = ProductAttribute.objects.create(product_class=other, code="fired_on", name="Fired", type="date")
    bare = Product.objects.create(title="Draft", product_class=other, is_public=False, upc="4006381333932")
    ProductAttributeValue.objects.create(product=bare, attribute=attribute, value_text="two\n lines ")
    ProductAttributeValue.objects.create(product=bare, attribute=made, value_date=dt.date(2026, 3, 1))
    Partner.objects.create(name="Second", code="second")
    StockRecord.objects.create(
        product=bare,
        partner=Partner.objects.get(code="second"),
        partner_sku="-17",
        price=0,
        price_currency="USD",
    )
    Product.objects.create(title="Nothing", product_class=other, code="4E+12", slug="nothing")


def test_an_export_loads_back_and_changes_nothing(stocked, tmp_path):
    make_odd(stocked)
    path, before = written(tmp_path), everything()

    run, load = load_export(path)

    assert [str(problem) for problem in run.problems.all()] == []
    assert (run.created, run.updated, run.unchanged, run.refused) == (0, 0, Product.objects.count(), 0)
    assert everything() == before
    assert load.layout.ignored == []


def test_the_list_hands_out_that_very_table(stocked, client, tmp_path):
    make_odd(stocked)
    client.force_login(member("catalogue"))
    answer = client.get(reverse("dashboard:catalogue-product-list") + "?export=csv")
    path = tmp_path / "products.csv"
    path.write_bytes(answer.getvalue())
    before = everything()

    (tmp_path / "other").mkdir()
    assert sorted(path.read_bytes().splitlines()) == sorted(
        written(tmp_path / "other").read_bytes().splitlines()
    )
    assert load_export(path)[0].unchanged == Product.objects.count()
    assert everything() == before


def test_a_workbook_loads_back_too(stocked, client, tmp_path):
    client.force_login(member("catalogue"))
    answer = client.get(reverse("dashboard:catalogue-product-list") + "?export=xlsx")
    path = tmp_path / "products.xlsx"
    path.write_bytes(io.BytesIO(answer.getvalue()).read())
    before = everything()

    run, _load = load_export(path)

    assert (run.unchanged, run.refused) == (Product.objects.count(), 0)
    assert everything() == before


def test_who_may_not_change_prices_gets_no_costs(stocked, client):
    user = member("catalogue")
    assert "cost" in ProductExport(Product.objects.filter(parent=None), with_cost=True).headings
    assert "cost" not in ProductExport(Product.objects.filter(parent=None), with_cost=False).headings
    assert user.has_perm("partner.change_stockrecord")


def test_a_changed_cell_changes_that_alone(stocked, tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(",60.00,", ",61.00,"), encoding="utf-8")

    run, _load = load_export(path)

    assert (run.created, run.updated, run.refused) == (0, 1, 0)
    assert str(stocked.stockrecords.get().price) == "61.00"


def test_terms_of_return_go_out_and_come_back(stocked, tmp_path):
    stocked.withdrawal_exclusion, stocked.is_final_sale = "perishable", True
    stocked.save()
    path = written(tmp_path)
    stocked.withdrawal_exclusion, stocked.is_final_sale = "", False
    stocked.save()

    run, _load = load_export(path)

    stocked.refresh_from_db()
    assert (run.refused, stocked.withdrawal_exclusion, stocked.is_final_sale) == (0, "perishable", True)


def test_an_exclusion_that_the_law_does_not_know_is_refused(stocked, tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(",none,no,", ",blue,no,", 1), encoding="utf-8")

    run, _load = load_export(path)

    assert run.refused == 1
