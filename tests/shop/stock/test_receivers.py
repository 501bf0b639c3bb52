"""A number typed on a stock record becomes a movement."""

import pytest

from shop.stock.models import StockMovement, Warehouse
from tests.shop.factories import ProductClassFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked, totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", priority=1)


@pytest.fixture
def porto():
    return WarehouseFactory(code="porto", priority=2)


def enter(product, pieces):
    record = record_of(product)
    record.num_in_stock = pieces
    record.save()


@pytest.mark.parametrize(
    ("pieces", "there"),
    [
        (9, {"lisbon": (4, 0), "porto": (5, 0)}),
        (5, {"lisbon": (0, 0), "porto": (5, 0)}),
        (4, {"lisbon": (2, 0), "porto": (2, 0)}),
    ],
)
def test_difference_goes_to_the_first_warehouse_or_to_where_most_lies(lisbon, porto, pieces, there):
    product = stocked({lisbon: 2, porto: 5})

    enter(product, pieces)

    assert (levels(product), totals(product)) == (there, (pieces, 0, 0))


def test_the_same_number_or_none_is_no_movement(lisbon):
    product = stocked({lisbon: 2})

    enter(product, 2)
    enter(product, None)

    assert levels(product) == {"lisbon": (2, 0)}
    assert StockMovement.objects.count() == 1


def test_what_is_not_counted_has_no_warehouse():
    prints = ProductClassFactory(slug="prints", name="Prints", track_stock=False)
    product = ProductFactory(product_class=prints, num_in_stock=3)

    enter(product, 5)

    assert not StockMovement.objects.exists()
    assert not Warehouse.objects.exists()


def test_nothing_in_stock_is_no_opening():
    product = ProductFactory(num_in_stock=0)

    assert not StockMovement.objects.exists()
    assert levels(product) == {"workshop": (0, 0)}
