"""Statements: drawn up, approved, frozen, reckoned anew, paid."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from partners.commissions.models import Commission, Payout
from partners.commissions.queries import payouts_due, totals_of
from partners.commissions.services import (
    PayoutChangedError,
    accrue_commission,
    pay_out,
    release_commissions,
    reverse_commission,
    reverse_refunded_share,
    set_payable_date,
)
from partners.rewards.models import LedgerEntry, PayoutTransfer, RewardAccrual, Statement
from partners.rewards.periods import month_of, next_month
from partners.rewards.queries import owed_to, sums_of_month
from partners.rewards.services.booking import BookingError, book_commissions, book_credit
from partners.rewards.services.paying import (
    make_payment_file,
    pay_statement,
    payable_by,
    set_bank_details,
    waiting_transfers,
)
from partners.rewards.services.recount import recompute_statement
from partners.rewards.services.statements import (
    ChangedStatementError,
    StatementError,
    approve_statement,
    draw_again,
    draw_statements,
)
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import book_transfer
from shop.payments.refunds import confirm_manual_refund, request_refund
from shop.store_credit.models import LedgerAccount
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory, referred_basket
from tests.partners.rewards.factories import (
    RuleFactory,
    booked,
    bought_order,
    follow,
    rebate,
    referred_order,
)
from tests.shop.factories import StaffFactory
from tests.shop.payments.kit import order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LAST = datetime(2026, 3, 20, 12, tzinfo=UTC)
NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.fixture
def account():
    return PartnerAccountFactory(commission_rate=Decimal("8.00"))


@pytest.fixture
def staff():
    return StaffFactory(is_superuser=True)


def credit(account, amount, *, at=LAST, key=None):
    """Credit an account at a moment of the past."""
    entry = book_credit(
        account,
        Decimal(amount),
        currency="EUR",
        key=key or f"k{LedgerEntry.objects.count()}",
        note="",
        base=0,
    )
    LedgerEntry.objects.filter(pk=entry.pk).update(booked_at=at, payable_at=at)
    return entry


def drawn(account, *, now=NOW):
    draw_statements(now=now)
    return Statement.objects.filter(account=account).order_by("month")


def test_months_are_drawn_up_with_opening_and_closing(account):
    credit(account, "10.00")
    credit(account, "5.00", at=LAST + timedelta(days=31))

    rows = drawn(account)

    assert [(one.month.month, one.opening, one.earned, one.closing) for one in rows] == [
        (3, 0, 10, 10),
        (4, 10, 5, 15),
    ]
    assert drawn(account).count() == 2


def test_payout_and_clawback_have_columns_of_their_own(account):
    credit(account, "10.00")
    order = referred_order(account)
    follow(order)
    Order.objects.filter(pk=order.pk).update(status="Cancelled")
    reverse_commission(order, now=timezone.now())
    book_commissions(Order.objects.get(pk=order.pk))
    pay_out(account, currency="EUR", total=Decimal(10), now=timezone.now())

    sums = sums_of_month(account, "EUR", month_of(timezone.now()))

    assert (sums.opening, sums.earned, sums.taken_back, sums.paid_out) == (10, 8, -8, -10)
    assert sums.closing == 0


def test_approved_statement_is_frozen_and_what_comes_late_counts_later(account, staff, monkeypatch):
    credit(account, "10.00", at=timezone.now() - timedelta(days=40))
    one = drawn(account, now=timezone.now())[0]
    approve_statement(one, closing=Decimal(10), by=staff)
    late = book_credit(account, Decimal(3), currency="EUR", key="late", note="", base=0)

    draw_statements(now=timezone.now())
    one.refresh_from_db()

    assert (one.status, one.approved_by, one.closing) == ("approved", staff, 10)
    assert month_of(late.booked_at) >= next_month(one.month)


@pytest.mark.parametrize("again", [True, False])
def test_statement_is_approved_once_and_with_the_balance_that_was_seen(account, staff, again):
    credit(account, "10.00")
    one = drawn(account)[0]
    if again:
        approve_statement(one, closing=Decimal(10), by=staff)
    else:
        credit(account, "1.00")
    with pytest.raises(StatementError):
        approve_statement(one, closing=Decimal(10), by=staff)
    draw_again(one)
    one.refresh_from_db()
    assert one.closing == (10 if again else 11)


def test_months_are_approved_in_sequence_and_when_they_are_over(account, staff):
    credit(account, "10.00")
    credit(account, "1.00", at=LAST + timedelta(days=31))
    second = drawn(account)[1]
    with pytest.raises(StatementError, match="earlier"):
        approve_statement(second, closing=Decimal(11), by=staff)
    this = Statement.objects.create(
        account=account,
        currency="EUR",
        month=month_of(timezone.now()),
        opening=0,
        earned=0,
        taken_back=0,
        paid_out=0,
        closing=0,
    )
    with pytest.raises(StatementError, match="not over"):
        approve_statement(this, closing=Decimal(0), by=staff)


def test_changed_balance_is_its_own_error(account, staff):
    credit(account, "10.00")
    one = drawn(account)[0]
    with pytest.raises(ChangedStatementError):
        approve_statement(one, closing=Decimal(9), by=staff)


def approved(account, staff, amount="10.00"):
    credit(account, amount, at=timezone.now() - timedelta(days=40))
    one = drawn(account, now=timezone.now())[0]
    return approve_statement(one, closing=Decimal(amount), by=staff)


def test_statement_is_paid_once_by_bank_and_put_into_one_file(account, staff):
    one = approved(account, staff)
    set_bank_details(account, holder="Nordform", iban="DE89370400440532013000", bic="", by=staff)
    assert payable_by(one) == Decimal(10)

    payout = pay_statement(one, total=Decimal(10), method="bank", by=staff)
    with pytest.raises(StatementError, match="already"):
        pay_statement(one, total=Decimal(10), method="bank", by=staff)

    entry = LedgerEntry.objects.get(kind="payout")
    assert (entry.payout, entry.amount, booked(account)) == (payout, -10, 0)
    assert LedgerEntry.objects.get(kind="credit").settled_by == payout
    transfer = waiting_transfers().get()
    keys, facts = [transfer.pk], {"file_format": "sepa", "currency": "EUR", "by": staff}
    with pytest.raises(StatementError, match="changed"):
        make_payment_file(keys, total=Decimal(11), **facts)
    made = make_payment_file(keys, total=Decimal(10), **facts)
    with pytest.raises(StatementError, match="changed"):
        make_payment_file(keys, total=Decimal(10), **facts)
    assert PayoutTransfer.objects.get().payment_file == made


def test_statement_is_paid_as_store_credit(account, staff):
    member = PartnerUserFactory(account=account)
    one = approved(account, staff)

    pay_statement(one, total=Decimal(10), method="credit", by=staff)

    assert LedgerAccount.objects.get(kind="credit", user=member.user).balance == Decimal(10)


@pytest.mark.parametrize(
    ("total", "method", "words"),
    [("9.00", "bank", "changed"), ("0", "bank", "Nothing"), ("10.00", "credit", "Nobody")],
)
def test_refused_payment_leaves_everything_unpaid(account, staff, total, method, words):
    one = approved(account, staff)
    if method == "bank":
        set_bank_details(account, holder="Nordform", iban="DE89370400440532013000", bic="", by=staff)
    with pytest.raises(StatementError, match=words):
        pay_statement(one, total=Decimal(total), method=method, by=staff)
    assert (Payout.objects.count(), payable_by(one)) == (0, 10)


def test_draft_and_partner_without_bank_details_are_not_paid(account, staff):
    credit(account, "10.00")
    with pytest.raises(StatementError, match="Approve"):
        pay_statement(drawn(account)[0], total=Decimal(10), method="bank", by=staff)
    other = PartnerAccountFactory()
    with pytest.raises(StatementError, match="bank details"):
        pay_statement(approved(other, staff), total=Decimal(10), method="bank", by=staff)


def test_payouts_take_rewards_along_and_refuse_another_sum(account):
    RuleFactory()
    order = referred_order(account)
    Order.objects.filter(pk=order.pk).update(paid_at=timezone.now() - timedelta(days=31))
    follow(order)
    set_payable_date(Order.objects.get(pk=order.pk))
    release_commissions(now=timezone.now())

    [due] = payouts_due()
    assert (due.account, due.total, due.entries) == (account.pk, 13, 2)
    with pytest.raises(PayoutChangedError):
        pay_out(account, currency="EUR", total=Decimal(8), now=timezone.now())
    pay_out(account, currency="EUR", total=Decimal(13), now=timezone.now())
    with pytest.raises(PayoutChangedError):
        pay_out(account, currency="EUR", total=Decimal(13), now=timezone.now())
    assert (payouts_due(), booked(account)) == ([], 0)


def test_credit_is_booked_once_by_its_key_and_never_for_nothing(account):
    for _again in range(2):
        credit(account, "3.00", key="claim/1")
    assert booked(account) == 3
    for amount in ("0", "-1", "0.001"):
        with pytest.raises(BookingError):
            credit(account, amount, key="claim/2")


def test_owed_tells_payable_and_pending(account):
    RuleFactory()
    credit(account, "2.50")
    follow(referred_order(account))

    [owed] = owed_to(account)

    assert (owed.currency, owed.payable, owed.pending) == ("EUR", Decimal("2.5"), Decimal(13))
    assert owed.balance == booked(account)


@pytest.mark.parametrize("seed", range(4))
def test_statement_recomputes_to_the_penny_after_a_random_history(account, seed):
    chance = random.Random(seed)
    RuleFactory(amount=Decimal("1.37"), cap=Decimal("20.00"))
    RuleFactory(kind="commission", amount=None, rate=Decimal("11.11"))
    rebate(("50", "1.5"), ("250", "3.25"))
    for number in range(8):
        if chance.random() < 0.3:
            follow(bought_order(account, net=f"{chance.randint(1, 20_000) / 100:.2f}"))
            continue
        price = f"{chance.randint(100, 30_000) / 100:.2f}"
        order = order_by(
            BankTransfer(), basket=referred_basket(account, price=price, quantity=chance.randint(1, 4))
        )
        follow(order)
        if chance.random() < 0.7:
            book_transfer(order, amount=order.total_incl_tax, reference=f"t{number}")
            follow(order)
            refund_parts(order, chance)
    draw_statements(now=timezone.now() + timedelta(days=40))

    for one in Statement.objects.all():
        recount = recompute_statement(one)
        assert recount.deviations == []
        assert recount.is_right
    owed = sum((each.balance for each in owed_to(account)), Decimal(0))
    assert owed == booked(account)


def refund_parts(order, chance):
    """Send back some parts of the goods' money, perhaps all of it."""
    left = order.total_incl_tax - order.shipping_incl_tax
    for number in range(chance.randint(0, 3)):
        part = min(Decimal(chance.randint(1, 15_000)) / 100, left)
        if not part:
            return
        [row] = request_refund(order, key=f"{order.pk}-{number}", extra=part)
        confirm_manual_refund(row, reference=f"{order.pk}-{number}")
        reverse_refunded_share(row, now=timezone.now())
        follow(order)
        left -= part


