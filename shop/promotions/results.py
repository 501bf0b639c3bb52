"""What a promotion brought: orders, revenue, discount, margin, new customers.

Amounts are without tax and in the shop's currency.
Orders that were cancelled count not at all, pieces whose money went back before they were sent neither.
The cost of a piece is what its stock record says today.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.db.models.functions import Coalesce, Lower

from shop.configuration.queries import shop_currency
from shop.money import MoneySum
from shop.offer.models import ConditionalOffer
from shop.order.models import Line, Order, OrderDiscount
from shop.order_statuses import CANCELLED

MONEY = DecimalField(max_digits=14, decimal_places=2)
ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Results:
    """`margin` is that of the goods whose cost is known, `margin_revenue` what these were sold for."""

    orders: int
    revenue: Decimal
    discount: Decimal
    margin: Decimal
    margin_revenue: Decimal
    new_customers: int

    @property
    def average(self) -> Decimal:
        """What an order came to, on average."""
        return self.revenue / self.orders if self.orders else ZERO


def orders_of(offer: ConditionalOffer) -> QuerySet[Order]:
    """Select the orders that had the offer and were not cancelled, in the shop's currency."""
    used = OrderDiscount._default_manager.filter(offer_id=offer.pk, order=OuterRef("pk"))
    orders: QuerySet[Order] = Order._default_manager.filter(Exists(used), currency=shop_currency())
    return orders.exclude(status=CANCELLED)


def results_of(offer: ConditionalOffer) -> Results:
    """Add up what an offer brought. Four queries, however many orders."""
    orders = orders_of(offer)
    counted = orders.order_by().aggregate(orders=Count("pk"))
    kept = F("quantity") - F("num_cancelled")
    revenue = ExpressionWrapper(F("line_price_excl_tax") * kept / F("quantity"), output_field=MONEY)
    cost = ExpressionWrapper(F("stockrecord__cost") * kept, output_field=MONEY)
    is_known = Q(stockrecord__cost__isnull=False, stockrecord__price_currency=shop_currency())
    lines = Line._default_manager.filter(order__in=orders.order_by().values("pk"), quantity__gt=0)
    sums = lines.order_by().aggregate(
        revenue=MoneySum(revenue),
        known=MoneySum(Case(When(is_known, then=revenue), output_field=MONEY)),
        cost=MoneySum(Case(When(is_known, then=cost), output_field=MONEY)),
    )
    given = OrderDiscount._default_manager.filter(offer_id=offer.pk, order__in=orders.order_by().values("pk"))
    off = given.order_by().aggregate(off=MoneySum(Coalesce("amount_excl_tax", "amount")))["off"]
    known, spent = sums["known"] or ZERO, sums["cost"] or ZERO
    return Results(
        orders=counted["orders"],
        revenue=sums["revenue"] or ZERO,
        discount=off or ZERO,
        margin=known - spent,
        margin_revenue=known,
        new_customers=_first_orders(orders).count(),
    )


def _first_orders(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Select those that were their buyer's first: of an account, or of a guest's address."""
    before = Order._default_manager.exclude(status=CANCELLED).filter(date_placed__lt=OuterRef("date_placed"))
    guests = before.alias(guest=Lower("guest_email")).filter(guest=OuterRef("guest"), user=None)
    return (
        orders.alias(guest=Lower("guest_email"))
        .filter(
            Q(user__isnull=False) & ~Exists(before.filter(user=OuterRef("user")))
            | Q(user=None) & ~Q(guest="") & ~Exists(guests)
        )
        .order_by()
    )
