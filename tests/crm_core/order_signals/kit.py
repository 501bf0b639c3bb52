"""Customers with orders on chosen days, and looks at them."""

from datetime import UTC, datetime, timedelta
from math import log

from crm_core.customers.models import Customer, CustomerOrder
from crm_core.order_signals.models import OrderSignal
from crm_core.order_signals.queries import Catalogue
from crm_core.order_signals.services import Basis, look
from crm_core.order_signals.shop_model import ShopModel
from crm_core.scores.intervals import IntervalModel
from shop.order.models import Line, Order, OrderStatusChange
from shop.order_statuses import COMPLETE, DISPATCHED
from tests.crm_core.factories import CustomerFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
STEADY = IntervalModel(mean=log(30), between=1e-9, within=1.0)
#: Everybody's usual interval is 30 days: due after 36, lapsed after 90; from 1000 on somebody is a top customer.
MODEL = ShopModel(intervals=STEADY, products=STEADY, vip_from=1000.0)


def at(days, now=NOW):
    return now - timedelta(days=days)


def look_at(*customers, later=0, now=NOW):
    """Look at customers so many days after NOW."""
    basis = Basis(model=MODEL, catalogue=Catalogue(), now=now + timedelta(days=later))
    look([customer.pk for customer in customers], basis)


def order_of(customer, days, *, total="100.00", status=COMPLETE, paid=True, number=None, now=NOW):
    """Write an order of so many days ago: paid and sent at once, unless told otherwise."""
    order = Order.objects.create(
        number=number or f"S{customer.pk}-{days}-{Order.objects.count()}",
        currency="EUR",
        total_incl_tax=total,
        total_excl_tax=total,
        guest_email=customer.email,
        status=status,
        date_placed=at(days, now),
        paid_at=at(days, now) if paid else None,
    )
    CustomerOrder.objects.create(customer=customer, order=order)
    customer.last_order_at = max(customer.last_order_at or at(days, now), at(days, now))
    customer.save(update_fields=["last_order_at"])
    return order


def line_of(order, *, product=None, quantity=1, cancelled=0):
    amounts = {
        f"line_price{before}_{tax}_tax": 10
        for before in ("", "_before_discounts")
        for tax in ("incl", "excl")
    }
    return Line.objects.create(
        order=order,
        product=product,
        title="Coffee",
        partner_name="Workshop",
        partner_sku="1",
        quantity=quantity,
        num_cancelled=cancelled,
        num_allocated=0,
        **amounts,
    )


def moved(order, status, days):
    """Note that an order came to a status so many days ago."""
    change = OrderStatusChange.objects.create(order=order, new_status=status)
    OrderStatusChange.objects.filter(pk=change.pk).update(date_created=at(days))
    Order.objects.filter(pk=order.pk).update(status=status)


def sent(order, days):
    moved(order, DISPATCHED, days)


def customer_of(*days, **kwargs):
    """Make a customer who ordered so many days ago."""
    total = kwargs.pop("total", "100.00")
    customer = CustomerFactory(**kwargs)
    for one in days:
        order_of(customer, one, total=total)
    return customer


def account_of(*days, **kwargs):
    return customer_of(*days, kind=Customer.Kind.COMPANY, **kwargs)


def open_kinds(customer):
    """Return the kinds of signals that hold for a customer."""
    rows = OrderSignal.objects.filter(customer=customer, ended_on=None)
    return sorted(rows.values_list("kind", flat=True))
