"""What is known of customers before and after a batch, so that each row can say what it changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.records.trees import survivor_of

#: Fields of the record that an import may fill or replace.
FIELDS = ("name", "email", "phone", "language", "owner_id", "company_id")
Key = tuple[str, str]


@dataclass
class Snapshot:
    """Fields and identifiers of customers."""

    fields: dict[int, dict[str, object]] = field(default_factory=dict)
    keys: dict[int, set[Key]] = field(default_factory=lambda: defaultdict(set))


def customers_of(keys: Collection[Key]) -> dict[Key, int]:
    """Return to which customers identifiers lead, in a query for each kind."""
    found: dict[Key, int] = {}
    for kind in ("email", "phone"):
        values = [value for known, value in keys if known == kind]
        rows = CustomerIdentifier.objects.filter(kind=kind, value__in=values)
        found |= {(kind, value): pk for value, pk in rows.values_list("value", "customer")}
    return found


def snapshot(customers: Iterable[int]) -> Snapshot:
    """Read what is known of customers, in two queries."""
    pks = list(customers)
    taken = Snapshot()
    for row in Customer.records.filter(pk__in=pks).values("pk", *FIELDS):
        taken.fields[row["pk"]] = {name: row[name] for name in FIELDS}
    for pk, kind, value in CustomerIdentifier.objects.filter(customer__in=pks).values_list(
        "customer", "kind", "value"
    ):
        taken.keys[pk].add((kind, value))
    return taken


def current(pks: Iterable[int]) -> dict[int, int]:
    """Return for records who stands for each now; those that are gone are left out."""
    records = Customer.records.in_bulk(list(pks))
    return {pk: survivor_of(record).pk for pk, record in records.items()}
