from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from shop.stock.consistency import differences
from shop.stock.exceptions import StockError
from shop.stock.models import StockLevel, StockMovement
from shop.stock.queries import explain_stock
from shop.stock.services import adjust, change_policy, count, damage, enter_opening, receive, transfer
from tests.shop.factories import OrderFactory, PartnerFactory, ProductFactory, UserFactory
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked, totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def lisbon():
    return WarehouseFactory(code="lisbon", priority=1)


@pytest.fixture
def porto():
    return WarehouseFactory(code="porto", priority=2)


def test_why_47(lisbon):
    product = stocked({lisbon: 50}, upc="KC-047")
    record, staff = record_of(product), UserFactory()
    damage(record, lisbon, quantity=2, reason="Fell", user=staff)
    adjust(record, lisbon, by=-2, reason="Found none", user=staff)
    count(record, lisbon, counted=47, user=staff)

    assert explain_stock("KC-047") == [
        "KC-047 in lisbon: 47 on hand",
        "    +50  receipt (1 movements)",
        "     -2  adjustment (1 movements)",
        "     +1  count (1 movements)",
        "     -2  damage (1 movements)",
        "  of these 0 are promised to orders",
        *explain_stock("KC-047")[6:],
    ]
    assert list(StockMovement.objects.order_by("pk").values_list("balance", flat=True)) == [50, 48, 46, 47]


def test_new_product_begins_with_its_opening():
    product = ProductFactory(num_in_stock=4)

    movement = StockMovement.objects.get()
    assert (movement.kind, movement.quantity, movement.balance) == ("opening", 4, 4)
    assert levels(product) == {"workshop": (4, 0)}


def test_more_than_there_is_cannot_be_taken(lisbon):
    product = stocked({lisbon: 2})

    with pytest.raises(StockError):
        adjust(record_of(product), lisbon, by=-3)

    assert totals(product) == (2, 0, 0)
    assert StockMovement.objects.count() == 1


def test_pieces_of_another_warehouse_cannot_be_taken(lisbon, porto):
    product = stocked({lisbon: 2, porto: 5})

    with pytest.raises(StockError):
        damage(record_of(product), lisbon, quantity=3)

    assert totals(product) == (7, 0, 0)
    assert levels(product) == {"lisbon": (2, 0), "porto": (5, 0)}


def test_promised_pieces_that_are_gone_are_missing(lisbon):
    product = stocked({lisbon: 3})
    OrderFactory(lines=[(product, 3)])

    count(record_of(product), lisbon, counted=1)

    assert totals(product) == (1, 3, 0)
    assert record_of(product).num_missing == 2
    receive(record_of(product), lisbon, quantity=2)
    assert record_of(product).num_missing == 0


def test_count_that_agrees_writes_nothing(lisbon):
    product = stocked({lisbon: 3})

    assert count(record_of(product), lisbon, counted=3) is None
    assert StockMovement.objects.count() == 1


def test_transfer_at_once_leaves_promised_pieces(lisbon, porto):
    product = stocked({lisbon: 3, porto: 1})
    OrderFactory(lines=[(product, 2)])

    with pytest.raises(StockError):
        transfer(record_of(product), lisbon, porto, quantity=2)
    transfer(record_of(product), lisbon, porto, quantity=1, reference="T")

    assert levels(product) == {"lisbon": (2, 2), "porto": (2, 0)}
    assert totals(product) == (4, 2, 0)


def test_another_sellers_warehouse_is_refused(lisbon):
    other = WarehouseFactory(seller=PartnerFactory(code="other", name="Other"))
    product = stocked({lisbon: 1})

    with pytest.raises(StockError):
        receive(record_of(product), other, quantity=1)

    assert levels(product) == {"lisbon": (1, 0)}


@pytest.mark.parametrize("call", [receive, damage])
def test_no_piece_is_no_movement(lisbon, call):
    product = stocked({lisbon: 1})

    with pytest.raises(StockError):
        call(record_of(product), lisbon, quantity=0)
    with pytest.raises(StockError):
        adjust(record_of(product), lisbon, by=0)

    assert StockMovement.objects.count() == 1


def test_cap_needs_a_policy(lisbon):
    record = record_of(stocked({lisbon: 1}))

    with pytest.raises(StockError):
        change_policy(record, policy="none", cap=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(record).objects.filter(pk=record.pk).update(backorder_cap=3)


def test_cap_that_is_lowered_leaves_what_is_sold(lisbon):
    product = stocked({lisbon: 1})
    change_policy(record_of(product), policy="backorder", cap=4)
    OrderFactory(lines=[(product, 4)])

    change_policy(record_of(product), policy="none")

    record = record_of(product)
    assert (record.num_sellable, record.num_missing, record.num_allocated) == (0, 3, 4)


def test_check_stock_finds_what_does_not_add_up(lisbon, wrong_books, capsys):
    product = stocked({lisbon: 3}, upc="KC-1")
    call_command("check_stock", "KC-1")
    assert "3 on hand" in capsys.readouterr().out
    StockLevel.objects.update(on_hand=5)

    with pytest.raises(CommandError):
        call_command("check_stock")

    assert list(differences(skus=["KC-1"])) == [
        "KC-1 in lisbon: 5 on hand, but the movements add up to 3",
        "KC-1: 3 in stock, but 5 in warehouses",
    ]
    assert product


@pytest.mark.parametrize(("broken", "left"), [(-1, 3), (0, 3), (1, 2)])
def test_at_least_one_piece_breaks(broken, left):
    lisbon = WarehouseFactory(code="lisbon")
    product = stocked({lisbon: 3})

    with (
        nullcontext()
        if broken > 0
        else pytest.raises(StockError, match="The damaged quantity has to be at least one")
    ):
        damage(record_of(product), lisbon, quantity=broken)

    assert levels(product) == {"lisbon": (left, 0)}


def test_opening_is_written_once():
    record = record_of(ProductFactory(num_in_stock=3))

    assert enter_opening(record, warehouse=record.levels.get().warehouse) is None
    assert list(StockMovement.objects.values_list("kind", "quantity")) == [("opening", 3)]
