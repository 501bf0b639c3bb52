from datetime import date

import pytest
from django.db import connection

from shop.events.models import Event
from shop.order.models import Order
from shop.order.services import cancel_order, dispatch_order, mark_order_paid
from shop.partner.exceptions import OutOfStock
from shop.stock.exceptions import StockError
from shop.stock.explanation import explain
from shop.stock.models import BackorderPromise, OrderAllocation, StockLevel, StockMovement
from shop.stock.queries import route_of
from shop.stock.services import (
    cancel,
    change_policy,
    reallocate,
    receive,
    release_quantities,
    restock_return,
    ship,
)
from tests.shop.factories import OrderFactory, ProductClassFactory, ProductFactory, UserFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked, totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", country="PT", priority=1)


@pytest.fixture
def porto():
    return WarehouseFactory(code="porto", country="PT", priority=2)


def test_order_takes_its_pieces_where_they_lie(lisbon, porto):
    product = stocked({lisbon: 2, porto: 4})

    OrderFactory(lines=[(product, 3)])

    assert totals(product) == (6, 3, 0)
    assert levels(product) == {"lisbon": (2, 0), "porto": (4, 3)}


def test_order_that_no_warehouse_has_is_split(lisbon, porto):
    product = stocked({lisbon: 2, porto: 4})

    order = OrderFactory(lines=[(product, 5)])

    assert levels(product) == {"lisbon": (2, 1), "porto": (4, 4)}
    assert explain(order.route.steps)[0] == "Ships in 2 shipments: 4 units from Porto, 1 unit from Lisbon."


def test_why_it_ships_from_there_is_kept(lisbon, porto):
    bowl, cup = stocked({lisbon: 5, porto: 1}), stocked({lisbon: 5, porto: 0}, upc="KC-012")

    order = OrderFactory(lines=[bowl, cup])

    assert explain(order.route.steps)[:2] == [
        "Ships from Lisbon: everything in one shipment.",
        "Lisbon can ship everything at once. Porto lacked KC-012.",
    ]


def test_dispatch_writes_the_sale_into_the_ledger(lisbon, porto):
    product = stocked({lisbon: 2, porto: 4})
    order = mark_order_paid(OrderFactory(lines=[(product, 5)], number="K-1"))
    staff = UserFactory()

    dispatch_order(order, by=staff)
    dispatch_order(Order.objects.get(), by=staff)

    assert totals(product) == (1, 0, 0)
    assert levels(product) == {"lisbon": (1, 0), "porto": (0, 0)}
    sold = StockMovement.objects.filter(kind="sale").order_by("quantity")
    assert [(m.quantity, m.reference, m.user) for m in sold] == [(-4, "K-1", staff), (-1, "K-1", staff)]


def test_cancelled_order_frees_its_pieces_once(lisbon, porto):
    product = stocked({lisbon: 2, porto: 4})
    order = OrderFactory(lines=[(product, 5)])

    cancel_order(order)
    cancel(order)

    assert totals(product) == (6, 0, 0)
    assert levels(product) == {"lisbon": (2, 0), "porto": (4, 0)}
    assert not OrderAllocation.objects.exists()


def test_part_of_an_order_goes_out_from_one_warehouse(lisbon, porto):
    product = stocked({lisbon: 2, porto: 4})
    order = OrderFactory(lines=[(product, 5)])

    ship(order, warehouse=lisbon)
    ship(order, lines={order.lines.get().pk: 2})

    assert totals(product) == (3, 2, 0)
    assert levels(product) == {"lisbon": (1, 0), "porto": (2, 2)}
    with pytest.raises(StockError):
        ship(order, warehouse=lisbon, lines={order.lines.get().pk: 1})
    cancel(order)
    assert totals(product) == (3, 0, 0)


def test_pieces_that_are_elsewhere_leave_from_there(lisbon, porto):
    product = stocked({lisbon: 0, porto: 1})
    change_policy(record_of(product), policy="backorder", cap=5)
    order = OrderFactory(lines=[(product, 3)])
    receive(record_of(product), lisbon, quantity=4)

    ship(order)

    assert totals(product) == (2, 0, 0)
    assert levels(product) == {"lisbon": (2, 0), "porto": (0, 0)}
    assert OrderAllocation.objects.filter(line__order=order).count() == 2


def test_what_is_nowhere_cannot_go_out(lisbon):
    product = stocked({lisbon: 1})
    change_policy(record_of(product), policy="backorder", cap=5)
    order = OrderFactory(lines=[(product, 3)])

    with pytest.raises(StockError):
        ship(order)

    assert totals(product) == (1, 3, 0)
    assert not StockMovement.objects.filter(kind="sale").exists()


def test_backorder_is_sold_up_to_its_cap_and_promised_for_a_day(lisbon):
    product = stocked({lisbon: 1})
    change_policy(record_of(product), policy="backorder", cap=2, promise_date=date(2027, 3, 1))

    order = OrderFactory(lines=[(product, 3)])

    promise = BackorderPromise.objects.get()
    assert (promise.line.order, promise.quantity, promise.promise_date) == (order, 2, date(2027, 3, 1))
    with pytest.raises(OutOfStock):
        OrderFactory(lines=[ProductFactory(), product])
    assert Order.objects.count() == 1
    assert totals(product) == (1, 3, 0)


def test_dispatched_backorder_is_no_promise_any_more(lisbon):
    product = stocked({lisbon: 1})
    change_policy(record_of(product), policy="preorder", cap=2)
    order = OrderFactory(lines=[(product, 2)])
    receive(record_of(product), lisbon, quantity=1)

    ship(order)

    assert not BackorderPromise.objects.exists()


