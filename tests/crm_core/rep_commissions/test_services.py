from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given, settings, strategies as st

from crm_core.rep_commissions.deductions import DEDUCTIONS, Deduction
from crm_core.rep_commissions.models import AccountShare, Credit, OrderShare, Statement, StatementLine
from crm_core.rep_commissions.services import StatementError, approve, pay, recount_plan, settle, settle_past
from crm_core.rep_commissions.subscribers import on_order_cancelled, on_order_paid, on_order_refunded
from shop.order.events import OrderCancelled, OrderPaid
from shop.order.models import Order
from shop.payments.events import OrderRefunded
from shop.payments.models import Charge, Refund
from tests.crm_core.factories import CustomerFactory
from tests.crm_core.rep_commissions.kit import at, order_for, plan_for
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
REFUNDED = at(2026, 5, 20)
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def ana():
    return UserFactory(is_staff=True)


@pytest.fixture
def boss():
    return UserFactory(is_staff=True)


@pytest.fixture
def account(ana):
    return CustomerFactory(owner=ana)


def refund(order, amount, *, done=REFUNDED):
    """Money that went back, without a provider."""
    charge, _new = Charge.objects.get_or_create(
        reference=f"charge {order.pk}",
        defaults={
            "order": order,
            "method": "m",
            "amount": order.total_incl_tax,
            "amount_captured": order.total_incl_tax,
            "currency": "EUR",
            "state": "succeeded",
        },
    )
    number = Refund.objects.count()
    return Refund.objects.create(
        order=order,
        charge=charge,
        key=f"r{number}",
        reference=f"r{number}",
        amount=Decimal(amount),
        currency="EUR",
        state="succeeded",
        done_at=done,
    )


def statements():
    rows = Statement.objects.order_by("starts_on", "user")
    return [(row.starts_on, row.credited, row.total) for row in rows]


def lines(order):
    return list(
        StatementLine.objects.filter(share__order=order)
        .order_by("statement__starts_on", "pk")
        .values_list("statement__starts_on", "basis", "amount")
    )


def approved(starts_on, boss):
    statement = Statement.objects.get(starts_on=starts_on)
    return approve(statement, by=boss, total=statement.total, now=at(2026, 7, 2))


def test_paid_order_earns_by_attainment(ana, account):
    plan_for(ana)
    settle_past([order_for(account, "800.00"), order_for(account, "400.00", paid=at(2026, 5, 9))])

    assert statements() == [(MAY, Decimal(1200), Decimal(28))]


def test_orders_from_before_the_plan_are_credited_by_a_command_once(ana, account, capsys):
    orders = [order_for(account, "800.00"), order_for(account, "400.00", paid=None)]
    plan_for(ana)
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(date_placed=at(2026, 5, 4))

    for _again in range(2):
        call_command("credit_past_orders")

    assert statements() == [(MAY, Decimal(800), Decimal(16))]
    assert capsys.readouterr().out.splitlines() == [
        "2 orders looked at, 1 credits written.",
        "0 orders looked at, 0 credits written.",
    ]


def test_unpaid_order_earns_nothing(ana, account):
    plan_for(ana)

    assert settle(order_for(account, "800.00", paid=None), at=at(2026, 5, 5)) == 0
    assert statements() == []


def test_payments_count_as_they_come_where_the_plan_says_so(ana, account):
    plan_for(ana, basis="paid")
    order = order_for(account, "1000.00", paid=None)
    Charge.objects.create(
        order=order,
        method="m",
        reference="c",
        amount=595,
        amount_captured=595,
        currency="EUR",
        state="succeeded",
    )
    settle(order, at=at(2026, 5, 5))

    assert statements() == [(MAY, Decimal(500), Decimal(10))]


def test_margin_is_what_is_beyond_the_cost(ana, account):
    plan_for(ana, basis="margin")
    order = order_for(account, "800.00")
    stock = ProductFactory().stockrecords.get()
    stock.cost = Decimal("300.00")
    stock.save()
    order.lines.update(stockrecord=stock)
    settle_past([order])

    assert statements() == [(MAY, Decimal(500), Decimal(10))]


