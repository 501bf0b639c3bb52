from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission, Payout
from partners.commissions.services import (
    PayoutChangedError,
    accrue_commission,
    commission_amount,
    pay_out,
    release_commissions,
    reverse_commission,
    set_payable_date,
)
from tests.partners.factories import CommissionFactory, PartnerAccountFactory, referred_basket
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("base", "rate", "currency", "amount"),
    [
        ("100.00", "8.00", "EUR", "8.00"),
        ("0.31", "50.00", "EUR", "0.16"),
        ("0.29", "50.00", "EUR", "0.15"),
        ("99.99", "7.25", "EUR", "7.25"),
        ("1250", "8.50", "JPY", "106"),
        ("100.00", "0", "EUR", "0.00"),
    ],
)
def test_amount_is_rounded_half_up_to_what_coins_can_pay(base, rate, currency, amount):
    assert str(commission_amount(Decimal(base), rate=Decimal(rate), currency=currency)) == amount


def test_order_earns_on_goods_without_tax_and_delivery():
    account = PartnerAccountFactory(commission_rate=Decimal("8.00"))
    order = OrderFactory(basket=referred_basket(account, quantity=2))
    order.lines.update(line_price_excl_tax=Decimal("200.00"), line_price_incl_tax=Decimal("238.00"))

    commission = accrue_commission(order)

    assert (commission.account, commission.order, commission.status) == (account, order, "pending")
    assert (commission.base, commission.rate, commission.amount) == (Decimal(200), Decimal(8), Decimal(16))
    assert (commission.currency, commission.accrued_at) == (order.currency, order.date_placed)


def test_later_change_of_the_rate_does_not_change_what_was_earned():
    account = PartnerAccountFactory()
    order = OrderFactory(basket=referred_basket(account))
    accrue_commission(order)
    account.commission_rate = Decimal("50.00")
    account.save()

    assert accrue_commission(order).rate == Decimal("8.00")
    assert Commission.objects.count() == 1


def test_nothing_is_earned_without_a_referral():
    assert accrue_commission(OrderFactory()) is None
    assert not Commission.objects.exists()


def test_nothing_is_earned_by_a_cancelled_order():
    order = OrderFactory(basket=referred_basket(PartnerAccountFactory()), status="Cancelled")

    assert accrue_commission(order) is None
    assert not Commission.objects.exists()


def test_nothing_is_earned_while_suspended():
    account = PartnerAccountFactory()
    order = OrderFactory(basket=referred_basket(account))
    account.status = "suspended"
    account.save()

    assert accrue_commission(order) is None
    assert not Commission.objects.exists()


@pytest.mark.parametrize("status", ["pending", "payable"])
def test_cancellation_reverses_what_is_not_paid_out(status):
    commission = CommissionFactory(status=status)
    now = timezone.now()

    reverse_commission(commission.order, now=now)
    reverse_commission(commission.order, now=now + timedelta(days=1))

    commission.refresh_from_db()
    assert (commission.status, commission.reversed_at) == ("reversed", now)
    assert Commission.objects.count() == 1


def test_cancellation_after_the_payout_is_taken_off_the_next():
    paid = CommissionFactory(status="paid", paid_at=timezone.now())
    now = timezone.now()

    for _twice in range(2):
        reverse_commission(paid.order, now=now)

    paid.refresh_from_db()
    assert paid.status == "paid"
    taken = Commission.objects.get(kind="taken_back")
    assert (taken.amount, taken.status, taken.payable_at, taken.account, taken.order) == (
        Decimal(-8),
        "payable",
        now,
        paid.account,
        paid.order,
    )


def note_payment(order, *, days_ago):
    order.paid_at = timezone.now() - timedelta(days=days_ago)
    order.save()
    return order.paid_at


def test_commission_is_dated_a_return_period_after_the_payment():
    commission = CommissionFactory()
    set_payable_date(commission.order)
    commission.refresh_from_db()
    assert commission.payable_at is None

    paid_at = note_payment(commission.order, days_ago=1)
    set_payable_date(commission.order)
    PartnerAccount.objects.update(return_period_days=5)
    set_payable_date(commission.order)

    commission.refresh_from_db()
    assert commission.payable_at == paid_at + timedelta(days=30)


def test_order_paid_before_its_commission_was_noted_is_dated_too():
    order = OrderFactory(basket=referred_basket(PartnerAccountFactory()))
    paid_at = note_payment(order, days_ago=1)

    assert accrue_commission(order).payable_at == paid_at + timedelta(days=30)


def test_commission_is_payable_when_its_day_has_come():
    now = timezone.now()
    due = CommissionFactory(payable_at=now)
    waiting = CommissionFactory(payable_at=now + timedelta(seconds=1))
    unpaid = CommissionFactory()

    assert release_commissions(now=now) == 1
    assert release_commissions(now=now) == 0

    states = dict(Commission.objects.values_list("pk", "status"))
    assert states == {due.pk: "payable", waiting.pk: "pending", unpaid.pk: "pending"}


