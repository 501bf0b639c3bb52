"""A file that tells a part: what it does not tell stays, of products of every kind."""

import gzip

import pytest
from django.utils import timezone

from shop.catalogue.models import (
    ImportRun,
    Product,
    ProductAttributeValue,
    ProductClass,
    ProductRecommendation,
)
from shop.catalogue_import.mapping import load_mapping
from shop.catalogue_promotions.models import CataloguePromotion
from shop.imports.errors import ImportFailedError
from shop.partner.models import Partner, PriceChange, SalePrice, StockRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def vases(load, samples):
    load(samples / "vases.jsonl", load_mapping(samples / "vases.toml"))


def problems(run):
    return [(p.row, p.column, p.reason) for p in run.problems.all()]


def test_a_file_of_prices_changes_prices_alone(load, csv_file, vases):
    before = list(Product.objects.order_by("pk").values_list("code", "parent", "structure", "product_class"))
    values = ProductAttributeValue.objects.count()

    run = load(csv_file("sku,price", "V-1-T,130.00", "V-2,43.00"))

    assert (run.created, run.updated, run.refused) == (0, 2, 0)
    after = Product.objects.order_by("pk").values_list("code", "parent", "structure", "product_class")
    assert (list(after), ProductAttributeValue.objects.count()) == (before, values)
    assert dict(StockRecord.objects.values_list("partner_sku", "price")) == {
        "V-1-T": 130, "V-1-S": 115, "V-2": 43,
    }  # fmt: skip
    assert (Partner.objects.count(), ProductClass.objects.count()) == (1, 1)


def test_a_price_keeps_its_currency_and_has_no_more_decimals_than_it(load, csv_file):
    load(csv_file("sku,title,price,currency", "1,Bowl,1500,JPY"))

    run = load(csv_file("sku,price", "1,1600"))
    refused = load(csv_file("sku,price", "1,16.50"))

    record = StockRecord.objects.get()
    assert (run.updated, str(record.price), record.price_currency) == (1, "1600.00", "JPY")
    assert problems(refused) == [(2, "price", "“16.50” has more decimals than JPY")]


def test_the_first_price_of_an_imported_product_is_in_its_history_and_in_running_sales(load, csv_file):
    CataloguePromotion.objects.create(name="Sale", value=50, start=timezone.now())

    load(csv_file("sku,title,price", "1,Bowl,15.00"))
    assert [str(price) for price in SalePrice.objects.values_list("price", flat=True)] == ["7.50"]

    load(csv_file("sku,price", "1,20.00"))
    history = PriceChange.objects.order_by("pk").values_list("price", flat=True)
    assert [str(price) for price in history] == ["15.00", "20.00"]


def test_a_sku_of_the_stock_record_finds_its_product(load, csv_file, vases):
    StockRecord.objects.filter(partner_sku="V-2").update(partner_sku="OTHER")

    run = load(csv_file("sku,price", "OTHER,44.00"))

    assert (run.updated, Product.objects.get(code="V-2").stockrecords.get().price) == (1, 44)


def test_recommendations_stay_where_the_file_has_no_column_for_them(load, csv_file):
    load(csv_file("sku,title,related", "1,Bowl,2", "2,Jug,"))
    load(csv_file("sku,price", "1,5"))
    assert ProductRecommendation.objects.count() == 1

    load(csv_file("sku,related", "1,"))
    assert ProductRecommendation.objects.count() == 0


def test_a_property_that_has_a_column_is_written_and_others_stay(load, csv_file):
    load(csv_file("sku,title,attribute.glaze:option,attribute.note", "1,Bowl,Tide,mine"))
    load(csv_file("sku,attribute.glaze,attribute.made:multi_option", '1,Snow,"thrown; fired"'))

    values = {v.attribute.code: v for v in ProductAttributeValue.objects.all()}
    assert (values["glaze"].value.option, values["note"].value) == ("Snow", "mine")
    assert sorted(map(str, values["made"].value)) == ["fired", "thrown"]

    load(csv_file("sku,attribute.glaze", "1,"))
    assert sorted(v.attribute.code for v in ProductAttributeValue.objects.all()) == ["made", "note"]


