"""What the CRM holds of somebody, as a part of a copy of their data; what staff noted is left out.

A customer's record may rest on an address that nobody confirmed, or on a number that two people
share. So it is shown only to an account whose owner has shown that an address which leads to it is
theirs, and of its timeline only what tells of their own orders and wishes.
"""

from django.db.models import Q
from django.db.models.functions import Lower

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.queries import customer_of_user
from crm_core.timeline.kinds import kind_names
from crm_core.timeline.models import TimelineEntry
from shop.contact_data import normalised_email
from shop.order.models import Order
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User

WISHES = ["account.deletion_requested", "account.deletion_withdrawn"]


def customer_record(user: User) -> dict[str, object]:
    """The record by name and keys, with what happened; empty for who has none that is proved theirs."""
    addresses = confirmed_addresses(user)
    customer = customer_of_user(user.pk)
    if customer is None or not _is_proved(customer, addresses):
        return {}
    return {
        "name": customer.name,
        "email": customer.email,
        "language": customer.language,
        "known_since": customer.created_at,
        "happened": [
            {"kind": entry.kind, "at": entry.occurred_at, "facts": entry.data}
            for entry in _own_entries(customer, user, addresses)
        ],
    }


def _is_proved(customer: Customer, addresses: list[str]) -> bool:
    proved = {normalised_email(address) for address in addresses}
    return customer.identifiers.filter(kind=CustomerIdentifier.Kind.EMAIL, value__in=proved).exists()


def _own_entries(customer: Customer, user: User, addresses: list[str]) -> list[TimelineEntry]:
    """List what tells of the user's wishes, and of orders placed by them or as a guest of theirs."""
    orders = Order.objects.alias(guest=Lower("guest_email"))
    numbers = set(
        orders.filter(Q(user=user) | Q(user=None, guest__in=addresses)).values_list("number", flat=True)
    )
    kinds = kind_names("orders")
    entries = customer.timeline_entries.filter(kind__in=[*kinds, *WISHES]).order_by("occurred_at", "pk")
    return [
        entry for entry in entries.iterator() if entry.kind in WISHES or entry.data.get("number") in numbers
    ]


def records_of_person(person: Person) -> list[dict[str, object]]:
    """Each record that is shown to be theirs, with what happened."""
    kinds = kind_names("orders")
    return [
        {
            "name": customer.name,
            "email": customer.email,
            "language": customer.language,
            "known_since": customer.created_at,
            "happened": [
                {"kind": entry.kind, "at": entry.occurred_at, "facts": entry.data}
                for entry in customer.timeline_entries.filter(kind__in=kinds).order_by("occurred_at", "pk")
            ],
        }
        for customer in Customer.objects.filter(pk__in=person.customers).order_by("pk")
    ]


EXPORTERS.register(Exporter(name="customer_record", read=customer_record, read_person=records_of_person))
