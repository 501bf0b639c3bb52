"""A plan with accelerators, and orders whose goods are worth so much without tax."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count

from django.utils import timezone

from crm_core.customers.models import CustomerOrder
from crm_core.rep_commissions.models import CommissionPlan, PlanMember, PlanRate
from shop.order.models import Line, Order
from tests.shop.factories import PartnerFactory

numbers = count(1)


def at(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())


PLACED, PAID = at(2026, 5, 4), at(2026, 5, 5)


def plan_for(*users, target="1000.00", rates=((0, 2), (100, 4)), **fields):
    values = {"name": f"Plan {next(numbers)}", "kind": "month", "starts_on": date(2026, 1, 1), **fields}
    plan = CommissionPlan.objects.create(**values)
    for level, rate in rates:
        PlanRate.objects.create(plan=plan, from_percent=level, rate=rate)
    for user in users:
        PlanMember.objects.create(plan=plan, user=user, target=Decimal(target))
    return plan


def order_for(customer, net, *, placed=PLACED, paid=PAID, **fields):
    """An order of goods worth `net`, 19 % of tax on them and nothing for delivery."""
    net = Decimal(net)
    gross = (net * Decimal("1.19")).quantize(Decimal("0.01"))
    values = {"currency": "EUR", "guest_email": "mei@example.com", "status": "Paid", **fields}
    order = Order.objects.create(
        number=f"C-{next(numbers)}",
        total_incl_tax=gross,
        total_excl_tax=net,
        date_placed=placed,
        paid_at=paid,
        **values,
    )
    Line.objects.create(
        order=order,
        partner=PartnerFactory(),
        title="Bowl",
        quantity=1,
        num_allocated=0,
        line_price_incl_tax=gross,
        line_price_excl_tax=net,
        line_price_before_discounts_incl_tax=gross,
        line_price_before_discounts_excl_tax=net,
    )
    CustomerOrder.objects.create(order=order, customer=customer)
    return order
