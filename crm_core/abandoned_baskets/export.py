"""A person's abandoned baskets as a part of a copy of their data."""

from collections.abc import Iterable, Iterator

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.customers.models import Customer
from crm_core.profile.export import own_customer
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def baskets_of(customers: Iterable[Customer]) -> Iterator[dict[str, object]]:
    """Yield what was noted of each basket that these records left: when, how much, how it ended."""
    rows = AbandonedBasket.objects.filter(customer__in=list(customers)).select_related("order")
    for row in rows.order_by("abandoned_at", "pk"):
        yield {
            "last_changed": row.quiet_since,
            "abandoned": row.abandoned_at,
            "pieces": row.pieces,
            "value": str(row.value),
            "currency": row.currency,
            "outcome": row.outcome,
            "order": row.order.number if row.order else "",
        }


def baskets_of_user(user: User) -> list[dict[str, object]]:
    """List those of an account's owner whose address is proved theirs."""
    customer = own_customer(user)
    return list(baskets_of([customer])) if customer is not None else []


def baskets_of_person(person: Person) -> list[dict[str, object]]:
    """List those of each record that is shown to be theirs."""
    return list(baskets_of(Customer.objects.filter(pk__in=person.customers)))


EXPORTERS.register(Exporter(name="abandoned-baskets", read=baskets_of_user, read_person=baskets_of_person))
