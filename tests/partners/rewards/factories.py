"""Rules of rewards, orders that are rewarded, and statements."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone

from partners.commissions.services import accrue_commission
from partners.rewards.models import LedgerEntry, RewardRule
from partners.rewards.services.accruing import reward_order
from partners.rewards.services.booking import book_commissions
from shop.order.models import Order
from shop.time_zones import shop_day
from tests.partners.factories import PartnerAccountFactory, referred_basket
from tests.shop.factories import OrderFactory


class RuleFactory(factory.django.DjangoModelFactory):
    """A SPIF of EUR 5.00 per unit, for everything, since long ago."""

    name = factory.Sequence(lambda n: f"Rule {n}")
    kind = "spif"
    currency = "EUR"
    amount = Decimal("5.00")
    valid_from = date(2020, 1, 1)

    class Meta:
        model = RewardRule


def rebate(*levels, **facts):
    """A rebate with levels as (volume, rate), reckoned in `EUR` and quarters."""
    rule = RuleFactory(kind="rebate", amount=None, **facts)
    for volume, rate in levels:
        rule.levels.create(volume=Decimal(volume), rate=Decimal(rate))
    rule.save()
    return rule


def referred_order(account=None, *, price="119.00", quantity=1, **facts):
    """An order by somebody whom a partner sent; its events are not told."""
    account = account or PartnerAccountFactory()
    return OrderFactory(basket=referred_basket(account, price=price, quantity=quantity), **facts)


def bought_order(account, *, net, paid=True, **facts):
    """An order that the partner's own company placed, worth `net` without tax."""
    order = OrderFactory(**facts)
    Order.objects.filter(pk=order.pk).update(company=account.company)
    order.lines.update(line_price_excl_tax=Decimal(net))
    if paid:
        Order.objects.filter(pk=order.pk).update(paid_at=timezone.now())
    return Order.objects.get(pk=order.pk)


def follow(order, **kwargs):
    """Do what the subscribers do with an order's events."""
    order = Order.objects.get(pk=order.pk)
    accrue_commission(order)
    book_commissions(order)
    reward_order(order, **kwargs)


def booked(account, **facts):
    """Add up an account's entries."""
    entries = LedgerEntry.objects.filter(account=account, **facts)
    return sum(entries.values_list("amount", flat=True), Decimal(0))


def today():
    return shop_day(timezone.now())
