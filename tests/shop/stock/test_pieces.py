"""Some pieces of an order given up and promised again, as money goes back and comes."""

import pytest

from shop.partner.exceptions import OutOfStock
from shop.stock.models import BackorderPromise, OrderAllocation
from shop.stock.services import change_policy, reallocate, release_quantities, ship
from tests.shop.factories import OrderFactory, ProductClassFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked, totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", priority=1)


@pytest.fixture
def porto():
    return WarehouseFactory(code="porto", priority=2)


def line_of(order, product):
    return order.lines.get(product=product)


def allocated(order):
    rows = OrderAllocation.objects.filter(line__order=order).order_by("level__warehouse__code")
    return list(rows.values_list("level__warehouse__code", "quantity", "shipped"))


@pytest.mark.parametrize(("freed", "in_lisbon", "in_porto"), [(2, 2, 1), (3, 2, 0), (4, 1, 0)])
def test_pieces_of_one_line_are_freed_where_they_were_promised_last(
    lisbon, porto, freed, in_lisbon, in_porto
):
    product, other = stocked({lisbon: 2, porto: 4}), stocked({lisbon: 3})
    order = OrderFactory(lines=[(product, 5), (other, 2)])
    assert levels(product) == {"lisbon": (2, 2), "porto": (4, 3)}

    release_quantities(order, {line_of(order, product).pk: freed})

    assert (totals(product), totals(other)) == ((6, 5 - freed, 0), (3, 2, 0))
    assert levels(product) == {"lisbon": (2, in_lisbon), "porto": (4, in_porto)}
    assert [line_of(order, each).num_allocated for each in (product, other)] == [5 - freed, 2]
    kept = [("lisbon", in_lisbon, 0), ("lisbon", 2, 0), ("porto", in_porto, 0)]
    assert sorted(allocated(order)) == sorted(row for row in kept if row[1])


def test_no_more_than_is_promised_is_freed(lisbon):
    product = stocked({lisbon: 4})
    order = OrderFactory(lines=[(product, 3)])
    line = line_of(order, product)
    ship(order, lines={line.pk: 1})

    for _twice in range(2):
        release_quantities(order, {line.pk: 3})

    assert (totals(product), levels(product)) == ((3, 0, 0), {"lisbon": (3, 0)})
    assert allocated(order) == [("lisbon", 1, 1)]
    assert line_of(order, product).num_allocated == 0


def test_order_read_long_ago_frees_nothing_twice(lisbon):
    product = stocked({lisbon: 4})
    order = OrderFactory(lines=[(product, 3)])
    line = line_of(order, product)
    type(line).objects.filter(pk=line.pk).update(num_allocated=3)

    release_quantities(order, {line.pk: 0})
    release_quantities(order, {})

    assert (totals(product), levels(product)) == ((4, 3, 0), {"lisbon": (4, 3)})


@pytest.mark.parametrize(("freed", "waiting"), [(1, [2]), (2, [1]), (3, [])])
def test_no_more_pieces_wait_than_are_to_be_sent(lisbon, freed, waiting):
    product = stocked({lisbon: 1})
    change_policy(record_of(product), policy="backorder", cap=5)
    order = OrderFactory(lines=[(product, 3)])

    release_quantities(order, {order.lines.get().pk: freed})

    assert list(BackorderPromise.objects.values_list("quantity", flat=True)) == waiting


def test_freed_pieces_are_promised_again_at_the_place_of_the_others(lisbon, porto):
    product, other = stocked({porto: 4}), stocked({lisbon: 4})
    order = OrderFactory(lines=[(product, 3), (other, 1)])
    line = line_of(order, product)
    release_quantities(order, {line.pk: 2})

    reallocate(order, {line.pk: 2})

    assert (totals(product), totals(other)) == ((4, 3, 0), (4, 1, 0))
    assert (levels(product), levels(other)) == (
        {"lisbon": (0, 0), "porto": (4, 3)},
        {"lisbon": (4, 1)},
    )
    assert allocated(order) == [("lisbon", 1, 0), ("porto", 3, 0)]
    assert (line_of(order, product).num_allocated, line_of(order, other).num_allocated) == (3, 1)


def test_all_of_a_line_promised_again_leaves_from_the_first_warehouse(lisbon, porto):
    product = stocked({porto: 4})
    order = OrderFactory(lines=[(product, 3)])
    line = line_of(order, product)
    release_quantities(order, {line.pk: 3})

    reallocate(order, {line.pk: 3})

    assert levels(product) == {"lisbon": (0, 3), "porto": (4, 0)}
    assert allocated(order) == [("lisbon", 3, 0)]


def test_pieces_that_are_sold_meanwhile_are_not_promised_again(lisbon):
    product = stocked({lisbon: 3})
    order = OrderFactory(lines=[(product, 3)])
    line = line_of(order, product)
    release_quantities(order, {line.pk: 2})
    OrderFactory(lines=[product])

    with pytest.raises(OutOfStock):
        reallocate(order, {line.pk: 2})

    assert (totals(product), levels(product)) == ((3, 2, 0), {"lisbon": (3, 2)})
    assert line_of(order, product).num_allocated == 1


def test_what_is_not_counted_is_neither_freed_nor_promised(lisbon):
    kind = ProductClassFactory(slug="prints", name="Prints", track_stock=False)
    product = ProductFactory(product_class=kind)
    order = OrderFactory(lines=[(product, 2)])
    line = order.lines.get()

    release_quantities(order, {line.pk: 1})
    reallocate(order, {line.pk: 1})

    assert not OrderAllocation.objects.exists()
