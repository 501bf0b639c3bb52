from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shop.payments.bank_transfer import BankTransfer
from shop.payments.exceptions import AlreadyPaidError, StatementError
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import BankEntry, BankStatement, Charge, PaymentAttempt
from shop.payments.queries import balance_of
from shop.payments.statements.assignment import assign_entry, ignore_entry, link_entry
from tests.shop.factories import StaffFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return order_by(BankTransfer())


def waiting(amount="24.00", currency="EUR"):
    statement, _is_new = BankStatement.objects.get_or_create(name="x", digest="x")
    return BankEntry.objects.create(
        statement=statement, reference="r", amount=amount, currency=currency, booked_on=timezone.localdate()
    )


def unchanged(entry):
    current = BankEntry.objects.get(pk=entry.pk)
    return (current.state, current.assigned, current.charge) == ("open", 0, None) and not entry.parts.exists()


def test_transfer_is_divided_until_its_sum_is_used(order):
    other = order_by(BankTransfer())
    entry = waiting("48.00")

    assign_entry(entry, order, by=None, amount=Decimal("24.00"))
    entry.refresh_from_db()
    assert (entry.state, entry.left) == ("open", Decimal("24.00"))
    with pytest.raises(StatementError, match=r"24\.00 of this transfer are left"):
        assign_entry(entry, other, by=None, amount=Decimal("24.01"))
    assign_entry(entry, other, by=None)

    entry.refresh_from_db()
    assert (entry.state, entry.left, entry.parts.count()) == ("divided", 0, 2)
    assert [balance_of(one).kept for one in (order, other)] == [Decimal("24.00")] * 2
    with pytest.raises(StatementError):
        assign_entry(entry, other, by=None, is_extra=True)


def test_double_click_on_a_part_books_it_once(order):
    entry = waiting("48.00")
    click = {"by": None, "amount": Decimal("10.00"), "left": Decimal("48.00")}
    assign_entry(entry, order, **click)

    with pytest.raises(StatementError, match="meanwhile"):
        assign_entry(entry, order, **click)

    assert balance_of(order).kept == Decimal("10.00")


@pytest.mark.parametrize("amount", ["0", "-1", "24.01", "0.001", "NaN"])
def test_sum_that_cannot_be_taken_is_refused(order, amount):
    entry = waiting()

    with pytest.raises(StatementError):
        assign_entry(entry, order, by=None, amount=Decimal(amount))

    assert (unchanged(entry), Charge.objects.count()) == (True, 0)


def test_another_currency_cannot_be_assigned_or_linked(order):
    entry = waiting(currency="USD")
    for work in (assign_entry, link_entry):
        with pytest.raises(StatementError, match="another currency"):
            work(entry, order, by=None)

    assert (unchanged(entry), Charge.objects.count()) == (True, 0)


def test_paid_order_takes_more_only_when_it_is_said(order):
    mark_as_paid(order, by=StaffFactory())
    entry = waiting()
    with pytest.raises(AlreadyPaidError):
        assign_entry(entry, order, by=None)
    assert (unchanged(entry), balance_of(order).kept) == (True, Decimal("24.00"))

    assign_entry(entry, order, by=None, is_extra=True)

    assert balance_of(order).overpaid == Decimal("24.00")


def test_money_noted_by_hand_and_its_transfer_become_one(order):
    mark_as_paid(order, by=StaffFactory())
    entry = waiting()

    linked = link_entry(entry, order, by=None)

    assert (linked.state, linked.charge, balance_of(order).kept) == (
        "booked",
        Charge.objects.get(),
        Decimal("24.00"),
    )
    other = BankEntry.objects.create(
        statement=entry.statement, reference="s", amount=24, currency="EUR", booked_on=entry.booked_on
    )
    with pytest.raises(StatementError, match="recorded manually"):
        link_entry(other, order, by=None)
    assert unchanged(other)


def test_part_of_a_batch_is_linked_too(order):
    mark_as_paid(order, by=StaffFactory())
    entry = waiting("30.00")

    linked = link_entry(entry, order, by=None, amount=Decimal("24.00"))

    entry.refresh_from_db()
    assert (linked.parent, entry.left, balance_of(order).kept) == (entry, Decimal("6.00"), Decimal("24.00"))
    assert (ignore_entry(entry), ignore_entry(entry)) == (True, False)


