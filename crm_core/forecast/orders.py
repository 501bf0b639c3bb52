"""What was sold: orders by the account, representative and territory they count for, and their value.

The value is the order's total, tax included as deals and customers' figures have it, less what was paid back
of it (what had come beyond the total was none of its value);
a cancelled order has none. Only orders in the shop's currency are added, as in the customers' figures.
"""

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from crm_core.customers.models import CustomerOrder
from crm_core.forecast.credit import credited
from crm_core.forecast.periods import Period
from shop.configuration.queries import shop_currency
from shop.money import MoneySum
from shop.order_statuses import CANCELLED
from shop.payments.models import Refund
from shop.payments.states import RefundState

MONEY = DecimalField(max_digits=16, decimal_places=2)


def credited_orders() -> QuerySet[CustomerOrder]:
    """List every order that counts, with `value` and for whom it counts."""
    refunds = Refund.objects.filter(order=OuterRef("order"), state=RefundState.SUCCEEDED).order_by()
    returned = Coalesce(
        Subquery(refunds.values("order").annotate(sum=MoneySum(F("amount") - F("excess"))).values("sum")),
        0,
        output_field=MONEY,
    )
    orders = CustomerOrder.objects.filter(order__currency=shop_currency()).exclude(order__status=CANCELLED)
    return orders.annotate(
        value=Greatest(F("order__total_incl_tax") - returned, 0, output_field=MONEY), **credited("customer")
    )


def orders_in(period: Period) -> QuerySet[CustomerOrder]:
    """List the orders that were placed in a period."""
    begin, end = period.bounds
    return credited_orders().filter(order__date_placed__gte=begin, order__date_placed__lt=end)
