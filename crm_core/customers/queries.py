"""Reading customers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from crm_core.customers.models import Customer, CustomerIdentifier, CustomerOrder
from shop.backoffice.queries import filter_by_scan
from shop.backoffice.searching import contains, name_contains, number_contains, phone_digits, typed
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


def customers_matching(text: str, *, among: QuerySet[Customer] | None = None) -> QuerySet[Customer]:
    """Find customers by what was typed.

    A whole key (e-mail address, phone number in any spelling) or a whole order number finds
    exactly those it leads to. Anything else is looked for in names (in either order), e-mail addresses,
    telephone numbers in whichever spelling and the numbers of orders.
    """
    text = typed(text)
    customers = Customer.objects.all() if among is None else among
    exact = Q(pk__in=CustomerOrder.objects.filter(order__number=text.upper()).values("customer"))
    keys = [key for key in (normalised_email(text), normalised_phone(text)) if key]
    if keys:
        exact |= Q(pk__in=CustomerIdentifier.objects.filter(value__in=keys).values("customer"))
    found = customers.filter(exact)
    if found.exists():
        return found
    wanted = name_contains(text, "name") | contains("email", text)
    # Who knows a customer by the name of a record that was merged finds the one that stands for it.
    former = Customer.records.exclude(merged_into=None).filter(wanted)
    wanted |= Q(pk__in=former.values("merged_into")) | Q(pk__in=former.values("merged_into__merged_into"))
    parts = Q(kind=CustomerIdentifier.Kind.EMAIL, value__contains=text.lower())
    if digits := phone_digits(text):
        wanted |= Q(phone__contains=digits)
        parts |= Q(kind=CustomerIdentifier.Kind.PHONE, value__contains=digits)
    wanted |= Q(pk__in=CustomerIdentifier.objects.filter(parts).values("customer"))
    if number := number_contains("order__number", text):
        wanted |= Q(pk__in=CustomerOrder.objects.filter(number).values("customer"))
    return filter_by_scan(wanted, among=customers)


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
