"""An order on account that is changed: what it adds fits into the company's limit, or nobody changes it."""

from decimal import Decimal

import pytest
from django.db import transaction

from shop.order.models import Order
from shop.order_changes.exceptions import ChangeProblemsError
from shop.order_changes.models import OrderChange
from shop.order_changes.preview import preview
from shop.order_changes.proposals import SetQuantity
from shop.order_changes.services import apply_change
from shop.order_statuses import CHANGE, REFUND
from shop.trade_credit.changes import take_change
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.models import CreditAccount, CreditEntry, Receivable
from shop.trade_credit.services import set_limit, settle
from tests.crm_core.factories import staff_with
from tests.shop.factories import ProductFactory
from tests.shop.trade_credit.factories import buy, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account(limit="100.00")


@pytest.fixture
def order(account):
    return buy(account.company)


def clerk(*more):
    return staff_with(CHANGE, REFUND, *more)


def pieces(order, number, *, by=None, key="k"):
    line = order.lines.get()
    proposals = [SetQuantity(line_id=line.pk, quantity=number)]
    seen = preview(order, proposals, by=by)
    return apply_change(order, proposals, fingerprint=seen.fingerprint, key=key, by=by)


def used(account):
    account.refresh_from_db()
    return account.used, Receivable.objects.get().owed


def test_what_fits_is_taken_off_the_limit_at_once_and_once(account, order):
    change = pieces(order, 4, by=clerk())
    for _twice in range(2):
        settle(change.order)

    assert used(account) == (96, 96)
    assert [entry.amount for entry in CreditEntry.objects.order_by("pk")][1:] == [24, 72]


@pytest.mark.parametrize("policy", CreditAccount.Policy.values)
def test_what_does_not_fit_is_refused_in_words_and_nothing_is_changed(account, order, policy):
    CreditAccount.objects.filter(pk=account.pk).update(policy=policy)

    with pytest.raises(ChangeProblemsError, match="that are left of the company's credit limit"):
        pieces(order, 5, by=clerk())

    order.refresh_from_db()
    assert (used(account), order.total_incl_tax) == ((24, 24), 24)
    assert not OrderChange.objects.exists()


def test_who_may_approve_orders_above_the_limit_makes_it(account, order):
    pieces(order, 5, by=clerk("trade_credit.approve_creditaccount"))

    assert used(account) == (120, 120)


def test_an_order_that_owes_more_than_is_left_is_refused_in_words(account, order):
    """What a change has come to is taken off the limit in its transaction, or not at all."""
    for _three in range(3):
        buy(account.company)
    Order.objects.filter(pk=order.pk).update(total_incl_tax=48, total_excl_tax=48)

    with pytest.raises(CreditRefusedError, match=r"€4\.00 that are left"), transaction.atomic():
        take_change(Order.objects.get(pk=order.pk), by=clerk())

    account.refresh_from_db()
    assert account.used == 96


def test_less_is_always_possible(account, order):
    order = buy(account.company, lines=[(ProductFactory(price="24.00"), 3)])
    set_limit(account, Decimal("10.00"), by=None, reason="less", key="less")

    pieces(order, 1, by=clerk())

    account.refresh_from_db()
    assert account.used == 48


def test_an_order_that_is_paid_otherwise_has_no_limit(order):
    Receivable.objects.all().delete()

    take_change(order, by=None)
    assert preview(order, [SetQuantity(line_id=order.lines.get().pk, quantity=9)], by=clerk()).problems == []
