"""What the CRM holds of somebody, as a part of a copy of their data.

A customer's record may rest on an address that nobody confirmed, or on a number that two people
share. So it is shown only to an account whose owner has shown that an address which leads to it is
theirs, and of its timeline only what tells of their own orders and wishes. What staff wrote of them and to
them is shown where nobody else can be meant: every address and account that leads to the record is theirs.
"""

from collections.abc import Iterator

from django.db.models import Q
from django.db.models.functions import Lower

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.queries import customer_of_user
from crm_core.timeline.kinds import KINDS, kind_names
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
        "conversations": list(conversations(customer)) if _is_theirs_alone(customer, user, addresses) else [],
    }


def conversations(customer: Customer) -> Iterator[dict[str, object]]:
    """Yield what staff wrote of a customer and to them, and what came back, with the names of its files."""
    kinds = [kind.name for kind in KINDS if kind.is_written]
    written = customer.timeline_entries.filter(
        removed_at=None, kind__in=[*kinds, "mail.sent", "mail.received"]
    )
    entries = written.select_related("mail").prefetch_related("attachments", "mail__attachments")
    for entry in entries.order_by("occurred_at", "pk").iterator(chunk_size=500):
        files = [*entry.attachments.all(), *(entry.mail.attachments.all() if entry.mail else ())]
        yield {
            "kind": entry.kind,
            "at": entry.occurred_at,
            "direction": entry.direction,
            "outcome": entry.outcome,
            "subject": entry.title,
            "text": entry.mail.text if entry.mail else entry.text,
            "to": entry.mail.to if entry.mail else "",
            "files": [file.name for file in files],
        }


def _is_theirs_alone(customer: Customer, user: User, addresses: list[str]) -> bool:
    """Say whether only this account, and only addresses shown to be its own, lead to the record."""
    proved = {normalised_email(address) for address in addresses}
    keys = set(customer.identifiers.values_list("kind", "value"))
    own = {(str(CustomerIdentifier.Kind.USER), str(user.pk))}
    own |= {(str(CustomerIdentifier.Kind.EMAIL), address) for address in proved}
    return not {key for key in keys - own if key[0] != CustomerIdentifier.Kind.PHONE}


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
