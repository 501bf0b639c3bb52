"""In which sequences somebody is or was, as a part of a copy of their data."""

from collections.abc import Iterable

from crm_core.customers.queries import customer_of_user
from crm_core.sequences.models import Enrolment
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User


def sequences(user: User) -> list[dict[str, object]]:
    """Those of the record that the account leads to, if an address of it is shown to be theirs."""
    customer = customer_of_user(user.pk)
    addresses = confirmed_addresses(user)
    if customer is None or not customer.identifiers.filter(kind="email", value__in=addresses).exists():
        return []
    return _of([customer.pk])


def sequences_of_person(person: Person) -> list[dict[str, object]]:
    """Those of every record that is shown to be theirs."""
    return _of(sorted(person.customers))


def _of(customers: Iterable[int]) -> list[dict[str, object]]:
    rows = Enrolment.objects.filter(customer__in=customers).select_related("sequence").order_by("pk")
    return [
        {
            "sequence": row.sequence.name,
            "purpose": row.sequence.purpose,
            "since": row.enrolled_at,
            "state": row.state,
            "reason": row.reason,
            "ended": row.ended_at,
        }
        for row in rows
    ]


EXPORTERS.register(Exporter(name="sequences", read=sequences, read_person=sequences_of_person))
