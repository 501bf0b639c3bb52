from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.events.models import Event
from shop.partner.exceptions import OutOfStock
from shop.partner.models import StockRecord
from tests.shop.factories import ProductClassFactory, ProductFactory, StockRecordFactory

pytestmark = pytest.mark.django_db


def levels(record):
    record.refresh_from_db()
    return record.num_in_stock, record.num_allocated


def test_allocate_promises_pieces():
    record = ProductFactory(num_in_stock=3).stockrecords.get()

    record.allocate(2)

    assert levels(record) == (3, 2)
    assert record.net_stock_level == 1


def test_allocate_refuses_more_than_is_free_and_changes_nothing():
    record = ProductFactory(num_in_stock=3, title="Celadon cup").stockrecords.get()
    record.allocate(2)

    with pytest.raises(OutOfStock) as refusal:
        record.allocate(2)

    assert (refusal.value.title, refusal.value.left) == ("Celadon cup", 1)
    assert levels(record) == (3, 2)


def test_allocate_by_a_stale_object_sees_what_the_row_says():
    product = ProductFactory(num_in_stock=1)
    first, second = product.stockrecords.get(), product.stockrecords.get()
    first.allocate(1)

    with pytest.raises(OutOfStock):
        second.allocate(1)

    assert levels(second) == (1, 1)


def test_allocate_does_nothing_where_stock_is_not_tracked():
    digital = ProductClassFactory(slug="patterns", name="Patterns", track_stock=False)
    record = ProductFactory(product_class=digital, num_in_stock=None).stockrecords.get()

    record.allocate(5)

    assert levels(record) == (None, None)


def test_dispatch_takes_pieces_off_the_shelf():
    record = ProductFactory(num_in_stock=3).stockrecords.get()
    record.allocate(2)

    record.consume_allocation(2)

    assert levels(record) == (1, 0)


def test_dispatch_of_more_than_promised_is_refused():
    record = ProductFactory(num_in_stock=3).stockrecords.get()
    record.allocate(1)

    with pytest.raises(InvalidStockAdjustment):
        record.consume_allocation(2)

    assert levels(record) == (3, 1)


def test_cancelling_frees_pieces():
    record = ProductFactory(num_in_stock=3).stockrecords.get()
    record.allocate(2)

    record.cancel_allocation(2)

    assert levels(record) == (3, 0)


def test_database_refuses_a_negative_allocation():
    record = ProductFactory().stockrecords.get()

    with pytest.raises(IntegrityError):
        type(record).objects.filter(pk=record.pk).update(num_allocated=-1)


def test_database_refuses_a_negative_price():
    record = ProductFactory().stockrecords.get()

    with pytest.raises(IntegrityError):
        type(record).objects.filter(pk=record.pk).update(price=-1)


def test_database_refuses_a_negative_cost():
    with pytest.raises(IntegrityError):
        StockRecordFactory(product=ProductFactory(price=None), cost="-0.01")


def test_cancelling_more_than_promised_is_refused():
    record = ProductFactory(num_in_stock=3).stockrecords.get()
    record.allocate(1)

    with pytest.raises(InvalidStockAdjustment):
        record.cancel_allocation(2)

    assert levels(record) == (3, 1)


def test_database_refuses_more_promises_than_pieces():
    record = ProductFactory(num_in_stock=3).stockrecords.get()

    with pytest.raises(IntegrityError):
        type(record).objects.filter(pk=record.pk).update(num_allocated=4)


def test_saving_a_form_read_long_ago_leaves_the_counters():
    product = ProductFactory(num_in_stock=3)
    old = product.stockrecords.get()
    product.stockrecords.get().allocate(2)

    old.price = 30
    old.save()

    assert levels(old) == (3, 2)
    assert Event.objects.get(name="PriceChanged").payload["new_price"] == "30"


def test_number_entered_by_hand_becomes_a_movement():
    record = ProductFactory(num_in_stock=3).stockrecords.get()
    record.num_in_stock = 7
    record.save()

    level = record.levels.get()
    assert levels(record) == (7, None)
    assert list(level.movements.values_list("kind", "quantity")) == [("adjustment", 4), ("opening", 3)]
    assert level.on_hand == 7


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"price_currency": "JPY", "price": Decimal("0.50")}, "price"),
        ({"price_currency": "JPY", "price": Decimal(5), "cost": Decimal("0.50")}, "cost"),
        ({"price_currency": "KWD", "price": Decimal(5)}, "price_currency"),
    ],
)
def test_what_a_currency_cannot_pay_is_no_price(values, field):
    with pytest.raises(ValidationError) as told:
        StockRecord(**values).clean()

    assert list(told.value.message_dict) == [field]
