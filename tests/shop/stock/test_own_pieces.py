"""What is done to one basket, order or product touches no other's pieces."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shop.events.models import Event
from shop.stock.exceptions import StockError
from shop.stock.models import BackorderPromise, OrderAllocation, Reservation, StockLevel, StockMovement
from shop.stock.services import (
    adjust,
    cancel,
    change_policy,
    free_expired,
    move,
    note_promised_date,
    receive,
    release,
    release_excess,
    reserve,
    restock_return,
    ship,
    transfer,
)
from shop.stock.services.reservations import consume_reservation
from tests.shop.factories import BasketFactory, OrderFactory, ProductClassFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked, totals

pytestmark = pytest.mark.django_db
SOON, PAST = timedelta(minutes=15), timedelta(minutes=-1)
MARCH, MAY = date(2027, 3, 1), date(2027, 5, 1)


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", priority=1)


@pytest.fixture
def porto():
    return WarehouseFactory(code="porto", priority=2)


def hold(*lines, ends=SOON):
    basket = BasketFactory(lines=lines)
    reserve(basket, until=timezone.now() + ends)
    return basket


def holders():
    return list(Reservation.objects.order_by("pk").values_list("basket", flat=True))


def test_each_basket_gives_back_its_own_hold():
    product = ProductFactory(num_in_stock=9)
    first, second, third, fourth = (hold((product, number)) for number in (1, 2, 3, 1))

    release(second)
    assert (holders(), totals(product)) == ([first.pk, third.pk, fourth.pk], (9, 0, 5))
    third.lines.update(quantity=1)
    release_excess(third)
    assert (holders(), totals(product)) == ([first.pk, third.pk, fourth.pk], (9, 0, 3))
    assert consume_reservation(fourth.pk) == {record_of(product).pk: 1}
    record_of(product).reserve(-1)
    assert (consume_reservation(fourth.pk), consume_reservation(None)) == ({}, {})
    assert (holders(), totals(product)) == ([first.pk, third.pk], (9, 0, 2))


def test_a_hold_follows_each_of_its_products():
    products = [ProductFactory(num_in_stock=9) for _ in range(3)]
    basket = hold(*((product, 2) for product in products))
    for product, number in zip(products, (1, 4, 0), strict=True):
        basket.lines.filter(product=product).update(quantity=number)

    reserve(basket, until=timezone.now() + SOON)

    assert [totals(product)[2] for product in products] == [1, 4, 0]
    lines = Reservation.objects.get().lines.order_by("stockrecord")
    assert list(lines.values_list("stockrecord__product", "quantity")) == [
        (products[0].pk, 1),
        (products[1].pk, 4),
    ]


def test_basket_that_wants_nothing_any_more_holds_nothing():
    product = ProductFactory(num_in_stock=9)
    basket = hold((product, 2))
    basket.lines.all().delete()

    assert reserve(basket, until=timezone.now() + SOON) is None

    assert (holders(), totals(product)) == ([], (9, 0, 0))


def test_a_hold_that_moves_leaves_those_of_others():
    product = ProductFactory(num_in_stock=9)
    source, other = hold((product, 1)), hold((product, 2))
    target = BasketFactory(lines=[product])

    move(source, target)

    assert (holders(), totals(product)) == ([target.pk, other.pk], (9, 0, 3))


def test_only_expired_holds_on_what_is_wanted_are_freed():
    product, other = ProductFactory(num_in_stock=9), ProductFactory(num_in_stock=9)
    hold((product, 1), ends=PAST)
    kept = [hold((product, 2)), hold((other, 3), ends=PAST)]

    assert free_expired([record_of(product).pk]) is True
    assert free_expired([record_of(product).pk]) is False

    assert holders() == [basket.pk for basket in kept]
    assert (totals(product), totals(other)) == ((9, 0, 2), (9, 0, 3))


def test_cancelling_leaves_what_has_gone_out_and_what_others_wait_for(lisbon):
    product = stocked({lisbon: 3})
    change_policy(record_of(product), policy="backorder", cap=9)
    order, other = OrderFactory(lines=[(product, 2)]), OrderFactory(lines=[(product, 4)])
    ship(order, lines={order.lines.get().pk: 1})

    cancel(order)

    assert (totals(product), levels(product)) == ((2, 4, 0), {"lisbon": (2, 4)})
    rows = OrderAllocation.objects.order_by("pk").values_list("line__order", "quantity", "shipped")
    assert list(rows) == [(order.pk, 1, 1), (other.pk, 4, 0)]
    assert [promise.line.order for promise in BackorderPromise.objects.all()] == [other]
    assert [line.allocation_cancelled for line in (order.lines.get(), other.lines.get())] == [True, False]


def test_part_that_goes_out_leaves_the_promise_of_the_rest(lisbon):
    product = stocked({lisbon: 1})
    change_policy(record_of(product), policy="backorder", cap=9)
    order, other = OrderFactory(lines=[(product, 3)]), OrderFactory(lines=[product])

    ship(order, lines={order.lines.get().pk: 1})

    assert {promise.line.order for promise in BackorderPromise.objects.all()} == {order, other}
    receive(record_of(product), lisbon, quantity=2)
    ship(order)
    assert [promise.line.order for promise in BackorderPromise.objects.all()] == [other]


def test_only_pieces_nobody_else_was_promised_leave_from_elsewhere(lisbon, porto):
    product, other = stocked({lisbon: 2, porto: 1}), stocked({lisbon: 5, porto: 5})
    change_policy(record_of(product), policy="backorder", cap=9)
    order = OrderFactory(lines=[(product, 2)])
    OrderFactory(lines=[(product, 1)])
    adjust(record_of(product), lisbon, by=-1)
    before = levels(product)

    with pytest.raises(StockError):
        ship(order)

    assert (levels(product), levels(other)) == (before, {"lisbon": (5, 0), "porto": (5, 0)})
    assert not StockMovement.objects.filter(kind="sale").exists()


def test_pieces_a_warehouse_lost_leave_from_where_they_are_free(lisbon, porto):
    product, other = stocked({lisbon: 2, porto: 3}), stocked({lisbon: 5, porto: 5})
    order, waiting = OrderFactory(lines=[(product, 2)]), OrderFactory(lines=[(other, 2)])
    adjust(record_of(product), lisbon, by=-1)

    ship(order)

    assert (totals(product), levels(product)) == ((2, 0, 0), {"lisbon": (0, 0), "porto": (2, 0)})
    assert levels(other) == {"lisbon": (5, 2), "porto": (5, 0)}
    rows = OrderAllocation.objects.order_by("line__order", "level__warehouse__code")
    assert list(rows.values_list("line__order", "level__warehouse__code", "quantity", "shipped")) == [
        (order.pk, "lisbon", 1, 1),
        (order.pk, "porto", 1, 1),
        (waiting.pk, "lisbon", 2, 0),
    ]


def test_line_from_before_warehouses_were_kept_goes_out_once(lisbon):
    product = stocked({lisbon: 5})
    order, other = OrderFactory(lines=[(product, 2)]), OrderFactory(lines=[(product, 1)])
    OrderFactory(lines=[stocked({lisbon: 5})])
    OrderAllocation.objects.filter(line__order=order).delete()
    StockLevel.objects.update(allocated=1)

    ship(order)
    ship(order)

    assert (totals(product), levels(product)) == ((3, 1, 0), {"lisbon": (3, 1)})
    assert other.lines.get().num_allocated == 1


@pytest.mark.parametrize("asked", [3, 9])
def test_more_than_a_line_has_does_not_go_out(lisbon, asked):
    product = stocked({lisbon: 9})
    order = OrderFactory(lines=[(product, 2)])

    with pytest.raises(StockError):
        ship(order, lines={order.lines.get().pk: asked})

    assert (totals(product), levels(product)) == ((9, 2, 0), {"lisbon": (9, 2)})


def test_returns_are_counted_line_by_line(lisbon):
    product, other = stocked({lisbon: 5}), stocked({lisbon: 5})
    order = OrderFactory(lines=[(product, 2), (other, 2)])
    ship(order)
    first, second = order.lines.get(product=product), order.lines.get(product=other)
    # A delivery note may be called like a return.
    receive(record_of(other), lisbon, quantity=2, reference=f"{order.number}/{second.pk}")
    restock_return(first, quantity=2, warehouse=lisbon)

    for wrong in (0, -1, 3):
        with pytest.raises(StockError):
            restock_return(second, quantity=wrong, warehouse=lisbon)
    assert restock_return(second, quantity=1, warehouse=lisbon).quantity == 1
    with pytest.raises(StockError):
        restock_return(second, quantity=2, warehouse=lisbon)

    assert (levels(product), levels(other)) == ({"lisbon": (5, 0)}, {"lisbon": (6, 0)})


@pytest.mark.parametrize("is_gone", [True, False])
def test_what_is_not_counted_does_not_come_back(lisbon, is_gone):
    prints = ProductClassFactory(slug="prints", name="Prints", track_stock=False)
    product = ProductFactory(product_class=prints)
    line = OrderFactory(lines=[product]).lines.get()
    if is_gone:
        line.stockrecord = None

    with pytest.raises(StockError, match="not tracked"):
        restock_return(line, quantity=1, warehouse=lisbon)

    assert not StockMovement.objects.exists()


def test_policy_and_its_news_are_one_products(lisbon):
    product, other = stocked({lisbon: 0}), stocked({lisbon: 0})
    for each in (product, other):
        change_policy(record_of(each), policy="backorder", cap=5, promise_date=MARCH)
    OrderFactory(lines=[other])

    change_policy(record_of(product), policy="preorder", cap=2, promise_date=MAY)
    change_policy(record_of(other), policy="backorder", cap=4, promise_date=MARCH)

    assert [(record_of(each).policy, record_of(each).promise_date) for each in (product, other)] == [
        ("preorder", MAY),
        ("backorder", MARCH),
    ]
    assert not Event.objects.filter(name="PromiseMoved").exists()
    change_policy(record_of(other), policy="backorder", cap=4)
    change_policy(record_of(other), policy="backorder", cap=4, promise_date=MAY)
    told = Event.objects.filter(name="PromiseMoved").order_by("pk")
    assert [(event.payload["old_date"], event.payload["new_date"]) for event in told] == [
        ("2027-03-01", ""),
        ("", "2027-05-01"),
    ]


@pytest.mark.parametrize("wrong", [{"cap": 1}, {"promise_date": MARCH}])
def test_without_a_policy_nothing_is_promised(lisbon, wrong):
    record = record_of(stocked({lisbon: 1}))

    with pytest.raises(StockError):
        change_policy(record, policy="none", **wrong)

    assert (record_of(record.product).policy, record_of(record.product).promise_date) == ("none", None)


def test_buyer_is_told_a_day_once_and_nobody_else(lisbon):
    product = stocked({lisbon: 0})
    change_policy(record_of(product), policy="backorder", cap=5, promise_date=MARCH)
    orders = [OrderFactory(lines=[product]) for _ in range(2)]
    promise = BackorderPromise.objects.get(line__order=orders[0])

    assert [note_promised_date(promise, promise_date=MAY) for _twice in range(2)] == [True, False]

    days = BackorderPromise.objects.order_by("pk").values_list("promise_date", flat=True)
    assert list(days) == [MAY, MARCH]


@pytest.mark.parametrize(("to", "quantity"), [("lisbon", 1), ("porto", 0), ("porto", -1), ("theirs", 1)])
def test_pieces_are_carried_to_another_warehouse_of_the_seller_only(lisbon, porto, to, quantity):
    product = stocked({lisbon: 2})
    theirs = WarehouseFactory(code="theirs", seller__code="other", seller__name="Other")
    places = {"lisbon": lisbon, "porto": porto, "theirs": theirs}

    with pytest.raises(StockError):
        transfer(record_of(product), lisbon, places[to], quantity=quantity)

    assert levels(product) == {"lisbon": (2, 0)}
