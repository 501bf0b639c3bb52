"""What is said of somebody's orders, as a part of a copy of their data."""

from crm_core.customers.queries import customer_of_user
from crm_core.order_signals.models import OrderSignal
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User

FIELDS = ("kind", "since", "ended_on", "data")


def signals(user: User) -> list[dict[str, object]]:
    """The signals of the record that the account leads to, if an address of it is shown to be theirs."""
    customer = customer_of_user(user.pk)
    addresses = confirmed_addresses(user)
    if customer is None or not customer.identifiers.filter(kind="email", value__in=addresses).exists():
        return []
    return _signals_of([customer.pk])


def signals_of_person(person: Person) -> list[dict[str, object]]:
    """The signals of every record that is shown to be theirs."""
    return _signals_of(sorted(person.customers))


def _signals_of(customers: list[int]) -> list[dict[str, object]]:
    rows = OrderSignal.objects.filter(customer__in=customers).order_by("since", "pk")
    return [{name: getattr(row, name) for name in FIELDS} for row in rows]


EXPORTERS.register(Exporter(name="order_signals", read=signals, read_person=signals_of_person))
