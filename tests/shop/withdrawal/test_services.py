from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shop.append_only import install
from shop.fulfilment.events import ShipmentShipped
from shop.fulfilment.services import dispatch, finish_picking, plan_shipments
from shop.mail.models import Mail
from shop.order.events import OrderCancelled
from shop.order.models import Order
from shop.payments.queries import balance_of
from shop.payments.services import cancel
from shop.returns.models import LineTerms, Return
from shop.returns.services import Wanted, request_return
from shop.withdrawal.deciding import decide, decide_or_wait
from shop.withdrawal.exceptions import WithdrawalRefusedError
from shop.withdrawal.models import Withdrawal, WithdrawalOutcome, WithdrawalSettings
from shop.withdrawal.periods import last_day
from shop.withdrawal.queries import right_of
from shop.withdrawal.services import confirm
from shop.withdrawal.subscribers import on_order_cancelled, on_shipment_shipped
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory
from tests.shop.returns.kit import arrived, paid_order, sent_order, settled

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 6, 30)


def withdraw(order, pieces=None, key="k"):
    """Withdraw from pieces (line -> number), from everything where none are named."""
    chosen = pieces or {line: line.quantity for line in order.lines.all()}
    return confirm(
        order,
        {line.pk: number for line, number in chosen.items()},
        key=key,
        name="Ada Potter",
        email="guest@example.com",
        language="en",
    )


@pytest.fixture
def lines():
    return [(ProductFactory(title="Bowl"), 3), (ProductFactory(title="Cup"), 1)]


def test_an_order_that_has_not_gone_out_is_called_off_and_all_money_goes_back(lines):
    order = paid_order(lines=lines)

    outcome = decide(withdraw(order))

    order = Order.objects.get(pk=order.pk)
    assert (order.status, outcome.returned) == ("Cancelled", None)
    assert outcome.change_id is not None
    assert balance_of(order).kept == 0


def test_an_order_that_has_gone_out_comes_back_with_the_delivery_cost_within_fourteen_days(lines):
    order = sent_order(lines=lines)
    withdrawal = withdraw(order)

    found = decide(withdrawal).returned

    assert (found.state, found.origin, found.outcome) == ("approved", "withdrawal", "refund")
    assert found.due_at == withdrawal.confirmed_at + timedelta(days=14)
    assert {row.line.title: row.quantity for row in found.lines.all()} == {"Bowl": 3, "Cup": 1}
    settled(arrived(found))
    assert balance_of(order).kept == 0


def test_a_part_is_withdrawn_from_and_the_rest_stays(lines):
    order = paid_order(lines=lines)
    bowls = order.lines.get(title="Bowl")

    decide(withdraw(order, {bowls: 2}))

    order = Order.objects.get(pk=order.pk)
    assert order.status == "Paid"
    assert right_of(order).lines[0].pieces == 1


def test_the_same_statement_twice_is_one_with_one_receipt_and_one_outcome(lines):
    order = paid_order(lines=lines)

    first, second = withdraw(order), withdraw(order)
    outcomes = {decide(first).pk, decide(second).pk}

    assert first == second == Withdrawal.objects.get()
    assert len(outcomes) == WithdrawalOutcome.objects.count() == 1
    assert Mail.objects.filter(kind="withdrawal-receipt").count() == 1


def test_the_receipt_holds_statement_and_time_and_goes_to_both_addresses(lines):
    order = paid_order(lines=lines)
    withdrawal = confirm(
        order,
        {line.pk: line.quantity for line in order.lines.all()},
        key="k",
        name="Ada",
        email="other@example.com",
        language="en",
    )

    letters = Mail.objects.filter(kind="withdrawal-receipt").order_by("pk")
    stamp = timezone.localtime(withdrawal.confirmed_at).strftime("%H:%M:%S")
    assert [letter.to for letter in letters] == ["guest@example.com", "other@example.com"]
    for letter in letters:
        assert withdrawal.statement in letter.text
        assert stamp in letter.text


