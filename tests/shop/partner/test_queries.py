from decimal import Decimal

import pytest

from shop.partner.buyers import buyer_for
from shop.partner.queries import purchase_info, purchase_infos
from shop.partner.strategy import Selector, Strategy
from tests.shop.factories import (
    ParentProductFactory,
    PartnerFactory,
    ProductClassFactory,
    ProductFactory,
    StockRecordFactory,
)

pytestmark = pytest.mark.django_db


def test_price_is_gross_with_the_tax_inside():
    product = ProductFactory(price="119.00")

    info = purchase_info(product, buyer=buyer_for())

    assert (info.price.incl_tax, info.price.tax, info.price.excl_tax) == (119, 19, 100)
    assert info.price.tax_code == "standard"
    assert info.num_available == 10


def test_product_class_may_have_a_rate_of_its_own():
    books = ProductClassFactory(slug="books", name="Books")

    info = purchase_info(ProductFactory(price="107.00", product_class=books), buyer=buyer_for())

    assert (info.price.tax, info.price.tax_code) == (7, "reduced")


def test_hidden_product_has_neither_price_nor_availability():
    info = purchase_info(ProductFactory(is_public=False), buyer=buyer_for())

    assert not info.is_visible
    assert not info.price.exists
    assert not info.availability.is_available_to_buy


def test_child_of_a_hidden_parent_is_hidden():
    parent = ParentProductFactory(is_public=False)

    assert not purchase_info(ProductFactory(parent=parent), buyer=buyer_for()).is_visible


def test_parent_costs_from_its_cheapest_variant_that_can_be_had():
    parent = ParentProductFactory()
    ProductFactory(parent=parent, price="5.00", num_in_stock=0)
    ProductFactory(parent=parent, price="20.00")
    ProductFactory(parent=parent, price="30.00")
    ProductFactory(parent=parent, price="1.00", is_public=False)

    info = purchase_info(parent, buyer=buyer_for())

    assert info.price.incl_tax == 20
    assert info.is_from
    assert info.availability.is_available_to_buy


def test_parent_whose_variants_cost_the_same_is_not_from():
    parent = ParentProductFactory()
    ProductFactory(parent=parent, price="20.00")
    ProductFactory(parent=parent, price="20.00")

    assert not purchase_info(parent, buyer=buyer_for()).is_from


def test_parent_without_variants_is_not_for_sale():
    info = purchase_info(ParentProductFactory(), buyer=buyer_for())

    assert info.is_visible
    assert not info.price.exists


def test_sold_out_product_keeps_its_price():
    info = purchase_info(ProductFactory(num_in_stock=0), buyer=buyer_for())

    assert info.price.incl_tax == Decimal("24.00")
    assert not info.availability.is_available_to_buy


def test_supplier_who_has_the_piece_comes_before_a_cheaper_one():
    product = ProductFactory(price="10.00", num_in_stock=0)
    other = StockRecordFactory(
        product=product, price=Decimal("12.00"), partner=PartnerFactory(code="other", name="Other")
    )

    assert purchase_info(product, buyer=buyer_for()).stockrecord == other


def test_price_in_another_currency_is_not_for_this_buyer():
    product = ProductFactory(price=None)
    StockRecordFactory(product=product, price_currency="USD")

    assert not purchase_info(product, buyer=buyer_for()).price.exists


def test_product_class_without_stock_is_always_there():
    digital = ProductClassFactory(slug="patterns", name="Patterns", track_stock=False)
    product = ProductFactory(product_class=digital, num_in_stock=None)

    info = purchase_info(product, buyer=buyer_for())

    assert info.availability.is_available_to_buy
    assert info.num_available is None


@pytest.mark.parametrize("count", [1, 3])
def test_many_products_cost_as_many_queries_as_one(count, django_assert_num_queries):
    products = [ProductFactory() for _ in range(count)]
    for _ in range(count):
        parent = ParentProductFactory()
        products += [parent, ProductFactory(parent=parent), ProductFactory(parent=parent)]

    with django_assert_num_queries(2):
        infos = purchase_infos(products, buyer=buyer_for())

    assert {pk for pk, info in infos.items() if info.price.exists} == {p.pk for p in products}


def test_strategy_gives_the_same_answers_one_by_one():
    parent = ParentProductFactory()
    products = [ProductFactory(), parent, ProductFactory(parent=parent, price="9.99")]
    strategy = Selector().strategy()

    bulk = purchase_infos(products, buyer=buyer_for())

    single = {
        p.pk: strategy.fetch_for_parent(p) if p.is_parent else strategy.fetch_for_product(p) for p in products
    }
    assert {pk: i.price.incl_tax for pk, i in single.items()} == {
        pk: i.price.incl_tax for pk, i in bulk.items()
    }


def test_strategy_for_a_line_asks_that_lines_supplier():
    product = ProductFactory(price="10.00")
    dearer = StockRecordFactory(
        product=product, price=Decimal("12.00"), partner=PartnerFactory(code="other", name="Other")
    )

    assert Strategy().fetch_for_product(product, dearer).price.incl_tax == 12
