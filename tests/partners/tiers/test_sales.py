"""Whose orders count, and for how much."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partners.tiers.criteria import measures_of
from partners.tiers.sales import OWN, sales_of
from shop.order_statuses import CANCELLED
from tests.partners.factories import PartnerAccountFactory, referred_basket
from tests.partners.tiers.factories import bought
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def net(order):
    return order.total_excl_tax - order.shipping_excl_tax


def sales(account, **facts):
    now = timezone.now()
    days = {"since": now - timedelta(days=365), "until": now + timedelta(days=1)}
    found = sales_of([account.pk], **(days | facts))
    return (found[account.pk].revenue, found[account.pk].orders) if found else None


def test_own_and_referred_orders_count_each_once():
    account = PartnerAccountFactory()
    own, sent = bought(account), OrderFactory(basket=referred_basket(account))
    both = OrderFactory(basket=referred_basket(account))
    both.company = account.company
    both.save(update_fields=["company"])
    OrderFactory()

    assert sales(account) == (net(own) + net(sent) + net(both), 3)
    assert sales(account, sources=[OWN]) == (net(own) + net(both), 2)
    assert sales(account, buyers_but=account.company_id) == (net(sent), 1)


def test_orders_of_another_time_or_cancelled_count_for_nothing():
    account = PartnerAccountFactory()
    old, cancelled = bought(account), bought(account)
    old.date_placed = timezone.now() - timedelta(days=366)
    old.save(update_fields=["date_placed"])
    cancelled.status = CANCELLED
    cancelled.save(update_fields=["status"])

    assert sales(account) is None


def test_a_click_of_long_ago_refers_nobody():
    account = PartnerAccountFactory()
    OrderFactory(basket=referred_basket(account, clicked_at=timezone.now() - timedelta(days=31)))

    assert sales(account) is None


def test_many_accounts_are_measured_in_as_many_queries(django_assert_num_queries):
    accounts = [PartnerAccountFactory() for _number in range(3)]
    for account in accounts:
        bought(account)
    with django_assert_num_queries(3):  # sales, registrations, certificates
        found = measures_of(account.pk for account in accounts)
    assert all(found[account.pk]["revenue"] > Decimal(50) for account in accounts)