@pytest.mark.parametrize("order_of_events", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 0, 1, 2, 1, 2)])
def test_events_twice_and_in_any_order_come_to_the_same(ana, account, order_of_events):
    plan_for(ana)
    order = order_for(account, "1000.00")
    back = refund(order, "297.50")
    events = [
        lambda: on_order_paid(OrderPaid(order_id=order.pk)),
        lambda: on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=back.pk)),
        lambda: settle(order, at=at(2026, 5, 21)),
    ]
    for place in order_of_events:
        events[place]()

    assert statements() == [(MAY, Decimal(750), Decimal(15))]
    assert lines(order) == [(MAY, Decimal(750), Decimal(15))]


def test_cancelled_order_earns_nothing_any_more(ana, account):
    plan_for(ana)
    order = order_for(account, "1000.00")
    settle_past([order])
    Order.objects.filter(pk=order.pk).update(status="Cancelled")

    on_order_cancelled(OrderCancelled(order_id=order.pk))
    on_order_cancelled(OrderCancelled(order_id=order.pk))

    assert sum(Credit.objects.values_list("basis", flat=True)) == 0
    assert sum(Statement.objects.values_list("total", flat=True)) == 0


def test_what_goes_back_later_is_taken_off_the_next_statement_as_it_was_earned(ana, account, boss):
    plan = plan_for(ana)
    first, order = order_for(account, "1000.00"), order_for(account, "1000.00", paid=at(2026, 5, 9))
    settle_past([first, order])  # 2 % on the first, 4 % on the second
    approved(MAY, boss)
    plan.rates.update(rate=50)
    recount_plan(plan)
    back = refund(order, "595.00", done=at(2026, 6, 3))

    on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=back.pk))

    assert statements() == [(MAY, Decimal(2000), Decimal(60)), (JUNE, Decimal(0), Decimal(-20))]
    assert lines(order) == [(MAY, Decimal(1000), Decimal(40)), (JUNE, Decimal(-500), Decimal(-20))]


def test_correction_of_an_approved_period_goes_to_the_next_statement(ana, account, boss):
    plan_for(ana)
    order = order_for(account, "1000.00")
    settle_past([order])
    approved(MAY, boss)
    back = refund(order, "1190.00", done=at(2026, 5, 30))  # heard of late

    on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=back.pk))

    assert statements() == [(MAY, Decimal(1000), Decimal(20)), (JUNE, Decimal(0), Decimal(-20))]


def test_account_that_changed_hands_leaves_its_orders_where_they_were(ana, account, boss):
    plan_for(ana, boss)
    order = order_for(account, "1000.00")
    settle_past([order])
    account.owner = boss
    account.save()
    refund(order, "1190.00")

    settle(order, at=at(2026, 5, 21))

    assert set(Statement.objects.values_list("user", "total")) == {(ana.pk, Decimal(0))}


def test_shares_leave_the_owner_the_rest(ana, account, boss):
    plan_for(ana, boss)
    AccountShare.objects.create(customer=account, user=boss, percent=30, starts_on=date(2026, 5, 1))
    AccountShare.objects.create(
        customer=account, user=boss, percent=50, starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 30)
    )

    settle_past([order_for(account, "1000.00")])

    assert set(OrderShare.objects.values_list("user", "percent")) == {(ana.pk, 70), (boss.pk, 30)}
    assert set(Statement.objects.values_list("user", "credited")) == {(ana.pk, 700), (boss.pk, 300)}


@pytest.mark.parametrize(
    "dates",
    [{"starts_on": date(2026, 5, 5)}, {"ends_on": date(2026, 5, 3)}],
    ids=["not yet", "over"],
)
def test_plan_counts_on_the_day_of_the_order_alone(ana, account, dates):
    plan_for(ana, **dates)

    assert settle_past([order_for(account, "1000.00", placed=at(2026, 5, 4))]) == 0


def test_partners_share_is_taken_off_first_whenever_it_is_heard_of(ana, account, monkeypatch):
    plan_for(ana)
    order = order_for(account, "1000.00")
    settle_past([order])
    monkeypatch.setattr(DEDUCTIONS, "_entries", dict(DEDUCTIONS._entries), raising=False)
    DEDUCTIONS.register(Deduction(name="test", of=lambda _order: Decimal(80)))

    settle(order, at=at(2026, 5, 6))

    assert statements() == [(MAY, Decimal(920), Decimal("18.40"))]


def test_order_in_another_currency_counts_for_nobody(ana, account):
    plan_for(ana)

    assert settle_past([order_for(account, "1000.00", currency="USD")]) == 0
    assert not OrderShare.objects.exists()


