"""For whom an order counts: its account's owner, and others who share in the account."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from crm_core.customers.models import Customer, CustomerOrder
from crm_core.forecast.credit import ACCOUNT, OWNER, credited
from crm_core.rep_commissions.basis import basis_of
from crm_core.rep_commissions.models import AccountShare, OrderShare, PlanMember
from shop.configuration.queries import shop_currency
from shop.order.models import Order

FULL = Decimal(100)


def fix_shares(order: Order, *, now: datetime) -> list[OrderShare]:
    """Write for whom an order counts, by what holds on the day it was placed; nothing where nobody earns.

    The owner has what others' shares leave. Who is in no plan that day earns nothing, and nobody gets their
    part. An order in another currency than the shop's counts for nobody.
    """
    if order.currency != shop_currency():
        return []
    day = timezone.localdate(order.date_placed)
    percents = percents_of(order, day)
    members = _members(set(percents), day)
    return OrderShare.objects.bulk_create(
        OrderShare(
            order=order,
            user_id=user,
            plan=member.plan,
            percent=percents[user],
            basis=basis_of(order, member.plan),
            fixed_at=now,
        )
        for user, member in sorted(members.items())
    )


def percents_of(order: Order, day: date) -> dict[int, Decimal]:
    """Return whose order it is, in percent by user."""
    row = CustomerOrder.objects.filter(order=order).annotate(**credited("customer"))
    account, owner = row.values_list(ACCOUNT, OWNER).first() or (None, None)
    percents: dict[int, Decimal] = defaultdict(Decimal)
    left = FULL
    rows = AccountShare.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    for user, percent in rows.filter(customer=account).order_by("pk").values_list("user", "percent"):
        percents[user] += min(percent, left)
        left -= min(percent, left)
    if owner is not None and left:
        percents[owner] += left
    return {user: percent for user, percent in percents.items() if percent}


def _members(users: set[int], day: date) -> dict[int, PlanMember]:
    """Return in which plan each is on a day; of two, the one that began last."""
    members = PlanMember.objects.filter(user__in=users).annotate(
        begins=Coalesce("starts_on", "plan__starts_on"), ends=Coalesce("ends_on", "plan__ends_on")
    )
    held = members.filter(
        Q(ends=None) | Q(ends__gte=day), Q(plan__ends_on=None) | Q(plan__ends_on__gte=day), begins__lte=day
    ).filter(plan__starts_on__lte=day)
    found = held.select_related("plan").order_by(F("begins").asc(), "pk")
    return {member.user_id: member for member in found}


def shares_of_account(customer: Customer) -> list[AccountShare]:
    """List who shares in an account, the latest first."""
    return list(
        AccountShare.objects.filter(customer=customer).select_related("user").order_by("-starts_on", "pk")
    )
