"""The segments that somebody is or was in, as a part of a copy of their data."""

from crm_core.customers.queries import customer_of_user
from personalization.segments.models import SegmentMembership
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User


def segments(user: User) -> list[dict[str, object]]:
    """Those of the record that the account leads to, if an address of it is shown to be theirs."""
    customer = customer_of_user(user.pk)
    addresses = confirmed_addresses(user)
    if customer is None or not customer.identifiers.filter(kind="email", value__in=addresses).exists():
        return []
    return _of([customer.pk])


def segments_of_person(person: Person) -> list[dict[str, object]]:
    """Those of every record that is shown to be theirs."""
    return _of(sorted(person.customers))


def _of(customers: list[int]) -> list[dict[str, object]]:
    rows = SegmentMembership.objects.filter(customer__in=customers).select_related("segment").order_by("pk")
    return [
        {
            "segment": row.segment.name,
            "since": row.since.isoformat(),
            "left_at": row.left_at.isoformat() if row.left_at else None,
        }
        for row in rows
    ]


EXPORTERS.register(Exporter(name="segments", read=segments, read_person=segments_of_person))
