from decimal import Decimal

import pytest

from shop.order.models import Order
from shop.order_changes.exceptions import OrderMovedError
from shop.order_changes.models import OrderChange
from shop.partner.models import StockRecord
from shop.payments.models import Refund, RefundLine
from shop.payments.queries import balance_of
from shop.returns.exceptions import ReturnChangedError, ReturnRefusedError
from shop.returns.models import Inspection, Return, ReturnReason, ReturnSettings, Settlement
from shop.returns.queries import pieces_left
from shop.returns.services import (
    Arrival,
    Verdict,
    Wanted,
    approve,
    cancel,
    close_rest,
    inspect,
    receive,
    refuse,
    request_return,
)
from shop.returns.settling import finish, proposed, settle
from shop.stock.models import StockMovement
from tests.shop.factories import ProductFactory
from tests.shop.offer.makers import basket_with, make_voucher
from tests.shop.returns.kit import arrived, paid_order, returned, sent_order, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Three bowls and a cup, sent."""
    return sent_order(lines=[(ProductFactory(title="Bowl"), 3), (ProductFactory(title="Cup"), 1)])


@pytest.fixture
def bowls(order):
    return order.lines.get(title="Bowl")


def test_a_return_goes_from_the_request_to_the_refund_and_the_shelf(order, bowls):
    record = StockRecord.objects.get(pk=bowls.stockrecord_id)
    before = record.num_in_stock
    found = returned(order, {bowls: 2})

    settlement = settled(arrived(found))

    found.refresh_from_db()
    line = found.lines.get()
    assert found.state == "settled"
    assert (line.received, line.accepted, line.rejected, line.settled) == (2, 2, 0, 2)
    assert settlement.amount == bowls.line_price_incl_tax * 2 / 3
    assert RefundLine.objects.get().quantity == 2
    assert balance_of(order).returned == settlement.amount
    record.refresh_from_db()
    assert record.num_in_stock == before + 2
    assert StockMovement.objects.filter(kind="return").count() == 1
    assert pieces_left(Order.objects.get(pk=order.pk))[bowls.pk] == 1


def test_the_same_request_twice_is_one_return(order, bowls):
    wanted = [Wanted(line_id=bowls.pk, quantity=1)]

    first, second = (request_return(order, wanted, key="k") for _number in range(2))

    assert first == second == Return.objects.get()


def test_no_more_pieces_go_back_than_went_out_and_are_not_spoken_for(order, bowls):
    returned(order, {bowls: 2}, key="one")

    with pytest.raises(ReturnRefusedError):
        request_return(order, [Wanted(line_id=bowls.pk, quantity=2)], key="two")

    assert Return.objects.count() == 1
    assert pieces_left(order)[bowls.pk] == 1


def test_what_has_not_gone_out_is_not_returned(db):
    order = paid_order()
    line = order.lines.get()

    with pytest.raises(ReturnRefusedError):
        request_return(order, [Wanted(line_id=line.pk, quantity=1)], key="one")

    assert not Return.objects.exists()


def test_a_cancelled_return_frees_its_pieces(order, bowls):
    found = returned(order, {bowls: 3})

    cancel(found)

    assert (found.state, pieces_left(order)[bowls.pk]) == ("cancelled", 3)
    with pytest.raises(ReturnRefusedError):
        receive(found, [Arrival(return_line_id=found.lines.get().pk, quantity=1, seen=0)])


def test_a_refusal_needs_a_reason_and_ends_the_return(order, bowls):
    found = request_return(order, [Wanted(line_id=bowls.pk, quantity=1)], key="one")

    with pytest.raises(ReturnRefusedError):
        refuse(found, reason=" ")
    refuse(found, reason="Opened")

    assert (found.state, found.refusal) == ("refused", "Opened")
    with pytest.raises(ReturnRefusedError):
        approve(found)


def test_pieces_come_in_parts_and_are_settled_in_parts(order, bowls):
    found = returned(order, {bowls: 3})
    line = found.lines.get()
    receive(found, [Arrival(return_line_id=line.pk, quantity=1, seen=0)])
    inspect(found, [_fine(line, 1, seen=0)])
    first = settled(found)
    found.refresh_from_db()
    assert found.state == "received"

    receive(found, [Arrival(return_line_id=line.pk, quantity=1, seen=1)])
    inspect(found, [_fine(line, 1, seen=1)])
    second = settled(found)
    close_rest(found)

    assert found.state == "settled"
    assert first.amount + second.amount == bowls.line_price_incl_tax * 2 / 3
    assert pieces_left(order)[bowls.pk] == 1


def _fine(line, number, *, seen):
    return Verdict(
        return_line_id=line.pk, quantity=number, condition="as_new", disposition="restock", seen=seen
    )


def test_a_page_that_is_out_of_date_receives_and_inspects_nothing_twice(order, bowls):
    found = returned(order, {bowls: 3})
    line = found.lines.get()
    arrival = [Arrival(return_line_id=line.pk, quantity=1, seen=0)]
    receive(found, arrival)

    with pytest.raises(ReturnChangedError):
        receive(found, arrival)
    inspect(found, [_fine(line, 1, seen=0)])
    with pytest.raises(ReturnRefusedError):
        inspect(found, [_fine(line, 1, seen=0), _fine(line, 1, seen=1)])

    line.refresh_from_db()
    assert (line.received, line.accepted) == (1, 1)


def test_a_wrong_piece_is_neither_restocked_nor_paid(order, bowls):
    found = arrived(returned(order, {bowls: 1}), condition="wrong", disposition="send_back")

    found.refresh_from_db()
    assert found.state == "settled"
    assert not Refund.objects.exists()
    assert not StockMovement.objects.filter(kind="return").exists()


def test_a_damaged_piece_is_paid_and_scrapped(order, bowls):
    settlement = settled(arrived(returned(order, {bowls: 1}), condition="damaged", disposition="scrap"))

    assert settlement.amount == bowls.line_price_incl_tax / 3
    assert not StockMovement.objects.filter(kind="return").exists()


def test_the_restocking_fee_of_the_request_stays_whatever_the_policy_becomes(order, bowls):
    ReturnSettings.objects.create(restocking_percent=10)
    found = returned(order, {bowls: 3})
    ReturnSettings.objects.update(restocking_percent=50)

    settlement = settled(arrived(found))

    fee = (bowls.line_price_incl_tax / 10).quantize(Decimal("0.01"))
    assert (settlement.fee, settlement.amount) == (fee, bowls.line_price_incl_tax - fee)


def test_where_the_shop_is_at_fault_it_pays_the_way_and_takes_no_fee(order, bowls):
    ReturnSettings.objects.create(restocking_percent=10)
    reason = ReturnReason.objects.create(code="broken", name="Broken", is_our_fault=True)

    found = request_return(order, [Wanted(line_id=bowls.pk, quantity=1, reason_id=reason.pk)], key="one")

    assert (found.restocking_percent, found.return_delivery_paid_by) == (0, "shop")


def test_a_fee_by_hand_is_no_more_than_what_was_paid(order, bowls):
    found = arrived(returned(order, {bowls: 1}))

    settlement = settled(found, fee=Decimal("2.00"))

    assert (settlement.fee, settlement.amount) == (Decimal("2.00"), bowls.line_price_incl_tax / 3 - 2)


def test_never_more_is_refunded_than_was_paid_with_a_voucher(db):
    basket = basket_with((ProductFactory(title="Bowl"), 3), vouchers=[make_voucher()])
    order = sent_order(basket=basket)
    line = order.lines.get()
    assert line.line_price_incl_tax < line.line_price_before_discounts_incl_tax

    amounts = [settled(arrived(returned(order, {line: 1}, key=str(n)))).amount for n in range(3)]

    assert sum(amounts) == line.line_price_incl_tax


def test_settling_twice_gives_once(order, bowls):
    found = arrived(returned(order, {bowls: 2}))
    shown = proposed(found)
    settle(found, fingerprint=shown.fingerprint)

    with pytest.raises((ReturnChangedError, OrderMovedError)):
        settle(found, fingerprint=shown.fingerprint)

    assert Settlement.objects.count() == Refund.objects.count() == 1


def test_the_event_of_a_settlement_notes_it_no_second_time(order, bowls):
    found = arrived(returned(order, {bowls: 2}))
    settlement = settled(found)
    change = OrderChange.objects.get(pk=settlement.change_id)

    assert finish(found, change) == settlement
    assert found.lines.get().settled == 2


def test_a_settlement_that_a_crash_kept_from_being_noted_is_noted_before_the_next(order, bowls):
    found = arrived(returned(order, {bowls: 2}))
    settlement = settled(found)
    Inspection.objects.update(settlement=None)
    Settlement.objects.all().delete()
    found.lines.update(settled=0)
    Return.objects.update(state="received", closed_at=None)

    with pytest.raises(ReturnChangedError):
        settle(found, fingerprint="x")

    assert (Settlement.objects.get().amount, Refund.objects.count()) == (settlement.amount, 1)
    assert found.lines.get().settled == 2


def test_a_preview_of_another_state_settles_nothing(order, bowls):
    found = arrived(returned(order, {bowls: 2}))

    with pytest.raises(OrderMovedError):
        settle(found, fingerprint="another")

    assert not Settlement.objects.exists()
    assert not Refund.objects.exists()
