"""What colleagues planned and did with somebody, as a part of a copy of their data."""

from crm_core.activities.models import Activity
from crm_core.customers.models import Customer
from crm_core.profile.export import own_customer
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def _told(customers: list[Customer] | list[int]) -> list[dict[str, object]]:
    rows = Activity.objects.filter(customer__in=customers).order_by("due_at", "pk")
    return [
        {"kind": row.kind, "subject": row.subject, "due": row.due_at, "state": row.state, "done": row.done_at}
        for row in rows.iterator(chunk_size=500)
    ]


def activities_of_user(user: User) -> list[dict[str, object]]:
    """Return what is planned with an account's owner; nothing for who has no record that is proved theirs."""
    customer = own_customer(user)
    return _told([customer]) if customer is not None else []


def activities_of_person(person: Person) -> list[dict[str, object]]:
    """Return what is planned with each record that is shown to be theirs."""
    return _told(list(person.customers))


EXPORTERS.register(Exporter(name="activities", read=activities_of_user, read_person=activities_of_person))
