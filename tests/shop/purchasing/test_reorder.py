"""When something is to be bought again, and how much of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.purchasing.models import ReorderRule
from shop.purchasing.reorder import Levels, Need, need_of, propose, sold_units, units_on_order
from shop.purchasing.services import cancel_order, receive_goods
from shop.stock.models import StockMovement
from tests.shop.purchasing.factories import arrived, sells, sent, vendor
from tests.shop.stock.factories import WarehouseFactory, record_of, stocked


@pytest.mark.parametrize(
    ("levels", "need"),
    [
        # One a day, two weeks of lead time and one of safety: buy at 21, up to 51.
        (Levels(available=21, sold=60, lead_time=14), Need(reorder_point=21, target=51, quantity=30)),
        (Levels(available=22, sold=60, lead_time=14), Need(reorder_point=21, target=51, quantity=0)),
        (
            Levels(available=21, sold=60, lead_time=14, pack_size=12),
            Need(reorder_point=21, target=51, quantity=36),
        ),
        (
            Levels(available=-3, sold=0, lead_time=14, threshold=5),
            Need(reorder_point=5, target=6, quantity=9),
        ),
        (Levels(available=0, sold=0, lead_time=14), Need(reorder_point=0, target=1, quantity=0)),
        (
            Levels(available=10, sold=600, lead_time=14, reorder_point=10, target=20),
            Need(reorder_point=10, target=20, quantity=10),
        ),
        (
            Levels(available=0, sold=0, lead_time=14, reorder_point=0),
            Need(reorder_point=0, target=1, quantity=1),
        ),
        (
            Levels(available=9, sold=0, lead_time=1, reorder_point=9, target=4),
            Need(reorder_point=9, target=10, quantity=1),
        ),
    ],
    ids=["at-point", "above", "packs", "threshold", "never-sold", "rule", "zero-rule", "target-below"],
)
def test_the_formula(levels, need):
    assert need_of(levels) == need


def sale(product, units, *, days_ago=1):
    level = record_of(product).levels.get()
    return StockMovement.objects.create(
        level=level,
        kind="sale" if units < 0 else "return",
        quantity=units,
        balance=0,
        moved_at=timezone.now() - timedelta(days=days_ago),
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("wrong_books")
def test_sales_of_the_last_sixty_days_less_returns_count():
    product = stocked({WarehouseFactory(): 9})
    for units, days_ago in ((-5, 1), (-3, 59), (2, 3), (-50, 61)):
        sale(product, units, days_ago=days_ago)

    assert sold_units([record_of(product).pk]) == {record_of(product).pk: 6}


@pytest.fixture
def wrong_books():
    """Movements without stock, for the rate alone."""


@pytest.mark.django_db
def test_what_is_on_order_counts_as_there_until_it_is_here_or_called_off():
    place, seller = WarehouseFactory(), vendor()
    product = stocked({place: 1})
    sells(seller, product)
    record = record_of(product)
    ReorderRule.objects.create(stockrecord=record, reorder_point=5, target=10)

    (proposal,) = propose()
    assert (proposal.need.quantity, proposal.offer.vendor, proposal.cost) == (9, seller, Decimal("22.50"))
    order = sent(seller, place, (product, 9, "2.50"))
    assert propose() == []
    receive_goods(order, arrived(order, 2), key="a")
    assert units_on_order([record.pk]) == {record.pk: 7}
    assert propose() == []
    second = sent(seller, place, (product, 1, "2.50"))
    cancel_order(second)
    assert units_on_order([record.pk]) == {record.pk: 7}


@pytest.mark.django_db
def test_the_preferred_vendor_comes_before_a_cheaper_one_and_before_one_that_is_gone():
    product = stocked({WarehouseFactory(): 0})
    ReorderRule.objects.create(stockrecord=record_of(product), reorder_point=5)
    sells(vendor("Gone", is_active=False), product, "0.10")
    sells(vendor("Cheap"), product, "1.00", is_preferred=False)
    sells(vendor("Trusted"), product, "3.00", pack_size=4)

    (proposal,) = propose()

    assert (proposal.offer.vendor.name, proposal.need.quantity) == ("Trusted", 8)


@pytest.mark.django_db
def test_a_list_costs_the_same_queries_however_long(django_assert_num_queries):
    place, seller = WarehouseFactory(), vendor()
    for _product in range(5):
        product = stocked({place: 0})
        sells(seller, product)
        ReorderRule.objects.create(stockrecord=record_of(product), reorder_point=5)

    with django_assert_num_queries(5):
        assert len(propose()) == 5
