"""A purchase order from its draft to the shelf."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.events.models import Event
from shop.purchasing.exceptions import OrderMovedOnError, PurchasingError
from shop.purchasing.models import GoodsReceipt, PurchaseOrder
from shop.purchasing.services import (
    DraftLine,
    cancel_order,
    change_draft,
    close_order,
    confirm_order,
    draft_order,
    mark_sent,
    receive_goods,
)
from shop.stock.consistency import differences
from shop.stock.models import StockMovement
from shop.stock.services import change_policy
from tests.shop.factories import OrderFactory, PartnerFactory, StaffFactory
from tests.shop.purchasing.factories import arrived, draft, sells, sent, vendor
from tests.shop.stock.factories import WarehouseFactory, levels, record_of, stocked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _books_add_up():
    yield
    assert list(differences()) == []


@pytest.fixture
def place():
    return WarehouseFactory(code="main")


def state_of(order):
    return PurchaseOrder.objects.get(pk=order.pk).state


def receipts():
    return StockMovement.objects.filter(kind="receipt", reference__startswith="PO-").values_list(
        "quantity", flat=True
    )


def test_a_draft_takes_the_vendors_own_number_and_cost(place):
    seller, product = vendor(), stocked({place: 0})
    sells(seller, product, "3.20", part_number="CL-7")

    order = draft_order(seller, place, {record_of(product): DraftLine(quantity=4)})

    line = order.lines.get()
    assert (line.part_number, line.unit_cost, order.number) == ("CL-7", Decimal("3.20"), f"PO-{order.pk:05d}")


def test_a_draft_needs_lines_numbers_and_stock_of_the_place(place):
    seller, product = vendor(), stocked({place: 0})
    other = WarehouseFactory(code="other", seller=PartnerFactory(code="else", name="Else"))
    record = record_of(product)
    cost = Decimal(1)

    for where, wanted in (
        (place, {}),
        (place, {record: DraftLine(quantity=0, unit_cost=cost)}),
        (place, {record: DraftLine(quantity=1)}),
        (other, {record: DraftLine(quantity=1, unit_cost=cost)}),
    ):
        with pytest.raises(PurchasingError):
            draft_order(seller, where, wanted)

    assert PurchaseOrder.objects.count() == 0


def test_what_was_sent_does_not_change_any_more(place):
    seller, product = vendor(), stocked({place: 0})
    order = sent(seller, place, (product, 4, "1.00"))

    with pytest.raises(OrderMovedOnError):
        change_draft(order, {record_of(product): DraftLine(quantity=9, unit_cost=Decimal(1))})
    with pytest.raises(OrderMovedOnError):
        mark_sent(order)

    assert order.lines.get().quantity == 4


def test_an_order_below_the_vendors_minimum_stays_a_draft(place):
    order = draft(vendor(minimum_order=50), place, (stocked({place: 0}), 4, "10.00"))

    with pytest.raises(PurchasingError, match="50"):
        mark_sent(order)

    assert state_of(order) == "draft"


def test_a_sent_order_is_expected_after_the_longest_lead_time(place):
    seller, quick, slow = vendor(lead_time=10), stocked({place: 0}), stocked({place: 0})
    sells(seller, quick, lead_time=3)

    today = timezone.localdate()
    assert sent(seller, place, (quick, 1, "1.00")).expected_on == today + timedelta(days=3)
    assert sent(seller, place, (quick, 1, "1.00"), (slow, 1, "1.00")).expected_on == today + timedelta(
        days=10
    )


def test_goods_arrive_in_part_then_whole(place):
    product = stocked({place: 1})
    order = sent(vendor(), place, (product, 10, "2.00"))

    first = receive_goods(order, arrived(order, 4), key="one", delivery_note="LS 1", user=StaffFactory())
    assert (state_of(order), first.short, first.over) == ("partial", {record_of(product).partner_sku: 6}, {})
    second = receive_goods(order, arrived(order, 6), key="two")

    assert (state_of(order), second.short, second.over) == ("received", {}, {})
    assert (levels(product), list(receipts())) == ({"main": (11, 0)}, [6, 4])


def test_more_than_ordered_is_taken_and_said(place):
    product = stocked({place: 0})
    order = sent(vendor(), place, (product, 10, "2.00"))

    outcome = receive_goods(order, arrived(order, 12), key="one")

    assert (outcome.over, state_of(order)) == ({record_of(product).partner_sku: 2}, "received")
    assert levels(product) == {"main": (12, 0)}


def test_the_same_form_books_once(place):
    product = stocked({place: 0})
    order = sent(vendor(), place, (product, 10, "2.00"))

    outcomes = [receive_goods(order, arrived(order, 4), key="same") for _click in range(2)]

    assert [outcome.is_new for outcome in outcomes] == [True, False]
    assert (levels(product), GoodsReceipt.objects.count()) == ({"main": (4, 0)}, 1)
    # Also the last one, after which nothing is to come.
    for _click in range(2):
        receive_goods(order, arrived(order, 6), key="last")
    assert (levels(product), state_of(order)) == ({"main": (10, 0)}, "received")


def test_a_form_of_another_order_books_nothing(place):
    product = stocked({place: 0})
    one, two = (sent(vendor(name), place, (product, 5, "2.00")) for name in ("A", "B"))
    receive_goods(one, arrived(one, 1), key="key")

    with pytest.raises(PurchasingError):
        receive_goods(two, arrived(two, 1), key="key")
    with pytest.raises(PurchasingError):
        receive_goods(two, arrived(one, 1), key="other")
    with pytest.raises(PurchasingError):
        receive_goods(two, arrived(two, 0), key="none")
    with pytest.raises(PurchasingError):
        receive_goods(two, arrived(two, -1), key="minus")

    assert levels(product) == {"main": (1, 0)}


@pytest.mark.parametrize("end", [close_order, cancel_order])
def test_nothing_arrives_for_what_has_ended(place, end):
    product = stocked({place: 0})
    order = sent(vendor(), place, (product, 10, "2.00"))
    end(order)

    with pytest.raises(OrderMovedOnError):
        receive_goods(order, arrived(order, 1), key="late")

    assert levels(product) == {"main": (0, 0)}


def test_what_came_in_part_is_closed_and_not_cancelled(place):
    order = sent(vendor(), place, (stocked({place: 0}), 10, "2.00"))
    receive_goods(order, arrived(order, 1), key="one")

    with pytest.raises(OrderMovedOnError):
        cancel_order(order)
    close_order(order)

    assert state_of(order) == "closed"


@pytest.mark.parametrize(
    ("there", "cost", "units", "unit_cost", "after"),
    [
        (0, None, 5, "2.00", "2.00"),
        (10, "1.00", 10, "2.00", "1.50"),
        (0, "9.00", 5, "2.00", "2.00"),
        (1, "1.00", 2, "2.00", "1.67"),
        (5, None, 5, "3.00", "3.00"),
    ],
)
def test_the_cost_is_the_average_of_what_lies_there_and_what_came(
    place, there, cost, units, unit_cost, after
):
    product = stocked({place: there})
    record = record_of(product)
    type(record).objects.filter(pk=record.pk).update(cost=cost)
    order = sent(vendor(), place, (product, units, unit_cost))

    receive_goods(order, arrived(order, units), key="one")

    assert record_of(product).cost == Decimal(after)


def test_a_cost_in_another_currency_is_not_mixed_in(place):
    product = stocked({place: 1})
    order = sent(vendor(currency="USD"), place, (product, 5, "2.00"))

    receive_goods(order, arrived(order, 5), key="one")

    assert record_of(product).cost is None


def test_the_promise_to_buyers_follows_the_purchase_order(place):
    product = stocked({place: 0})
    record = record_of(product)
    change_policy(record, policy="backorder", cap=5)
    buyer_waits = OrderFactory(lines=[product])
    today = timezone.localdate()

    order = sent(vendor(lead_time=10), place, (product, 9, "2.00"))
    assert record_of(product).promise_date == today + timedelta(days=10)
    confirm_order(order, expected_on=today + timedelta(days=20), vendor_reference="A-1")

    assert record_of(product).promise_date == today + timedelta(days=20)
    assert (state_of(order), buyer_waits.lines.get().num_allocated) == ("confirmed", 1)
    assert Event.objects.filter(name="PromiseMoved").count() == 2


def test_of_two_orders_the_earlier_is_promised_until_it_is_here(place):
    product = stocked({place: 0})
    change_policy(record_of(product), policy="backorder", cap=5)
    late = sent(vendor("Late", lead_time=30), place, (product, 1, "1.00"))
    soon = sent(vendor("Soon", lead_time=5), place, (product, 1, "1.00"))
    assert record_of(product).promise_date == soon.expected_on

    receive_goods(soon, arrived(soon, 1), key="one")

    assert record_of(product).promise_date == late.expected_on


def test_what_is_not_sold_beyond_the_stock_promises_nothing(place):
    product = stocked({place: 0})
    sent(vendor(), place, (product, 1, "1.00"))

    assert record_of(product).promise_date is None


def test_an_open_order_keeps_its_state_when_the_day_moves(place):
    order = sent(vendor(), place, (stocked({place: 0}), 5, "1.00"))
    receive_goods(order, arrived(order, 1), key="one")

    confirm_order(order, expected_on=date(2030, 1, 1))

    assert (state_of(order), order.expected_on) == ("partial", date(2030, 1, 1))