def test_recount_names_what_deviates(account):
    rule = RuleFactory()
    order = referred_order(account)
    follow(order)
    draw_statements(now=timezone.now() + timedelta(days=40))
    LedgerEntry.objects.filter(kind="commission").update(amount=7)
    LedgerEntry.objects.filter(kind="reward").update(amount=6)
    RewardAccrual.objects.update(quantity=9)

    recount = recompute_statement(Statement.objects.earliest("month"))

    assert not recount.is_right
    assert {(one.about, one.booked, one.computed) for one in recount.deviations} == {
        (order.number, 7, 8),
        (f"{rule} {LedgerEntry.objects.get(kind='reward').period_start}", 6, 5),
    }


def test_totals_of_commissions_agree_with_the_ledger(account):
    for _order in range(3):
        follow(referred_order(account))
    assert booked(account) == totals_of(account)[0].owed
    assert Commission.objects.count() == 3


def test_what_was_earned_and_paid_before_the_ledger_is_entered_once(account, capsys):
    order = referred_order(account)
    commission = accrue_commission(order)
    Commission.objects.update(status="payable")
    pay_out(account, currency="EUR", total=commission.amount, now=timezone.now())
    LedgerEntry.objects.all().delete()

    for _again in range(2):
        call_command("book_partner_commissions")

    kinds = LedgerEntry.objects.order_by("pk").values_list("kind", "amount")
    assert list(kinds) == [("commission", 8), ("payout", -8)]
    assert capsys.readouterr().out.splitlines() == ["2 entries written.", "0 entries written."]
