"""Histories and orders at chosen days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from crm_core.customers.services import attach_order
from crm_core.scores.intervals import IntervalModel
from shop.order.models import Order
from tests.shop.factories import OrderFactory

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
#: Everybody's usual interval is 30 days (e^3.4012), and nobody's own gaps change that much.
STEADY = IntervalModel(mean=3.4011973816621555, between=1e-9, within=1.0)


def days_ago(*days):
    """Return the days so many days before TODAY, earliest first."""
    return sorted(TODAY - timedelta(days=day) for day in days)


def order_of(customer_email, *, days, lines=None, **kwargs):
    """Place an order of a guest so many days before NOW, and give it its customer."""
    order = OrderFactory(guest_email=customer_email, lines=lines, **kwargs)
    Order.objects.filter(pk=order.pk).update(date_placed=NOW - timedelta(days=days))
    order.refresh_from_db()
    return attach_order(order)


def steady_histories(*, customers=60, gap=30, orders=6, value="20.00"):
    """Make histories of customers that begin on different days and then order every `gap` days."""
    return [
        {
            TODAY - timedelta(days=number % 20 + gap * place): Decimal(value) + number % 7
            for place in range(1 + number % orders)
        }
        for number in range(customers)
    ]
