"""What orders earn by the rules of rewards."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from partners.commissions.models import Commission
from partners.commissions.services import reverse_refunded_share
from partners.rewards.models import LedgerEntry, RewardAccrual
from partners.rewards.services.accruing import reward_order
from shop.events.models import Delivery
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import book_transfer
from shop.payments.refunds import confirm_manual_refund, request_refund
from tests.partners.factories import PartnerAccountFactory, referred_basket
from tests.partners.rewards.factories import (
    RuleFactory,
    booked,
    bought_order,
    follow,
    rebate,
    referred_order,
)
from tests.shop.factories import CategoryFactory
from tests.shop.payments.kit import order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def account():
    return PartnerAccountFactory(commission_rate=Decimal("8.00"))


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    """Do something that publishes and have it delivered without an error."""

    def delivered(action):
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        assert list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error")) == []
        return result

    return delivered


def test_spif_counts_units_once_per_line(account):
    rule = RuleFactory(amount=Decimal("5.00"))
    order = referred_order(account, quantity=3)

    for _again in range(2):
        follow(order)

    entry = LedgerEntry.objects.get(kind="reward")
    assert (entry.account, entry.order, entry.rule, entry.amount) == (account, order, rule, Decimal(15))
    assert (entry.why, entry.payable_at) == ("earned", None)
    assert RewardAccrual.objects.get().quantity == 3


def test_commission_rule_pays_the_difference_to_the_own_rate(account):
    RuleFactory(kind="commission", amount=None, rate=Decimal("12.00"))
    order = referred_order(account)

    follow(order)

    assert booked(account, kind="commission") == Decimal(8)
    assert booked(account, kind="reward") == Decimal(4)


def test_rule_is_for_its_goods_its_partner_and_its_days_only(account):
    order = referred_order(account)
    product = order.lines.get().product
    other = CategoryFactory()
    RuleFactory(product=product, amount=Decimal(1))
    RuleFactory(category=other, amount=Decimal(10))
    RuleFactory(account=PartnerAccountFactory(), amount=Decimal(100))
    RuleFactory(valid_until=timezone.localdate() - timedelta(days=400), amount=Decimal(1000))
    RuleFactory(currency="USD", amount=Decimal(10_000))
    RuleFactory(minimum=Decimal("100.01"), amount=Decimal(100_000))

    follow(order)

    assert booked(account, kind="reward") == Decimal(1)


def test_category_rule_is_for_what_is_below_it(account):
    order = referred_order(account)
    category = CategoryFactory()
    child = category.add_child(name="Cups", slug="cups")
    order.lines.get().product.categories.set([child])
    RuleFactory(category=category)

    follow(order)

    assert booked(account, kind="reward") == Decimal(5)


def test_suspended_partner_and_own_purchase_earn_nothing(account):
    RuleFactory()
    account.status = "suspended"
    account.save()

    follow(referred_order(account))

    assert not LedgerEntry.objects.exists()


def test_cap_holds_for_the_period_and_frees_what_goes_back(account):
    RuleFactory(cap=Decimal("12.00"))
    first, second = (referred_order(account, quantity=2) for _order in range(2))
    for order in (first, second):
        follow(order)
    assert booked(account, kind="reward") == Decimal(12)

    cancel_order(Order.objects.get(pk=first.pk))
    follow(first)

    assert booked(account, kind="reward") == Decimal(10)


def test_changed_terms_count_for_later_orders_only(account):
    rule = RuleFactory()
    order = referred_order(account)
    follow(order)
    rule.amount = Decimal(50)
    rule.save()

    follow(order)

    assert booked(account, kind="reward") == Decimal(5)


def test_rebate_rises_for_the_whole_volume_when_a_level_is_reached(account):
    rebate(("100", "2"), ("300", "5"))
    follow(bought_order(account, net="99.99"))
    assert booked(account) == 0
    follow(bought_order(account, net="100.00"))
    assert booked(account) == Decimal("4.00")  # 2 % of 199.99
    follow(bought_order(account, net="200.01"))

    assert booked(account) == Decimal("20.00")  # 5 % of 400.00
    last = LedgerEntry.objects.order_by("pk").last()
    assert (last.why, last.rate, last.base) == ("level", Decimal(5), Decimal("200.01"))
    assert last.payable_at > timezone.now()


def test_rebate_counts_what_is_paid_and_falls_with_what_goes_back(account):
    rebate(("100", "2"), ("300", "5"))
    unpaid = bought_order(account, net="250.00", paid=False)
    paid = bought_order(account, net="100.00")
    for order in (unpaid, paid):
        follow(order)
    assert booked(account) == Decimal("2.00")

    Order.objects.filter(pk=unpaid.pk).update(paid_at=timezone.now())
    follow(unpaid)
    assert booked(account) == Decimal("17.50")
    Order.objects.filter(pk=unpaid.pk).update(status="Cancelled")
    follow(unpaid)

    assert booked(account) == Decimal("2.00")


def test_payment_dates_and_cancellation_takes_back(account, deliver):
    RuleFactory()
    order = deliver(
        lambda: order_by(BankTransfer(), basket=referred_basket(account), guest_email="mei@example.com")
    )
    deliver(lambda: book_transfer(order, amount=order.total_incl_tax, reference="transfer"))
    entry = LedgerEntry.objects.get(kind="reward")
    order.refresh_from_db()
    assert entry.payable_at == order.paid_at + timedelta(days=30)

    deliver(lambda: cancel_order(Order.objects.get(pk=order.pk)))

    assert booked(account) == 0
    assert list(LedgerEntry.objects.order_by("pk").values_list("kind", "why", "amount"))[-2:] != []
    assert {entry.why for entry in LedgerEntry.objects.filter(amount__lt=0)} == {"cancelled"}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(parts=st.lists(st.integers(min_value=1, max_value=11_900), min_size=1, max_size=5), data=st.data())
def test_any_chain_of_refunds_takes_back_exactly_what_was_earned(django_db_blocker, parts, data):
    account = PartnerAccountFactory(commission_rate=data.draw(st.sampled_from([Decimal("7.25"), Decimal(8)])))
    rule = RuleFactory(kind="commission", amount=None, rate=Decimal("11.33"), account=account)
    order = order_by(BankTransfer(), basket=referred_basket(account, price="119.00", quantity=3))
    book_transfer(order, amount=order.total_incl_tax, reference=f"t-{order.pk}")
    follow(order)
    earned = booked(account)
    goods = order.total_incl_tax - order.shipping_incl_tax
    left = goods
    for number, cents in enumerate(parts):
        part = min(Decimal(cents) / 100, left)
        if part:
            _refund(order, part, f"{order.pk}-{number}")
            left -= part
        assert 0 <= booked(account) <= earned
    if left:
        _refund(order, left, f"{order.pk}-rest")

    assert (booked(account), booked(account, rule=rule)) == (0, 0)
    assert booked(account, amount__gt=0) == earned


def _refund(order, amount, key):
    """Send money back by hand, and have commissions and rewards follow."""
    [row] = request_refund(order, key=key, extra=amount)
    confirm_manual_refund(row, reference=key)
    _commissions_follow(order, row)
    follow(order)


def _commissions_follow(order, refund):
    reverse_refunded_share(refund, now=timezone.now())


def test_ledger_agrees_with_what_commissions_owe(account, deliver):
    order = deliver(
        lambda: order_by(BankTransfer(), basket=referred_basket(account), guest_email="mei@example.com")
    )
    deliver(lambda: book_transfer(order, amount=order.total_incl_tax, reference="transfer"))
    assert booked(account) == Commission.objects.get().amount == Decimal(8)
    assert reward_order(Order.objects.get(pk=order.pk)) == []