def test_nobody_approves_or_pays_their_own(ana, account, boss):
    plan_for(ana)
    settle_past([order_for(account, "1000.00")])
    statement = Statement.objects.get()

    with pytest.raises(StatementError):
        approve(statement, by=ana, total=statement.total, now=at(2026, 6, 2))
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.update(state="approved", approved_by=ana, approved_at=at(2026, 6, 2))
    approved(MAY, boss)
    with pytest.raises(StatementError):
        pay(statement, by=ana)
    assert Statement.objects.get().state == "approved"


@pytest.mark.parametrize(
    ("now", "total"), [(at(2026, 5, 31), "20.00"), (at(2026, 6, 1), "19.99")], ids=["goes on", "changed"]
)
def test_draft_that_may_still_change_is_not_approved(ana, account, boss, now, total):
    plan_for(ana)
    settle_past([order_for(account, "1000.00")])

    with pytest.raises(StatementError):
        approve(Statement.objects.get(), by=boss, total=Decimal(total), now=now)
    assert Statement.objects.get().state == "draft"


def test_statements_are_approved_in_their_order(ana, account, boss):
    plan = plan_for(ana)
    order = order_for(account, "1000.00")
    settle_past([order])
    back = refund(order, "1190.00", done=at(2026, 6, 3))
    on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=back.pk))

    with pytest.raises(StatementError, match="earlier"):
        approved(JUNE, boss)

    plan.rates.update(rate=1)
    recount_plan(plan)
    approved(MAY, boss)
    approved(JUNE, boss)
    assert statements() == [(MAY, Decimal(1000), Decimal(10)), (JUNE, Decimal(0), Decimal(-10))]


def test_statement_is_approved_and_paid_once(ana, account, boss):
    plan_for(ana)
    settle_past([order_for(account, "1000.00")])
    with pytest.raises(StatementError):
        pay(Statement.objects.get(), by=boss)
    statement = approved(MAY, boss)
    pay(statement, by=boss, reference="T-1")

    for again in (lambda: approved(MAY, boss), lambda: pay(statement, by=boss, reference="T-2")):
        with pytest.raises(StatementError):
            again()
    assert Statement.objects.values_list("state", "reference").get() == ("paid", "T-1")


def test_approved_statement_does_not_follow_its_plan(ana, account, boss):
    plan = plan_for(ana)
    settle_past([order_for(account, "1000.00")])
    approved(MAY, boss)
    plan.rates.update(rate=50)
    plan.members.update(target=1)

    recount_plan(plan)

    assert statements() == [(MAY, Decimal(1000), Decimal(20))]


def test_credits_are_not_rewritten(ana, account):
    plan_for(ana)
    settle_past([order_for(account, "1000.00")])

    for change in (lambda: Credit.objects.update(basis=1), lambda: OrderShare.objects.update(percent=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@settings(max_examples=12)
@given(parts=st.lists(st.integers(1, 30), min_size=1, max_size=3), net=st.integers(1, 200_000))
def test_paid_and_reversed_are_the_value_kept(parts, net):
    with transaction.atomic():
        ana, boss = UserFactory(is_staff=True), UserFactory(is_staff=True)
        plan_for(ana)
        whole = Decimal(net) / 100
        order = order_for(CustomerFactory(owner=ana), whole)
        settle_past([order])
        earned = Statement.objects.get(user=ana).total
        left = order.total_incl_tax
        for month, percent in enumerate(parts, start=6):
            statement = Statement.objects.filter(user=ana).latest("starts_on")
            approve(statement, by=boss, total=statement.total, now=at(2026, 12, 1))
            back = (order.total_incl_tax * percent / 100).quantize(Decimal("0.01"))
            if back:
                refund(order, back, done=at(2026, month, 3))
                left -= back
                settle(order, at=at(2026, month, 3))
            if not Statement.objects.filter(user=ana, state="draft").exists():
                break
        kept = sum(Credit.objects.filter(share__order=order).values_list("basis", flat=True))
        total = sum(Statement.objects.filter(user=ana).values_list("total", flat=True))

        assert kept == (whole * (left / order.total_incl_tax)).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        assert total == (earned * kept / whole).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        for statement in Statement.objects.filter(user=ana):
            assert statement.total == sum(statement.lines.values_list("amount", flat=True))
        transaction.set_rollback(True)
