"""Each sum that does not add up is named, and only that."""

import pytest

from shop.partner.models import StockRecord
from shop.stock.consistency import differences
from shop.stock.models import StockLevel
from tests.shop.factories import OrderFactory, ParentProductFactory, ProductClassFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wrong_books")]


@pytest.mark.parametrize(
    ("model", "fields", "told"),
    [
        (StockLevel, {"on_hand": 3}, []),
        (
            StockLevel,
            {"on_hand": 4},
            [
                "KC-1 in lisbon: 4 on hand, but the movements add up to 3",
                "KC-1: 3 in stock, but 4 in warehouses",
            ],
        ),
        (
            StockLevel,
            {"allocated": 1},
            [
                "KC-1 in lisbon: 1 promised, but orders wait for 0",
                "KC-1: 0 allocated, but 1 in warehouses",
            ],
        ),
        (StockRecord, {"num_allocated": 2}, ["KC-1: 2 allocated, but 0 in warehouses"]),
        (StockRecord, {"num_reserved": 2}, ["KC-1: 2 reserved, but baskets hold 0"]),
        (StockRecord, {"num_in_stock": 2}, ["KC-1: 2 in stock, but 3 in warehouses"]),
        (StockRecord, {"num_in_stock": None}, []),
    ],
)
def test_what_does_not_add_up_is_named(model, fields, told):
    stocked({WarehouseFactory(code="lisbon"): 3}, upc="KC-1")
    model.objects.update(**fields)

    assert list(differences()) == told
    assert list(differences(skus=["KC-1"])) == told
    assert list(differences(skus=["KC-2"])) == []


def test_variants_count_by_their_parents_class_and_uncounted_goods_not():
    WarehouseFactory()
    prints = ProductClassFactory(slug="prints", name="Prints", track_stock=False)
    ProductFactory(product_class=prints, upc="KC-1", num_in_stock=3)
    ProductFactory(parent=ParentProductFactory(), upc="KC-2", num_in_stock=3)
    StockLevel.objects.all().delete()

    assert list(differences()) == ["KC-2: 3 in stock, but 0 in warehouses"]


def test_each_place_counts_its_own_promises_and_pieces():
    lisbon, porto = WarehouseFactory(code="lisbon", priority=1), WarehouseFactory(code="porto", priority=2)
    bowl, jug = stocked({lisbon: 3, porto: 1}), stocked({lisbon: 5})

    OrderFactory(lines=[(bowl, 4), (jug, 2)])

    assert list(differences()) == []
