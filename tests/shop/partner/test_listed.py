"""Which price of lists holds: tiers, priority and the lowest, net and gross, sales."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, strategies as st

from shop.configuration.models import PricingSettings
from shop.partner.buyers import buyer_for
from shop.partner.listed import ListedPrice, held_price, listed_at, tiers_of
from shop.partner.models import ListPrice, SalePrice, StockRecord
from shop.partner.queries import purchase_info, purchase_infos
from shop.partner.strategy import Strategy
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.price_lists.factories import PriceListFactory, again, assign, listed

PRICES = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999.99"), places=2)
ROWS = st.lists(
    st.builds(
        ListedPrice,
        rank=st.integers(0, 3),
        list_id=st.integers(0, 3),
        min_quantity=st.integers(1, 50),
        price=PRICES,
        allows_promotions=st.just(False),
        across_variants=st.just(False),
    ).map(lambda row: row._replace(list_id=row.rank)),
    max_size=8,
    unique_by=lambda row: (row.list_id, row.min_quantity),
)


def record_at(price):
    return StockRecord(price=price, price_currency="EUR")


@given(rows=ROWS, quantity=st.integers(1, 60))
def test_the_first_list_that_reaches_the_quantity_wins_with_its_highest_tier(rows, quantity):
    best = listed_at(rows, quantity)

    reached = [row for row in rows if row.min_quantity <= quantity]
    if not reached:
        assert best is None
    else:
        first = min(row.rank for row in reached)
        assert best == max((r for r in reached if r.rank == first), key=lambda r: r.min_quantity)


@given(rows=ROWS, own=PRICES, quantity=st.integers(1, 60))
def test_the_lowest_is_never_above_any_list_or_the_own_price(rows, own, quantity):
    held = held_price(record_at(own), rows, quantity=quantity, lowest_wins=True)

    assert held is not None
    tiers = {}
    for row in sorted(rows, key=lambda row: row.min_quantity):
        if row.min_quantity <= quantity:
            tiers[row.list_id] = row.price
    assert held.stored == min([own, *tiers.values()])


@given(rows=ROWS, own=PRICES, quantity=st.integers(1, 60), lowest=st.booleans())
def test_the_table_of_tiers_tells_the_price_of_every_quantity(rows, own, quantity, lowest):
    record = record_at(own)

    tiers = tiers_of(record, rows, lowest_wins=lowest)

    shown = [held.stored for start, held in tiers if start <= quantity][-1]
    held = held_price(record, rows, quantity=quantity, lowest_wins=lowest)
    assert held is not None and shown == held.stored
    assert [start for start, _held in tiers] == sorted({start for start, _held in tiers})


@pytest.fixture
def consumer(db):
    return UserFactory()


def info(user, product, quantity=1):
    return purchase_info(product, buyer=buyer_for(again(user)), quantity=quantity)


def test_tiers_and_their_source(consumer):
    product, price_list = ProductFactory(price="20.00"), PriceListFactory()
    listed(price_list, product, 18)
    listed(price_list, product, 15, quantity=10)
    assign(price_list, user=consumer)

    one, ten = info(consumer, product), info(consumer, product, 10)

    assert (one.price.incl_tax, ten.price.incl_tax) == (18, 15)
    assert [(quantity, price.incl_tax) for quantity, price in one.price.tiers] == [(1, 18), (10, 15)]
    assert (ten.price.source.kind, ten.price.source.list_id, ten.price.source.min_quantity) == (
        "list",
        price_list.pk,
        10,
    )
    assert info(UserFactory(), product).price.tiers == ()


def test_a_list_that_begins_with_ten_leaves_the_ordinary_price_below(consumer):
    product, price_list = ProductFactory(price="20.00"), PriceListFactory()
    listed(price_list, product, 15, quantity=10)
    assign(price_list, user=consumer)

    assert info(consumer, product, 9).price.incl_tax == 20
    assert [quantity for quantity, _price in info(consumer, product).price.tiers] == [1, 10]


def test_net_prices_come_back_to_the_cent(consumer):
    product, price_list = ProductFactory(price="20.00"), PriceListFactory(is_net=True)
    listed(price_list, product, "10.01")
    assign(price_list, user=consumer)

    assert info(consumer, product).price.excl_tax == Decimal("10.01")


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"is_active": False}, False),
        ({"start": timedelta(hours=1)}, False),
        ({"end": -timedelta(hours=1), "start": -timedelta(hours=2)}, False),
        ({"start": -timedelta(hours=1), "end": timedelta(hours=1)}, True),
        ({"currency": "USD"}, False),
    ],
)
def test_a_list_holds_while_it_is_active_within_its_dates_and_in_the_currency(consumer, changes, holds):
    now = timezone.now()
    moments = {k: now + v if isinstance(v, timedelta) else v for k, v in changes.items()}
    product, price_list = ProductFactory(price="20.00"), PriceListFactory(**moments)
    listed(price_list, product, 15)
    assign(price_list, user=consumer)

    assert info(consumer, product).price.incl_tax == (15 if holds else 20)


def test_priority_or_the_lowest(consumer):
    product = ProductFactory(price="20.00")
    first, second = PriceListFactory(priority=2), PriceListFactory(priority=1)
    listed(first, product, 25)
    listed(second, product, 22)
    assign(first, user=consumer)
    assign(second, user=consumer)
    assert info(consumer, product).price.incl_tax == 25

    PricingSettings.objects.create(choice="lowest")

    assert info(consumer, product).price.incl_tax == 20


@pytest.mark.parametrize(("allows", "price", "was"), [(False, 18, None), (True, 15, 18)])
def test_a_sale_competes_only_where_the_list_says_so(consumer, allows, price, was):
    product, price_list = ProductFactory(price="20.00"), PriceListFactory(allows_promotions=allows)
    listed(price_list, product, 18)
    assign(price_list, user=consumer)
    record = product.stockrecords.get()
    SalePrice.objects.create(
        stockrecord=record, promotion_id=1, price=15, lowest=19, start=timezone.now() - timedelta(days=1)
    )

    found = info(consumer, product).price

    assert (found.incl_tax, found.was) == (price, was)
    assert found.lowest == (18 if allows else None)
    assert not found.stacks


def test_what_only_a_list_prices_can_be_bought_by_whom_it_is_for(consumer):
    product, price_list = ProductFactory(price="20.00"), PriceListFactory()
    product.stockrecords.update(price=None)
    listed(price_list, product, 15)
    assign(price_list, user=consumer)

    assert info(consumer, product).price.incl_tax == 15
    assert not purchase_info(product, buyer=buyer_for()).price.exists


def test_the_cheapest_supplier_is_this_buyers(consumer):
    from tests.shop.factories import StockRecordFactory

    product, price_list = ProductFactory(price="20.00"), PriceListFactory()
    other = StockRecordFactory(product=product, price=Decimal(30), partner_sku="other")
    ListPrice.objects.create(price_list=price_list, stockrecord=other, price=10)
    assign(price_list, user=consumer)

    assert info(consumer, product).stockrecord == other
    assert info(UserFactory(), product).stockrecord != other


def test_prices_of_lists_cost_no_query_more(consumer, django_assert_num_queries):
    products = [ProductFactory() for _number in range(4)]
    lists = [PriceListFactory(), PriceListFactory()]
    for price_list in lists:
        for product in products:
            listed(price_list, product, 5)
        assign(price_list, user=consumer)
    buyer, anybody = buyer_for(again(consumer)), buyer_for()
    purchase_infos(products, buyer=anybody)

    with django_assert_num_queries(1):
        found = purchase_infos(products, buyer=buyer)
    assert {one.price.incl_tax for one in found.values()} == {5}
    assert Strategy(buyer=buyer).fetch_for_product(products[0]).price.incl_tax == 5
