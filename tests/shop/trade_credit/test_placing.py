"""The limit is taken in the transaction that places the order; what is above it follows the policy."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from shop.b2b.models import Company
from shop.order.events import OrderAuthorised
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.order_holds.subscribers import on_order_authorised
from shop.time_zones import shop_day
from shop.trade_credit.approvals import approve, reject
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.models import CreditAccount, CreditApproval, CreditEntry, Receivable
from shop.trade_credit.placing import buy_on_account
from shop.trade_credit.services import adopt
from tests.crm_core.factories import CompanyFactory
from tests.shop.factories import StaffFactory, UserFactory
from tests.shop.trade_credit.factories import buy, make_account

pytestmark = pytest.mark.django_db
Policy = CreditAccount.Policy


def used(account):
    account.refresh_from_db()
    return account.used


def refused(company):
    with pytest.raises(OrderRefused) as refusal, transaction.atomic():
        buy(company)
    return str(refusal.value)


def test_order_takes_its_part_of_the_limit_and_leaves_an_entry():
    account = make_account(limit="100.00")

    order = buy(account.company)

    entry = account.entries.first()
    assert (used(account), account.free) == (Decimal("24.00"), Decimal("76.00"))
    assert (entry.kind, entry.amount, entry.used_after, entry.order) == ("purchase", 24, 24, order)
    assert (order.status, order.receivable.owed, order.receivable.account) == ("Authorised", 24, account)


def test_limit_is_shared_with_the_parent_unless_there_is_an_own_one():
    account = make_account(limit="30.00")
    child = CompanyFactory(parent=account.company)
    buy(child)

    assert used(account) == 24
    assert "6.00" in refused(account.company)

    own = make_account(CompanyFactory(parent=account.company), limit="24.00")
    buy(own.company)
    assert (used(own), used(account)) == (24, 24)


def test_what_is_above_the_limit_is_refused_and_nothing_is_left():
    account = make_account(limit="23.99")

    assert "23.99" in refused(account.company)

    assert (used(account), Receivable.objects.count(), Order.objects.count()) == (0, 0, 0)
    assert [entry.kind for entry in account.entries.all()] == ["allocate"]


def test_database_holds_the_limit():
    account = make_account(limit="23.99")

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditAccount.objects.filter(pk=account.pk).update(used=24)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "blocked"}, "blocked"),
        ({"limit": 0}, "left of your company's credit limit"),
    ],
)
def test_who_is_not_in_good_standing_buys_nothing_on_account(change, words):
    account = make_account(**change)

    assert words in refused(account.company)


def test_company_on_hold_buys_nothing_on_account():
    company = CompanyFactory(status=Company.Status.ON_HOLD)

    assert "on hold" in refused(company)


def test_what_is_overdue_too_long_blocks():
    account = make_account(overdue_block_days=10)
    order = buy(account.company)
    Receivable.objects.filter(order=order).update(due_on=shop_day() - timedelta(days=9))
    buy(account.company)
    Receivable.objects.filter(order=order).update(due_on=shop_day() - timedelta(days=10))

    assert "overdue" in refused(account.company)


def test_company_without_an_account_buys_as_the_settings_say(settings):
    company = CompanyFactory()
    assert buy(company).receivable.account is None

    settings.KILN_ACCOUNT_NEEDS_LIMIT = True
    assert "no credit account" in refused(company)


def test_order_without_a_company_is_refused():
    order = buy(CompanyFactory())
    order.company = None

    with pytest.raises(OrderRefused):
        buy_on_account(order)


def test_policy_hold_exceeds_the_limit_and_holds_the_order():
    account = make_account(limit="20.00", policy=Policy.HOLD)

    order = buy(account.company)
    on_order_authorised(OrderAuthorised(order_id=order.pk))
    on_order_authorised(OrderAuthorised(order_id=order.pk))

    assert (used(account), account.tolerated, order.receivable.over_limit) == (24, 4, 4)
    assert "4.00" in order.holds.get().reason


def test_policy_approval_waits_for_staff_and_takes_nothing_until_then():
    account = make_account(limit="20.00", policy=Policy.APPROVAL)

    order = buy(account.company)

    assert (order.status, used(account), Receivable.objects.count()) == ("Pending payment", 0, 0)
    approve(order.credit_approval, by=StaffFactory(), note="good customer")
    order.refresh_from_db()
    assert (order.status, used(account), account.tolerated) == ("Authorised", 24, 4)
    assert order.receivable.owed == 24
    with pytest.raises(CreditRefusedError):
        approve(order.credit_approval, by=StaffFactory())


def test_refused_approval_leaves_the_order_waiting_and_tells_the_buyer(mailoutbox):
    account = make_account(limit="20.00", policy=Policy.APPROVAL)
    order = buy(account.company)

    with pytest.raises(CreditRefusedError):
        reject(order.credit_approval, by=StaffFactory(), note=" ")
    reject(order.credit_approval, by=StaffFactory(), note="two invoices are late")

    assert CreditApproval.objects.get().state == "rejected"
    assert (Order.objects.get().status, used(account)) == ("Pending payment", 0)
    with pytest.raises(CreditRefusedError):
        approve(order.credit_approval, by=StaffFactory())


def test_only_who_may_approves():
    order = buy(make_account(limit="20.00", policy=Policy.APPROVAL).company)

    with pytest.raises(CreditRefusedError):
        approve(order.credit_approval, by=UserFactory())


def test_due_day_and_discount_are_those_of_the_day_it_was_placed():
    parent = CompanyFactory(
        payment_terms_days=60, early_payment_days=10, early_payment_percent=Decimal("2.5")
    )
    company = CompanyFactory(parent=parent, payment_terms_days=14)

    order = buy(company)
    parent.early_payment_percent = None
    parent.save()

    found = Receivable.objects.get(order=order)
    today = shop_day()
    assert (found.due_on, found.discount_until) == (today + timedelta(days=14), today + timedelta(days=10))
    assert found.discount_percent == Decimal("2.5")


def test_account_that_is_opened_later_counts_what_is_owed_already():
    company = CompanyFactory()
    order = buy(CompanyFactory(parent=company))

    account = make_account(company, limit="10.00")

    assert (used(account), account.tolerated) == (24, 14)
    assert Receivable.objects.get(order=order).account == account
    adopt(Receivable.objects.get())
    assert CreditEntry.objects.filter(kind="purchase").count() == 1
