"""What is owed follows the money of orders, once each, in whatever order it is told."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from shop.audit.models import AuditEntry
from shop.order.events import OrderCancelled
from shop.order.models import Order
from shop.payments.events import PaymentReceived
from shop.payments.manual_payments import mark_as_paid, write_off
from shop.payments.services import cancel
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.models import CreditAccount, CreditEntry, Receivable
from shop.trade_credit.services import set_limit, set_rules, settle, settle_open
from shop.trade_credit.subscribers import on_order_cancelled, on_payment_received
from tests.shop.factories import StaffFactory, UserFactory
from tests.shop.trade_credit.factories import buy, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account(limit="100.00")


@pytest.fixture
def order(account):
    return buy(account.company)


def state(account, order):
    account.refresh_from_db()
    return account.used, Receivable.objects.get(order=order).owed


def kinds(account):
    return [(entry.kind, entry.amount) for entry in account.entries.order_by("pk")][1:]


def test_payments_free_the_limit_each_once(account, order):
    for amount in ("10.00", "14.00"):
        mark_as_paid(order, amount=Decimal(amount), key=amount)
    for charge in order.charges.all():
        for _again in range(2):
            on_payment_received(PaymentReceived(order_id=order.pk, charge_id=charge.pk))

    assert state(account, order) == (0, 0)
    assert kinds(account) == [("purchase", 24), ("payment", -10), ("payment", -14)]
    assert Receivable.objects.get().settled_at is not None


def test_cancelling_gives_the_limit_back_once(account, order):
    cancel(order)
    for _again in range(2):
        on_order_cancelled(OrderCancelled(order_id=order.pk))

    assert state(account, order) == (0, 0)
    assert kinds(account) == [("purchase", 24), ("revert", -24)]


def test_what_is_written_off_is_not_owed(account, order):
    mark_as_paid(order, amount=Decimal("20.00"))
    write_off(order, key="k", reason="too little to ask for")

    settle(order)

    assert kinds(account)[1:] == [("payment", -20), ("write_off", -4)]


def test_what_a_change_adds_is_owed_beyond_the_limit(account, order):
    set_limit(account, Decimal("24.00"), by=None, reason="less", key="less")
    order.total_incl_tax += 10
    order.save()

    settle(order)

    assert state(account, order) == (34, 34)
    account.refresh_from_db()
    assert (account.tolerated, kinds(account)[-1]) == (10, ("adjust", 10))


def test_too_much_money_frees_no_more_than_was_owed(account, order):
    mark_as_paid(order, amount=Decimal("30.00"), allow_more=True)

    settle(order)

    assert state(account, order) == (0, 0)


def test_what_an_event_left_behind_is_found_daily(account, order):
    mark_as_paid(order)

    assert settle_open() == 1
    assert state(account, order) == (0, 0)
    assert settle_open() == 0


def test_sum_of_the_entries_is_what_is_used(account, order):
    other = buy(account.company)
    mark_as_paid(order, amount=Decimal("5.00"))
    settle(order)
    cancel(other)
    settle(other)

    moved = account.entries.exclude(kind="allocate").values_list("amount", flat=True)
    assert sum(moved) == state(account, order)[0] == 19
    assert account.entries.first().used_after == 19


def test_limit_is_changed_once_per_key_with_a_reason_and_logged(account):
    staff = StaffFactory()
    for _twice in range(2):
        set_limit(account, Decimal("50.00"), by=staff, reason="risk", key="k1")

    entry = account.entries.first()
    assert (entry.kind, entry.amount, entry.limit_after, entry.by) == ("allocate", -50, 50, staff)
    assert AuditEntry.objects.filter(action="trade_credit.limit", actor_id=staff.pk).count() == 1


@pytest.mark.parametrize(
    ("limit", "reason", "by"),
    [
        ("10.00", " ", StaffFactory),
        ("-1", "why", StaffFactory),
        ("10.001", "why", StaffFactory),
        ("9", "x", UserFactory),
    ],
)
def test_limit_is_refused(account, limit, reason, by):
    with pytest.raises(CreditRefusedError):
        set_limit(account, Decimal(limit), by=by(), reason=reason, key="k")

    assert CreditAccount.objects.get().limit == 100


def test_rules_are_changed_with_a_reason_and_logged(account):
    rules = {"policy": "hold", "status": "blocked", "overdue_block_days": 3}

    set_rules(account, **rules, by=StaffFactory(), reason="late payer")

    account.refresh_from_db()
    assert (account.policy, account.status, account.overdue_block_days) == ("hold", "blocked", 3)
    assert AuditEntry.objects.filter(action="trade_credit.rules").exists()
    with pytest.raises(CreditRefusedError):
        set_rules(account, **rules, by=UserFactory(), reason="x")


@pytest.mark.django_db(transaction=True)
def test_entries_are_never_changed_or_deleted():
    entry = make_account().entries.get()

    for change in (lambda: CreditEntry.objects.update(amount=1), entry.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_what_is_known_of_an_order_is_read_anew(account, order):
    stale = Order.objects.get(pk=order.pk)
    cancel(order)

    settle(stale)

    assert state(account, order) == (0, 0)