@pytest.mark.parametrize("title", ["", "   ", "\u200b", "\ufeff \u00ad"])
def test_a_product_without_a_title_is_refused(load, csv_file, title):
    run = load(csv_file("sku,title,price", f'NT-1,"{title}",10.00'))

    assert problems(run) == [(2, "title", "is empty; a product needs a title")]
    assert Product.objects.count() == 0


def test_one_that_has_none_is_not_published_by_a_file(load, csv_file):
    Product.objects.create(
        code="1", slug="x", title="", product_class=ProductClass.objects.create(name="A"), is_public=False
    )

    refused = load(csv_file("sku,published", "1,yes"))
    named = load(csv_file("sku,published,title", "1,yes,Bowl"))

    assert (refused.refused, named.updated, Product.objects.get().is_public) == (1, 1, True)


def test_pieces_that_orders_wait_for_do_not_go_with_a_new_variant(load, csv_file):
    load(csv_file("sku,title,price,stock", "1,Bowl,10,5"))
    StockRecord.objects.update(num_allocated=2)

    run = load(csv_file("sku,parent_sku,price", "1-S,1,10"))

    assert problems(run)[0][:2] == (2, "parent_sku")
    assert (Product.objects.count(), StockRecord.objects.get().num_allocated) == (1, 2)


def test_a_wrong_check_digit_is_refused_and_one_that_is_kept_stays(load, csv_file):
    refused = load(csv_file("sku,title,upc", "1,Bowl,4006381333932"))
    assert problems(refused) == [(2, "upc", "“4006381333932” has a wrong check digit")]

    load(csv_file("sku,title,upc", "1,Bowl,4006381333931"))
    Product.objects.update(upc="4006381333932")
    assert load(csv_file("sku,title,upc", "1,Bowl,4006381333932")).unchanged == 1


def test_a_check_says_what_a_load_does_batch_by_batch(load, csv_file):
    rows = [f"P-{n},,Vase {n},,{1000 + n}" for n in range(4)]
    rows += [f"P-{n}-S,P-{n},,{n + 1},{1000 + n}" for n in range(4)] + [
        "P-9-S,P-9,,1,",
        "X,,Bowl,1,",
        "X,,Bowl,1,",
    ]
    path = csv_file("sku,parent_sku,title,price,upc", *rows)

    checked = load(path, batch=2, is_dry=True)
    assert Product.objects.count() == 0
    loaded = load(path, batch=2)

    def numbers(run):
        return run.created, run.updated, run.unchanged, run.refused

    assert numbers(checked) == numbers(loaded) == (5, 0, 0, 6)
    assert problems(checked) == problems(loaded)
    assert Product.objects.count() == loaded.created
    assert numbers(load(path, batch=2, is_dry=True)) == numbers(load(path, batch=2)) == (0, 0, 5, 6)


def test_an_archive_that_is_cut_off_is_refused_before_its_first_row(load, tmp_path):
    path = tmp_path / "rows.jsonl.gz"
    content = gzip.compress(
        b"".join(b'{"sku": "%d", "title": "Cup"}\n' % n for n in range(3000)), compresslevel=0
    )
    path.write_bytes(content[:-900])

    with pytest.raises(ImportFailedError, match="cannot be read"):
        load(path)
    assert (Product.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_an_amount_in_another_currency_is_refused(load, csv_file):
    run = load(
        csv_file(
            "sku;title;price;currency",
            "1;A;$12.00;EUR",
            "2;B;12,50 €;EUR",
            "3;C;NT$ 300;TWD",
            "4;D;12 USD;EUR",
        )
    )

    assert problems(run) == [(2, "price", "“$12.00” is not in EUR"), (5, "price", "“12 USD” is not in EUR")]
    assert dict(StockRecord.objects.values_list("partner_sku", "price")) == {"2": 12.5, "3": 300}


def test_a_cost_of_fractions_of_a_cent_is_rounded_and_a_price_is_not(load, csv_file):
    run = load(csv_file("sku,title,price,cost", "1,A,10,13.0863", "2,B,33.6442,1"))

    assert problems(run) == [(3, "price", "“33.6442” has more decimals than EUR")]
    assert str(StockRecord.objects.get().cost) == "13.09"
