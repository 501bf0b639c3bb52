"""Which orders count as a partner's: what its company bought, whom it sent; slices above add what else."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from partners.accounts.models import PartnerAccount
from partners.referrals.cookies import LIFETIME
from partners.referrals.models import BasketReferral
from shop.configuration.queries import shop_currency
from shop.money import MoneySum
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.payments.models import Refund
from shop.payments.states import RefundState
from shop.registry import Registry

MONEY = DecimalField(max_digits=16, decimal_places=2)
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
OWN, REFERRED = "own", "referred"


@dataclass(frozen=True, kw_only=True)
class OrderSource:
    """One way in which orders become a partner's.

    `orders` returns those of some accounts (by key), `partner_account` annotated with the account's key; an
    order that two sources name for one account counts once.
    """

    name: str
    orders: Callable[[Collection[int]], QuerySet[Order]]


ORDER_SOURCES: Registry[OrderSource] = Registry("source of a partner's orders")


def own_orders(accounts: Collection[int]) -> QuerySet[Order]:
    """List what the companies of accounts bought; of several accounts of a company the oldest has it."""
    holders = PartnerAccount.objects.filter(company=OuterRef("company"), pk__in=list(accounts))
    companies = PartnerAccount.objects.filter(pk__in=list(accounts)).order_by().values("company")
    found = Order.objects.filter(company__in=companies)
    return found.annotate(partner_account=Subquery(holders.order_by("pk").values("pk")[:1]))


def referred_orders(accounts: Collection[int]) -> QuerySet[Order]:
    """List the orders of buyers who followed an account's link within 30 days before."""
    ties = BasketReferral.objects.filter(
        basket=OuterRef("basket_id"), clicked_at__gte=OuterRef("date_placed") - LIFETIME
    )
    baskets = BasketReferral.objects.filter(account__in=list(accounts)).order_by().values("basket")
    found = Order.objects.filter(basket__in=baskets)
    found = found.annotate(partner_account=Subquery(ties.order_by().values("account")[:1]))
    return found.filter(partner_account__in=list(accounts))


ORDER_SOURCES.register(OrderSource(name=OWN, orders=own_orders))
ORDER_SOURCES.register(OrderSource(name=REFERRED, orders=referred_orders))


@dataclass(frozen=True, kw_only=True)
class Sales:
    """What a partner's orders come to: goods without tax, less what was paid back, and how many they are."""

    revenue: Decimal = NOTHING
    orders: int = 0


def sales_of(
    accounts: Iterable[int],
    *,
    since: datetime,
    until: datetime,
    sources: Collection[str] | None = None,
    code: str = "",
    buyers_but: int | None = None,
) -> dict[int, Sales]:
    """Add up the orders placed in [since, until) of each account that has any; one query.

    Net goods in the shop's currency after discounts, delivery left out, less the share that was paid back;
    cancelled orders do not count. `sources` names which of ORDER_SOURCES count (None: all), `code` narrows
    to orders with that voucher code, `buyers_but` leaves out what a company (by key) bought.
    """
    keys = list(accounts)
    parts = [entry.orders(keys) for entry in ORDER_SOURCES if sources is None or entry.name in sources]
    if not keys or not parts:
        return {}
    rows = [_valued(part, since=since, until=until, code=code, buyers_but=buyers_but) for part in parts]
    sums: dict[int, list[Decimal]] = defaultdict(list)
    for account, _order, value in rows[0].union(*rows[1:]) if rows[1:] else rows[0]:
        sums[account].append(value)
    return {
        account: Sales(revenue=sum(values, NOTHING).quantize(CENT), orders=len(values))
        for account, values in sums.items()
    }


def _valued(
    orders: QuerySet[Order], *, since: datetime, until: datetime, code: str, buyers_but: int | None
) -> QuerySet:
    found = orders.filter(date_placed__gte=since, date_placed__lt=until, currency=shop_currency())
    found = found.exclude(status=CANCELLED).exclude(partner_account=None)  # type: ignore[misc] # annotated
    if buyers_but is not None:
        found = found.filter(Q(company=None) | ~Q(company=buyers_but))
    if code:
        found = found.filter(discounts__voucher_code__iexact=code)
    return (
        found.annotate(value=_net_value()).order_by().values_list("partner_account", "pk", "value").distinct()
    )


def _net_value() -> Case:
    """Net goods in proportion to what was kept of the whole."""
    refunds = Refund.objects.filter(order=OuterRef("pk"), state=RefundState.SUCCEEDED).order_by()
    sums = refunds.values("order").annotate(sum=MoneySum(F("amount") - F("excess"))).values("sum")
    returned = Coalesce(Subquery(sums), 0, output_field=MONEY)
    kept = Greatest(F("total_incl_tax") - returned, 0, output_field=MONEY)
    net = F("total_excl_tax") - F("shipping_excl_tax")
    return Case(
        When(total_incl_tax__gt=0, then=net * kept / F("total_incl_tax")), default=0, output_field=MONEY
    )