def test_a_dispatch_between_statement_and_decision_makes_it_a_return(lines):
    order = paid_order(lines=lines)
    withdrawal = withdraw(order)
    dispatch(order)

    outcome = decide(withdrawal)

    assert (outcome.change_id, outcome.returned.state) == (None, "approved")
    assert Order.objects.get(pk=order.pk).status == "Dispatched"


def begun(order):
    """Somebody has the pieces of an order in their hands."""
    [shipment] = plan_shipments(order)
    finish_picking(shipment, by=StaffFactory())


def test_what_was_in_the_packers_hands_is_returned_once_it_has_gone_out(lines):
    order = paid_order(lines=lines)
    begun(order)
    withdrawal = withdraw(order, {order.lines.get(title="Bowl"): 2})
    assert decide_or_wait(withdrawal) is None

    dispatch(order)
    on_shipment_shipped(ShipmentShipped(order_id=order.pk, shipment_id=order.shipments.get().pk))

    assert withdrawal.outcome.returned.lines.get().quantity == 2


def test_a_cancellation_by_staff_decides_what_waited(lines):
    order = paid_order(lines=lines)
    begun(order)
    withdrawal = withdraw(order, {order.lines.get(title="Bowl"): 2})
    cancel(order)

    on_order_cancelled(OrderCancelled(order_id=order.pk))

    assert (withdrawal.outcome.change_id, withdrawal.outcome.returned) == (None, None)


def test_the_period_of_what_is_not_delivered_begins_with_the_contract(lines):
    order = paid_order(lines=lines)
    Order.objects.filter(pk=order.pk).update(
        shipping_code="no-shipping-required", date_placed=timezone.now() - timedelta(days=20)
    )
    assert not right_of(Order.objects.get(pk=order.pk)).is_open


def test_companies_have_no_right(lines):
    user = CompanyContactFactory(user=UserFactory()).user
    order = paid_order(lines=lines, user=user)

    with pytest.raises(WithdrawalRefusedError):
        withdraw(order)

    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize(("code", "pieces"), [("made_to_order", 0), ("sealed_hygiene", 3)])
def test_what_the_law_excludes_is_left_out_and_what_it_makes_a_condition_is_not(code, pieces):
    order = paid_order(lines=[(ProductFactory(withdrawal_exclusion=code), 3)])

    (item,) = right_of(order).lines

    assert item.pieces == pieces
    assert bool(item.exclusion) is not bool(item.hint)


def test_an_exclusion_that_came_after_the_purchase_takes_nothing_away(lines):
    order = paid_order(lines=lines)
    for line in order.lines.all():
        LineTerms.objects.create(line=line, window_days=30)
    order.lines.first().product.__class__.objects.update(withdrawal_exclusion="made_to_order")

    assert right_of(order).is_open


def test_pieces_of_a_return_that_is_open_are_not_withdrawn_from_again(lines):
    order = sent_order(lines=lines)
    bowls = order.lines.get(title="Bowl")
    request_return(order, [Wanted(line_id=bowls.pk, quantity=2)], key="one")

    with pytest.raises(WithdrawalRefusedError):
        withdraw(order, {bowls: 2})

    assert Return.objects.count() == 1


def test_a_statement_is_never_changed_or_deleted(lines):
    install(connection)
    withdrawal = withdraw(paid_order(lines=lines))

    for change in (
        lambda: Withdrawal.objects.filter(pk=withdrawal.pk).update(statement=""),
        lambda: Withdrawal.objects.filter(pk=withdrawal.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("delivered", "informed_since", "last"),
    [
        pytest.param(TUESDAY, None, date(2026, 7, 14), id="fourteen days from the day after"),
        pytest.param(date(2026, 6, 27), None, date(2026, 7, 13), id="a weekend is over on Monday"),
        pytest.param(TUESDAY, date(2027, 1, 1), date(2027, 7, 14), id="twelve months more"),
        pytest.param(TUESDAY, date(2026, 6, 1), date(2026, 7, 14), id="told in time"),
        pytest.param(None, None, None, id="not delivered"),
    ],
)
def test_the_period_begins_with_the_delivery(delivered, informed_since, last):
    rules = WithdrawalSettings(informed_since=informed_since)

    assert last_day(placed=date(2026, 6, 25), delivered=delivered, rules=rules) == last
