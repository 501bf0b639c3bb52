from datetime import timedelta

import pytest
from django.utils import timezone

from shop.basket.models import Basket
from shop.stock.models import BackorderPromise, StockLevel
from shop.stock.queries import (
    explain_stock,
    open_allocations,
    outdated_promises,
    promises_of,
    reserved_quantities,
    route_of,
    tracked_lines,
    tracked_records,
    wanted_quantities,
)
from shop.stock.services import change_policy, reserve, ship
from tests.shop.factories import BasketFactory, OrderFactory, ProductClassFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, record_of, stocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", priority=1)


def test_only_records_that_are_counted_and_asked_for():
    prints = ProductClassFactory(slug="prints", name="Prints", track_stock=False)
    bowl, picture = ProductFactory(), ProductFactory(product_class=prints)
    ProductFactory()

    assert tracked_records([record_of(picture).pk, record_of(bowl).pk]) == [record_of(bowl)]


def test_what_a_basket_holds_is_its_own():
    product = ProductFactory(num_in_stock=5)
    mine, other = BasketFactory(lines=[(product, 2)]), BasketFactory(lines=[product])
    reserve(mine, until=timezone.now() + timedelta(minutes=5))

    assert [reserved_quantities(basket) for basket in (mine, other, Basket())] == [
        {record_of(product).pk: 2},
        {},
        {},
    ]


def test_what_has_gone_out_is_promised_no_more(lisbon):
    product, other = stocked({lisbon: 5}, upc="KC-1"), stocked({lisbon: 5}, upc="KC-2")
    gone, waiting = OrderFactory(lines=[(product, 2)]), OrderFactory(lines=[product, other], number="K-2")
    ship(gone)

    assert open_allocations(gone) == []
    assert [row.line.product for row in open_allocations(waiting)] == [product, other]
    assert explain_stock("KC-1") == [
        "KC-1 in lisbon: 3 on hand",
        "     +5  receipt (1 movements)",
        "     -2  sale (1 movements)",
        "  of these 1 are promised to orders",
        "         1 to K-2",
    ]
    assert explain_stock("KC-9") == ["KC-9 lies in no warehouse."]


def test_route_is_the_orders_own(lisbon):
    product = stocked({lisbon: 5})
    first, second = OrderFactory(lines=[product]), OrderFactory(lines=[product])
    second.route.delete()

    assert route_of(first).order == first
    assert route_of(second) is None


@pytest.mark.parametrize(
    ("told", "now", "is_to_move"),
    [(5, 5, False), (5, 9, True), (5, None, True), (None, 5, True), (None, None, False), (None, -1, False)],
)
def test_buyers_are_told_of_a_day_they_have_not_been_told(lisbon, told, now, is_to_move):
    today = timezone.localdate()

    def day(days):
        return None if days is None else today + timedelta(days=days)

    product = stocked({lisbon: 0})
    change_policy(record_of(product), policy="backorder", cap=5, promise_date=day(now))
    order = OrderFactory(lines=[product])
    BackorderPromise.objects.update(promise_date=day(told))
    other = stocked({lisbon: 0})
    change_policy(record_of(other), policy="backorder", cap=5)
    OrderFactory(lines=[other])

    found = outdated_promises(record_of(product).pk)

    assert [promise.line.order for promise in found] == [order] * is_to_move
    assert StockLevel.objects.count() == 2


def test_lines_of_which_nothing_is_counted_ask_for_no_stock(lisbon):
    bowl, jug = stocked({lisbon: 5}), stocked({lisbon: 5})
    basket = BasketFactory(lines=[(bowl, 2), jug])
    order = OrderFactory(lines=[bowl, jug])
    basket.lines.exclude(product=bowl).update(quantity=0)
    order.lines.filter(product=jug).update(stockrecord=None)

    assert wanted_quantities(basket) == ({record_of(bowl).pk: 2}, {record_of(bowl).pk: record_of(bowl)})
    assert [line.product for line in tracked_lines(order)] == [bowl]


def test_promises_are_of_their_own_record_and_order():
    bowl, jug = ProductFactory(num_in_stock=0), ProductFactory(num_in_stock=0)
    for product in (bowl, jug):
        change_policy(record_of(product), policy="backorder", cap=9)
    first, second = OrderFactory(lines=[bowl]), OrderFactory(lines=[jug])
    BackorderPromise.objects.update(promise_date=timezone.localdate())

    moved = [outdated_promises(record_of(product).pk) for product in (bowl, jug)]

    assert [[promise.line.order for promise in each] for each in moved] == [[first], [second]]
    assert [[promise.line.product for promise in promises_of(order)] for order in (first, second)] == [
        [bowl],
        [jug],
    ]
