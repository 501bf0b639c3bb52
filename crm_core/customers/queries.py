"""Reading customers."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from crm_core.customers.finding.queries import words_matching
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerOrder, CustomerWords
from shop.backoffice.queries import among_keys
from shop.backoffice.searching import number_contains, typed
from shop.contact_data import normalised_email, normalised_phone
from shop.money import as_stored
from shop.order.models import Order


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
        average=as_stored(average) if average is not None else None,
        last_order_at=customer.last_order_at,
    )


def customers_matching(
    text: str, *, among: QuerySet[Customer] | None = None, hidden: AbstractSet[str] = frozenset()
) -> QuerySet[Customer]:
    """Find customers by what was typed.

    A whole key (e-mail address, phone number in any spelling) or a whole order number finds
    exactly those it leads to. Anything else is looked for in names (in either order), e-mail addresses,
    telephone numbers in whichever spelling (`finding.words`) and the numbers of orders. By fields that are
    `hidden` from who asks ("email", "phone") nobody is found: an answer would tell them.
    """
    text = typed(text)
    customers = Customer.objects.all() if among is None else among
    if exact := exact_matches(text, hidden=hidden):
        found = customers.filter(pk__in=exact)
        if found.exists():
            return found
    wanted: list[QuerySet[CustomerWords] | QuerySet[CustomerOrder]] = []
    if (words := words_matching(text, hidden=hidden)) is not None:
        wanted.append(words)
    if number := number_contains("order__number", text):
        wanted.append(CustomerOrder.objects.filter(number))
    return among_keys(customers, [rows.values_list("customer", flat=True) for rows in wanted])


def exact_matches(text: str, *, hidden: AbstractSet[str] = frozenset()) -> set[int]:
    """Return whom a whole order number, address or telephone number leads to; one query at most."""
    kinds = {"email": normalised_email(text), "phone": normalised_phone(text)}
    keys = [key for kind, key in kinds.items() if key and kind not in hidden]
    parts: list[QuerySet[Any, int]] = []
    if number_contains("order__number", text):
        orders = CustomerOrder.objects.filter(order__number=text.upper())
        parts.append(orders.values_list("customer", flat=True))
    if keys:
        identifiers = CustomerIdentifier.objects.filter(value__in=keys)
        parts.append(identifiers.values_list("customer", flat=True))
    if not parts:
        return set()
    return set(parts[0].union(*parts[1:])) if len(parts) > 1 else set(parts[0])


def orders_of(customer: Customer) -> QuerySet[Order]:
    """List the customer's orders, latest first, cancelled ones included."""
    numbers = CustomerOrder.objects.filter(customer=customer).values("order")
    return Order.objects.filter(pk__in=numbers).order_by("-date_placed", "-pk")


def customer_of_identifier(kind: str, value: str) -> Customer | None:
    """Return whom a normalised key leads to, if anybody; nothing is written."""
    return Customer.objects.filter(identifiers__kind=kind, identifiers__value=value).first()


def customer_of_user(user_id: int) -> Customer | None:
    """Return the customer that this user account leads to, or None when it leads to nobody yet."""
    return Customer.objects.filter(
        identifiers__kind=CustomerIdentifier.Kind.USER, identifiers__value=str(user_id)
    ).first()


def account_of(customer: Customer) -> QuerySet[Customer]:
    """List whose doings are a customer's: their own, and of a company account its people's, too."""
    own = Q(pk=customer.pk)
    if customer.kind == Customer.Kind.COMPANY and customer.company_id is not None:
        own |= Q(company=customer.company_id)
    return Customer.objects.filter(own)
