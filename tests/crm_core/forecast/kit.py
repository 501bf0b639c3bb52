"""Orders, deals and expected repeat orders, without checkout."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from crm_core.customers.models import CustomerOrder
from crm_core.forecast.models import PeriodKind, RepeatForecast
from crm_core.forecast.periods import Period
from crm_core.pipeline.models import Pipeline, Stage
from crm_core.pipeline.services import NewDeal, open_deal
from shop.order.models import Order

SHOP_TIME = timezone.get_default_timezone()
NOW = datetime(2026, 5, 12, 10, tzinfo=SHOP_TIME)
MAY = Period(kind=PeriodKind.MONTH, start=date(2026, 5, 1))
numbers = count(1)


def sold(customer, total, *, day=date(2026, 5, 4), **fields):
    """An order of a customer, placed at noon."""
    order = Order.objects.create(
        number=f"F-{next(numbers)}",
        currency=fields.pop("currency", "EUR"),
        total_incl_tax=Decimal(total),
        total_excl_tax=Decimal(total),
        date_placed=datetime(day.year, day.month, day.day, 12, tzinfo=SHOP_TIME),
        guest_email=customer.email,
        **fields,
    )
    CustomerOrder.objects.create(order=order, customer=customer)
    return order


def deal(customer, amount, *, chance=50, day=date(2026, 5, 20), **fields):
    """An open deal with a chance of its own."""
    pipeline, is_new = Pipeline.objects.get_or_create(name="Sales")
    if is_new:
        Stage.objects.create(pipeline=pipeline, name="First", probability=10)
    return open_deal(
        NewDeal(
            customer=customer,
            title="Tableware",
            pipeline=pipeline,
            amount=Decimal(amount),
            probability=chance,
            expected_close_on=day,
            opened_at=NOW - timedelta(days=10),
            **fields,
        )
    )


def repeats(customer, amount, *, month=date(2026, 5, 1)):
    return RepeatForecast.objects.create(
        customer=customer, month=month, orders=1.5, amount=Decimal(amount), calculated_at=NOW
    )
