"""Many stock records at once, as a catalogue's file brings them."""

import pytest

from shop.stock.models import StockMovement
from shop.stock.services import set_levels
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = pytest.mark.django_db


def test_only_differences_are_counted_and_told():
    lisbon, porto = WarehouseFactory(code="lisbon", priority=1), WarehouseFactory(code="porto", priority=2)
    same, other, empty = stocked({lisbon: 2}), stocked({lisbon: 2, porto: 4}), stocked({lisbon: 0})
    before, user = StockMovement.objects.count(), UserFactory()

    changed = set_levels(
        {record_of(same): {lisbon: 2}, record_of(other): {lisbon: 5}, record_of(empty): {porto: 0}},
        reference="list.csv",
        user=user,
    )

    assert changed == {record_of(other).pk}
    assert levels(other) == {"lisbon": (5, 0), "porto": (4, 0)}
    assert StockMovement.objects.count() == before + 1
    movement = StockMovement.objects.get(kind="count")
    assert (movement.quantity, movement.reference, movement.user) == (3, "list.csv", user)


def test_new_records_get_their_opening_and_an_empty_place_none():
    lisbon, porto = WarehouseFactory(code="lisbon", priority=1), WarehouseFactory(code="porto", priority=2)
    product, old = ProductFactory(num_in_stock=0), stocked({lisbon: 1})
    record = record_of(product)
    record.levels.all().delete()
    type(record).objects.filter(pk=record.pk).update(num_in_stock=4)

    changed = set_levels({record: {lisbon: 4, porto: 0}, record_of(old): {lisbon: 1}}, new=[record])

    assert changed == {record.pk}
    assert levels(product) == {"lisbon": (4, 0), "porto": (0, 0)}
    opening = StockMovement.objects.get(kind="opening")
    assert (opening.level.stockrecord, opening.quantity, opening.balance) == (record, 4, 4)
