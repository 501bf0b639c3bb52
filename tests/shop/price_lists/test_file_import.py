"""Prices from a file: checked row by row, shown, loaded once."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from shop.catalogue.models import Product
from shop.events.models import Event
from shop.price_lists.exceptions import AlreadyImportedError
from shop.price_lists.file_import import load_prices, problems_of, stage_prices
from shop.price_lists.file_rows import read_file
from tests.shop.factories import PartnerFactory, ProductFactory, StockRecordFactory
from tests.shop.price_lists.factories import PriceListFactory, listed

pytestmark = pytest.mark.django_db


def stage(price_list, tmp_path, text, **kwargs):
    path = tmp_path / "prices.csv"
    path.write_text(text)
    rows = read_file(path, currency=price_list.currency)
    return stage_prices(price_list, rows, file_name="prices.csv", **kwargs)


def prices(price_list):
    rows = price_list.prices.order_by("stockrecord__partner_sku", "min_quantity")
    return list(rows.values_list("stockrecord__partner_sku", "min_quantity", "price"))


def test_a_file_is_previewed_then_loaded(tmp_path):
    for sku in ("A", "B", "C"):
        ProductFactory(upc=sku, price="20.00")
    price_list = PriceListFactory()
    listed(price_list, _product("A"), 10)
    listed(price_list, _product("B"), 11)

    batch = stage(price_list, tmp_path, "sku;min_quantity;price\nA;;9,50\nB;1;11,00\nB;10;10,00\nC;1;7\n")

    assert (batch.num_rows, batch.num_new, batch.num_changed, batch.num_same) == (4, 2, 1, 1)
    assert prices(price_list) == [("A", 1, 10), ("B", 1, 11)]
    Event.objects.all().delete()
    assert load_prices(batch) == 3
    assert prices(price_list) == [("A", 1, Decimal("9.50")), ("B", 1, 11), ("B", 10, 10), ("C", 1, 7)]
    told = Event.objects.get(name="ProductsChanged").payload["product_ids"]
    assert sorted(told) == sorted([_product("A").pk, _product("B").pk, _product("C").pk])


def _product(sku):
    return Product.objects.get(upc=sku)


def test_bad_rows_are_named_and_left_out(tmp_path):
    ProductFactory(upc="A")
    twice = ProductFactory(upc="B")
    StockRecordFactory(product=twice, partner_sku="B", partner=PartnerFactory(code="other"))
    price_list = PriceListFactory()

    batch = stage(
        price_list,
        tmp_path,
        "sku,min_quantity,price\nA,0,1\nA,1.5,1\nA,1,x\nA,1,-1\nA,1,1.005\n,1,1\nZ,1,1\nB,1,1\nA,1,5\nA,1,6\nA,1,5 USD\n",
    )

    assert [(row.number, row.problem) for row in problems_of(batch)] == [
        (2, "quantity"),
        (3, "quantity"),
        (4, "price"),
        (5, "price"),
        (6, "price"),
        (7, "no-sku"),
        (8, "unknown"),
        (9, "several"),
        (10, "twice"),
        (12, "price"),
    ]
    assert load_prices(batch) == 1
    assert prices(price_list) == [("A", 1, 6)]


def test_a_file_is_loaded_once(tmp_path):
    ProductFactory(upc="A")
    batch = stage(PriceListFactory(), tmp_path, "sku,price\nA,5\n")
    load_prices(batch)

    with pytest.raises(AlreadyImportedError):
        load_prices(batch)


def test_prices_that_are_not_in_the_file_may_leave(tmp_path):
    for sku in ("A", "B"):
        ProductFactory(upc=sku)
    price_list = PriceListFactory()
    listed(price_list, _product("A"), 5)
    listed(price_list, _product("A"), 4, quantity=10)
    listed(price_list, _product("B"), 5)

    load_prices(stage(price_list, tmp_path, "sku,price\nA,5\n", replaces=True))

    assert prices(price_list) == [("A", 1, 5)]


def test_a_file_without_a_good_row_takes_nothing_out(tmp_path):
    ProductFactory(upc="A")
    price_list = PriceListFactory()
    listed(price_list, _product("A"), 5)

    load_prices(stage(price_list, tmp_path, "sku,price\nZ,5\n", replaces=True))

    assert prices(price_list) == [("A", 1, 5)]


def test_the_command_checks_then_imports(tmp_path, capsys):
    ProductFactory(upc="A")
    price_list = PriceListFactory(name="Dealers")
    path = tmp_path / "prices.csv"
    path.write_text("sku,price\nA,5\nZ,3\n")

    call_command("import_prices", "Dealers", str(path), check=True)
    assert not price_list.prices.exists()
    call_command("import_prices", "Dealers", str(path))

    assert prices(price_list) == [("A", 1, 5)]
    told = capsys.readouterr()
    assert "Row 3, sku: No product has this SKU. Z" in told.err
    assert "2 rows: 1 new, 0 changed, 0 unchanged, 1 left out." in told.out
    with pytest.raises(CommandError, match="no price list"):
        call_command("import_prices", "Nobody", str(path))
