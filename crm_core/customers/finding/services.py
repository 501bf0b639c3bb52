"""Keeping the words that customers are found by."""

from collections.abc import Collection, Iterable

from django.db import transaction

from crm_core.customers.finding.words import email_words, name_words, phone_words
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerWords
from crm_core.customers.records.trees import trees_of
from shop.backoffice.fragments import index_text

BATCH = 1000
COLUMNS = ("names", "emails", "phones")
Kind = CustomerIdentifier.Kind


def write_words(customers: Collection[int]) -> None:
    """Read the words of these current customers anew; what was merged into them loses its own.

    A fixed number of queries for any number of customers. Of two at once the later wins, and each reads what
    was committed before: whoever changes a customer's facts calls this in the same transaction, or has it
    called (`IdentityFactsChanged`).
    """
    root_of = trees_of(customers)
    found: dict[int, dict[str, list[str]]] = {root: {name: [] for name in COLUMNS} for root in customers}
    for root, column, words in (*_record_words(root_of), *_key_words(root_of)):
        found[root][column] += words
    below = [pk for pk, root in root_of.items() if pk != root]
    if below:
        CustomerWords.objects.filter(customer__in=below).delete()
    rows = [
        CustomerWords(customer_id=pk, **{name: index_text(words[name]) for name in COLUMNS})
        for pk, words in sorted(found.items())
    ]
    CustomerWords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["customer"], update_fields=COLUMNS, batch_size=BATCH
    )


def _record_words(root_of: dict[int, int]) -> Iterable[tuple[int, str, list[str]]]:
    rows = Customer.records.filter(pk__in=root_of).order_by("pk")
    for pk, name, email, phone in rows.values_list("pk", "name", "email", "phone"):
        yield root_of[pk], "names", name_words(name)
        yield root_of[pk], "emails", email_words(email)
        yield root_of[pk], "phones", phone_words(phone)


def _key_words(root_of: dict[int, int]) -> Iterable[tuple[int, str, list[str]]]:
    keys = CustomerIdentifier.objects.filter(customer__in=root_of, kind__in=[Kind.EMAIL, Kind.PHONE])
    for customer, kind, value in keys.order_by("pk").values_list("customer", "kind", "value"):
        if kind == Kind.EMAIL:
            yield root_of[customer], "emails", email_words(value)
        else:
            yield root_of[customer], "phones", phone_words(value)


def write_missing(*, limit: int) -> int:
    """Write the words of customers who have none, as after a load in bulk; return of how many."""
    with transaction.atomic():
        missing = Customer.objects.filter(words=None).order_by("pk").values_list("pk", flat=True)
        customers = list(missing[:limit])
        write_words(customers)
    return len(customers)


def write_all() -> int:
    """Write the words of all customers anew, a thousand in a transaction; return of how many."""
    last, number = 0, 0
    while True:
        rows = Customer.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        batch = list(rows[:BATCH])
        if not batch:
            return number
        with transaction.atomic():
            write_words(batch)
        last, number = batch[-1], number + len(batch)