def test_pieces_come_back_but_no_more_than_went_out(lisbon):
    product = stocked({lisbon: 3})
    order = OrderFactory(lines=[(product, 2)])
    line = order.lines.get()
    with pytest.raises(StockError):
        restock_return(line, quantity=1, warehouse=lisbon)
    ship(order)

    restock_return(line, quantity=2, warehouse=lisbon, reason="Too blue")

    assert totals(product) == (3, 0, 0)
    with pytest.raises(StockError):
        restock_return(line, quantity=1, warehouse=lisbon)


def test_low_and_replenished_are_told_once_each(lisbon):
    product = stocked({lisbon: 3})
    record = record_of(product)
    change_policy(record, policy="none", low_stock_threshold=3)
    order = OrderFactory(lines=[(product, 2)])
    OrderFactory(lines=[product])

    cancel_order(order)

    told = Event.objects.filter(name__in=["StockLow", "StockReplenished"]).order_by("pk")
    assert [(event.name, event.payload["left"]) for event in told] == [
        ("StockReplenished", 3),
        ("StockLow", 1),
        ("StockReplenished", 2),
    ]


def test_cancelling_what_a_warehouse_does_not_have_promised_is_refused_whole(lisbon):
    product = stocked({lisbon: 4})
    order = OrderFactory(lines=[(product, 3)])
    StockLevel.objects.update(allocated=2)

    with pytest.raises(StockError, match="fewer units allocated"):
        cancel(order)

    assert (totals(product), levels(product)) == ((4, 3, 0), {"lisbon": (4, 2)})
    assert list(OrderAllocation.objects.values_list("quantity", "shipped")) == [(3, 0)]
    assert order.lines.get().num_allocated == 3
    StockLevel.objects.update(allocated=3)  # the books are held against each other after every test


@pytest.mark.parametrize("way", ["all", "pieces"])
def test_line_that_was_freed_meanwhile_is_not_freed_again(lisbon, wrong_books, way):
    product = stocked({lisbon: 5})
    order = OrderFactory(lines=[(product, 2)])

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith('UPDATE "order_line"'):
            with connection.cursor() as cursor:
                cursor.cursor.execute("UPDATE order_line SET num_allocated = 0")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        if way == "all":
            cancel(order)
        else:
            release_quantities(order, {order.lines.get().pk: 2})

    assert (totals(product), levels(product)) == ((5, 2, 0), {"lisbon": (5, 2)})


def test_line_that_has_gone_out_is_not_marked_as_freed(lisbon):
    order = OrderFactory(lines=[(stocked({lisbon: 5}), 2)])
    ship(order)

    cancel(order)

    assert order.lines.get().allocation_cancelled is False


def test_order_of_which_nothing_is_counted_has_no_route():
    prints = ProductClassFactory(slug="prints", name="Prints", track_stock=False)

    order = OrderFactory(lines=[ProductFactory(product_class=prints, num_in_stock=None)])

    assert route_of(order) is None


@pytest.mark.parametrize(
    ("model", "change"),
    [(OrderAllocation, "quantity = 1"), (OrderAllocation, "shipped = 1"), (StockLevel, "allocated = 0")],
)
def test_allocation_that_changed_meanwhile_frees_nothing(lisbon, model, change):
    product = stocked({lisbon: 5})
    order = OrderFactory(lines=[(product, 2)])

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith(f'UPDATE "{StockLevel._meta.db_table}"'):
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"UPDATE {model._meta.db_table} SET {change}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile), pytest.raises(StockError):
        cancel(order)

    assert (totals(product), levels(product)) == ((5, 2, 0), {"lisbon": (5, 2)})


def test_pieces_are_promised_again_where_their_own_line_leaves(lisbon, porto):
    bowl, jug, cup = stocked({lisbon: 5}), stocked({porto: 5}), stocked({lisbon: 5})
    order = OrderFactory(lines=[(bowl, 2), (jug, 2), cup])
    first, line, last = order.lines.order_by("pk")
    release_quantities(order, {line.pk: 1, last.pk: 1})

    reallocate(order, {line.pk: 1})

    assert [levels(product)[place] for product, place in ((bowl, "lisbon"), (jug, "porto"))] == [
        (5, 2),
        (5, 2),
    ]
    held = OrderAllocation.objects.order_by("line").values_list("line", "quantity")
    assert list(held) == [(first.pk, 2), (line.pk, 2)]


def test_promise_of_a_delivery_shrinks_with_its_own_line(lisbon):
    product = stocked({lisbon: 2})
    change_policy(record_of(product), policy="backorder", cap=9)
    order, other = OrderFactory(lines=[(product, 3)]), OrderFactory(lines=[product])
    line = order.lines.get()

    promised = []
    for pieces in (1, 2):
        release_quantities(order, {line.pk: pieces})
        promised.append(sorted(BackorderPromise.objects.values_list("line__order", "quantity")))

    assert promised == [[(order.pk, 1), (other.pk, 1)], [(other.pk, 1)]]


def test_only_the_line_that_is_short_waits_for_a_delivery(lisbon):
    bowl, jug, cup = stocked({lisbon: 2}), stocked({lisbon: 5}), stocked({lisbon: 2})
    for product in (bowl, cup):
        change_policy(record_of(product), policy="backorder", cap=9)

    short, exact = OrderFactory(lines=[(bowl, 3), jug]), OrderFactory(lines=[(cup, 2)])

    promises = BackorderPromise.objects.values_list("line__order", "line__product", "quantity")
    assert list(promises) == [(short.pk, bowl.pk, 1)]
    allocations = OrderAllocation.objects.filter(line__order__in=[short, exact]).select_related(
        "line", "level"
    )
    assert [a.level.stockrecord_id == a.line.stockrecord_id for a in allocations] == [True] * 3
