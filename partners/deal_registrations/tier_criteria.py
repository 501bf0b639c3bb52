"""What registered deals count for a partner's tier: how many were won, and the orders that won them."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.deal_registrations.models import RegistrationOrder
from partners.tiers.criteria import TIER_CRITERIA, YEAR, TierCriterion
from partners.tiers.sales import ORDER_SOURCES, OrderSource
from shop.order.models import Order


def won_registrations(accounts: Collection[int]) -> dict[int, Decimal]:
    """Count the registrations that orders of the last 365 days won and that still stand. One query."""
    since = timezone.now() - YEAR
    rows = RegistrationOrder.objects.filter(
        registration__account__in=accounts, stands=True, linked_at__gte=since
    )
    counted = rows.order_by().values("registration__account").annotate(n=Count("registration", distinct=True))
    return {account: Decimal(n) for account, n in counted.values_list("registration__account", "n")}


def registered_orders(accounts: Collection[int]) -> QuerySet[Order]:
    """List the orders that won registrations of these accounts."""
    found = Order.objects.filter(
        deal_registration__registration__account__in=accounts, deal_registration__stands=True
    )
    return found.annotate(partner_account=F("deal_registration__registration__account"))


ORDER_SOURCES.register(OrderSource(name="registered", orders=registered_orders))
TIER_CRITERIA.register(
    TierCriterion(
        name="won_registrations",
        label=_("Registered deals won in the last 12 months"),
        measure=won_registrations,
        order=20,
    )
)
