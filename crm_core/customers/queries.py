"""Reading customers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from crm_core.customers.models import Customer, CustomerIdentifier, CustomerOrder
from crm_core.customers.normalise import normalised_email, normalised_phone
from shop.order.models import Order

SHORTEST_NUMBER = 4


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How a customer's business stands; amounts in the shop's currency, tax included."""

    orders: int
    spent: Decimal
    average: Decimal | None
    last_order_at: datetime | None


def figures_of(customer: Customer) -> Figures:
    """Return the figures of the record; the average is None for who never bought."""
    average = customer.spent / customer.orders_count if customer.orders_count else None
    return Figures(
        orders=customer.orders_count,
        spent=customer.spent,
        average=average.quantize(Decimal("0.01")) if average is not None else None,
        last_order_at=customer.last_order_at,
    )


def customers_matching(text: str, *, among: QuerySet[Customer] | None = None) -> QuerySet[Customer]:
    """Find customers by a piece of their name, e-mail or phone, or by an order's number.

    Addresses and numbers are also looked up in every key that leads to a customer, in whatever
    spelling they were typed.
    """
    text = text.strip()
    wanted = Q(name__icontains=text) | Q(email__icontains=text)
    wanted |= Q(pk__in=CustomerOrder.objects.filter(order__number__iexact=text).values("customer"))
    keys = [key for key in (normalised_email(text), normalised_phone(text)) if key]
    if keys:
        wanted |= Q(pk__in=CustomerIdentifier.objects.filter(value__in=keys).values("customer"))
    digits = "".join(filter(str.isdigit, text)).lstrip("0")
    if len(digits) >= SHORTEST_NUMBER:
        wanted |= Q(phone__contains=digits)
    return (Customer.objects.all() if among is None else among).filter(wanted)


def orders_of(customer: Customer) -> QuerySet[Order]:
    """List the customer's orders, latest first, cancelled ones included."""
    numbers = CustomerOrder.objects.filter(customer=customer).values("order")
    return Order.objects.filter(pk__in=numbers).order_by("-date_placed", "-pk")


def customer_of_key(kind: str, value: str) -> Customer | None:
    """Return whom a normalised key leads to, if anybody; nothing is written."""
    return Customer.objects.filter(identifiers__kind=kind, identifiers__value=value).first()