def test_reversed_commission_is_never_released():
    now = timezone.now()
    commission = CommissionFactory(payable_at=now, status="reversed", reversed_at=now)

    assert release_commissions(now=now) == 0
    commission.refresh_from_db()
    assert commission.status == "reversed"


def test_payout_settles_what_is_payable_in_that_currency():
    account, now = PartnerAccountFactory(), timezone.now()
    entries = [CommissionFactory(account=account, status="payable") for _ in range(2)]
    taken = CommissionFactory(account=account, status="payable", kind="taken_back", amount=Decimal(-3))
    untouched = [
        CommissionFactory(account=account, status="payable", currency="USD"),
        CommissionFactory(account=account),
        CommissionFactory(status="payable"),
    ]

    payout = pay_out(account, currency="EUR", total=Decimal("13.000"), now=now, reference="SEPA 7")

    paid = Commission.objects.filter(status="paid", paid_at=now)
    assert set(paid) == set(payout.entries.all()) == {*entries, taken}
    assert (payout.account, payout.total, payout.reference, payout.paid_at) == (account, 13, "SEPA 7", now)
    assert {c.pk: c.status for c in untouched} == dict(
        Commission.objects.filter(pk__in=[c.pk for c in untouched]).values_list("pk", "status")
    )


def test_payout_of_a_sum_that_has_changed_notes_nothing():
    commission = CommissionFactory(status="payable")

    with pytest.raises(PayoutChangedError):
        pay_out(commission.account, currency="EUR", total=Decimal(7), now=timezone.now())
    with pytest.raises(PayoutChangedError):
        pay_out(PartnerAccountFactory(), currency="EUR", total=Decimal(0), now=timezone.now())

    commission.refresh_from_db()
    assert commission.status == "payable"
    assert not Payout.objects.exists()


def test_database_keeps_one_entry_of_a_kind_per_order():
    commission = CommissionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionFactory(order=commission.order, account=commission.account)


@pytest.mark.parametrize(
    "wrong", [{"amount": -1}, {"kind": "taken_back"}, {"status": "reversed"}, {"reversed_at": timezone.now()}]
)
def test_database_refuses_entries_that_contradict_themselves(wrong):
    order, account = OrderFactory(), PartnerAccountFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionFactory(order=order, account=account, **wrong)


def test_every_step_is_about_its_own_order():
    other = CommissionFactory()
    own = CommissionFactory(account=other.account)
    CommissionFactory(status="paid", paid_at=timezone.now())
    for commission in (other, own):
        note_payment(commission.order, days_ago=1)
    referred = OrderFactory(basket=referred_basket(PartnerAccountFactory()))

    assert accrue_commission(referred).order == referred
    set_payable_date(own.order)
    reverse_commission(own.order, now=timezone.now())

    other.refresh_from_db()
    own.refresh_from_db()
    assert (other.status, other.payable_at) == ("pending", None)
    assert (own.status, own.payable_at is None) == ("reversed", False)
    assert not Commission.objects.filter(kind="taken_back").exists()


def test_what_was_taken_back_of_another_order_or_partner_counts_for_nothing():
    account, now = PartnerAccountFactory(), timezone.now()
    CommissionFactory(account=account, status="payable", kind="taken_back", amount=Decimal(-3))
    paid = CommissionFactory(account=account, status="paid", paid_at=now)
    CommissionFactory(order=paid.order, status="payable", kind="taken_back", amount=Decimal(-2))

    reverse_commission(paid.order, now=now)

    taken = Commission.objects.get(order=paid.order, account=account, kind="taken_back")
    assert taken.amount == Decimal(-8)


def test_of_two_partners_each_gives_back_what_is_their_own_and_not_paid_out():
    now = timezone.now()
    first = CommissionFactory(status="payable")
    settled = CommissionFactory(
        order=first.order,
        account=first.account,
        kind="taken_back",
        amount=Decimal(-1),
        status="paid",
        paid_at=now,
    )
    second = CommissionFactory(order=first.order, status="paid", paid_at=now)
    taken = CommissionFactory(
        order=first.order, account=second.account, kind="taken_back", amount=Decimal(-3), status="payable"
    )

    reverse_commission(first.order, now=now)

    found = {entry.pk: entry.status for entry in (first, settled, second, taken)}
    assert dict(Commission.objects.values_list("pk", "status")) == found | {first.pk: "reversed"}


def test_commission_that_is_reversed_is_not_dated():
    commission = CommissionFactory(status="reversed", reversed_at=timezone.now())
    note_payment(commission.order, days_ago=1)

    set_payable_date(commission.order)

    commission.refresh_from_db()
    assert commission.payable_at is None