def test_database_holds_no_amount_that_it_cannot_give_back():
    statement = BankStatement.objects.create(name="x", digest="x")
    row = {"statement": statement, "currency": "EUR", "booked_on": timezone.localdate(), "reference": "big"}
    entry = BankEntry.objects.create(**row, amount=1)
    too_much = ("amount", Decimal(10000000000)), ("assigned", Decimal(2)), ("amount", Decimal(-1))
    for name, value in too_much:
        with pytest.raises((IntegrityError, ArithmeticError)), transaction.atomic():
            BankEntry.objects.filter(pk=entry.pk).update(**{name: value})

    assert BankEntry.objects.get().amount == 1


def test_linked_is_the_money_of_this_amount(order):
    for amount in (Decimal(5), Decimal(7)):
        mark_as_paid(order, by=StaffFactory(), amount=amount, key=str(amount))

    linked = link_entry(waiting("7.00"), order, by=None)

    assert linked.charge.amount_captured == Decimal("7.00")


def test_transfer_that_is_booked_says_so(order):
    entry = waiting()
    assign_entry(entry, order, by=None)

    with pytest.raises(StatementError, match="booked already"):
        assign_entry(entry, order, by=None, is_extra=True)

    assert balance_of(order).kept == Decimal("24.00")


def test_one_transfer_is_set_aside_and_others_wait():
    entry = waiting()
    other = BankEntry.objects.create(
        statement=entry.statement, reference="s", amount=24, currency="EUR", booked_on=entry.booked_on
    )

    assert ignore_entry(entry) is True

    assert (BankEntry.objects.get(pk=entry.pk).state, unchanged(other)) == ("set_aside", True)


def test_money_of_a_card_was_not_noted_by_hand(order):
    attempt = PaymentAttempt.objects.create(
        order=order, method="card", key="k", amount=24, currency="EUR", state="succeeded"
    )
    Charge.objects.create(
        order=order,
        attempt=attempt,
        reference="ch",
        amount=24,
        amount_captured=24,
        currency="EUR",
        state="succeeded",
    )
    entry = waiting()

    with pytest.raises(StatementError, match="recorded manually"):
        link_entry(entry, order, by=None)

    assert unchanged(entry)


def test_transfer_that_was_set_aside_is_assigned_in_parts_and_stays_aside(order):
    entry = waiting()
    ignore_entry(entry)

    part = assign_entry(entry, order, by=None, amount=Decimal("10.00"))
    entry.refresh_from_db()
    assert (entry.state, entry.left, part.state, part.parent) == (
        "set_aside",
        Decimal("14.00"),
        "booked",
        entry,
    )
    assign_entry(entry, order, by=None)

    entry.refresh_from_db()
    assert (entry.state, entry.left, balance_of(order).kept) == ("divided", 0, Decimal("24.00"))


def test_whole_transfer_has_no_parts(order):
    entry = waiting()

    taken = assign_entry(entry, order, by=None, amount=Decimal("24.00"))

    assert (taken.pk, taken.state, taken.assigned, BankEntry.objects.count()) == (
        entry.pk,
        "booked",
        Decimal("24.00"),
        1,
    )


def test_somebody_who_is_faster_by_a_moment_has_it(order):
    """Between the look and the claim another takes a part: as two workers on PostgreSQL do."""
    entry = waiting("48.00")
    is_taken = []

    def faster(execute, sql, params, many, context):
        if sql.startswith('UPDATE "payments_bankentry"') and not is_taken:
            is_taken.append(True)
            BankEntry.objects.filter(pk=entry.pk).update(assigned=10)
        return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(faster),
        pytest.raises(StatementError, match="meanwhile"),
        transaction.atomic(),
    ):
        assign_entry(entry, order, by=None, amount=Decimal("24.00"))

    assert (is_taken, Charge.objects.count(), entry.parts.count()) == ([True], 0, 0)


@pytest.mark.parametrize("state", ["failed", "pending", "authorised", "released"])
def test_what_did_not_come_is_no_money_noted_by_hand(order, state):
    Charge.objects.create(
        order=order, reference="m", amount=24, amount_captured=24, currency="EUR", state=state, kind="manual"
    )
    entry = waiting()

    with pytest.raises(StatementError, match="recorded manually"):
        link_entry(entry, order, by=None)

    assert (unchanged(entry), order.notes.filter(message__contains="recorded manually").count()) == (True, 0)
