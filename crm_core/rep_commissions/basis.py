"""What an order counts: its goods or margin without tax, and which part of its money is here."""

from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F

from crm_core.rep_commissions.models import CommissionPlan
from shop.money import MoneySum
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.payments.queries import balance_of, goods_money_returned

MONEY = DecimalField(max_digits=14, decimal_places=2)
NOTHING = Decimal("0.00")


def basis_of(order: Order, plan: CommissionPlan) -> Decimal:
    """Return the whole basis of an order: goods after discounts, without tax and delivery, or their margin.

    The cost of a piece is what its stock record says now; goods of unknown cost have no margin. Never less
    than nothing.
    """
    if plan.basis == CommissionPlan.Basis.MARGIN:
        cost = ExpressionWrapper(F("stockrecord__cost") * F("quantity"), output_field=MONEY)
        known = order.lines.filter(
            stockrecord__cost__isnull=False, stockrecord__price_currency=order.currency
        ).aggregate(price=MoneySum("line_price_excl_tax"), cost=MoneySum(cost))
        margin: Decimal = known["price"] - known["cost"]
        return max(margin, NOTHING)
    goods: Decimal = order.lines.aggregate(total=MoneySum("line_price_excl_tax"))["total"]
    return goods


def kept_part(order: Order, plan: CommissionPlan) -> Decimal:
    """Return which part (0 to 1) of an order counts by its money: what came less what went back.

    A cancelled order counts nothing. Goods and margin count once the order is paid, payments as they come;
    what goes back of the goods' money is taken off in proportion, delivery and what came too much are not.
    """
    goods = order.total_incl_tax - order.shipping_incl_tax
    if order.status == CANCELLED or goods <= 0:
        return Decimal(0)
    came = Decimal(1) if order.paid_at else Decimal(0)
    if plan.basis == CommissionPlan.Basis.PAID and not order.paid_at:
        came = min(balance_of(order).received / order.total_incl_tax, Decimal(1))
    if not came:
        return came
    return max(came - min(goods_money_returned(order), goods) / goods, Decimal(0))
