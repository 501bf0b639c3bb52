"""Reading what is known of customers, and keeping it folded with its match keys, so that comparing is quick.

A fixed number of queries for any number of customers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from crm_core.customers.matching.facts import IdentityFacts, folded_address, joined
from crm_core.customers.matching.keys import match_keys
from crm_core.customers.models import (
    Customer,
    CustomerIdentifier,
    CustomerOrder,
    IdentityConflict,
    IdentityProfile,
    MatchKey,
)
from crm_core.customers.records.trees import trees_of
from shop.customer.queries import addresses_in_books
from shop.json_types import JsonObject

BATCH = 1000
#: Of somebody who orders often, the latest orders tell enough.
LATEST_ORDERS = 20
_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "postcode", "country")
_BOOK_FIELDS = (*_ADDRESS_FIELDS[:-1], "country_id")
Kind = CustomerIdentifier.Kind


def read_facts(customers: Collection[int]) -> dict[int, IdentityFacts]:
    """Return what is known of these current customers, with all that was merged into them."""
    root_of = trees_of(customers)
    parts: dict[int, list[IdentityFacts]] = defaultdict(list)
    for root, part in (*_records(root_of), *_keys(root_of), *_orders(customers), *_given(root_of)):
        parts[root].append(part)
    return {root: joined(found) for root, found in parts.items()}


def _records(root_of: dict[int, int]) -> Iterable[tuple[int, IdentityFacts]]:
    for record in Customer.records.filter(pk__in=root_of).select_related("company").order_by("pk"):
        is_company = record.kind == Customer.Kind.COMPANY
        employer = record.company.name if record.company and not is_company else ""
        yield (
            root_of[record.pk],
            IdentityFacts(
                names=_tuple(record.name),
                emails=_tuple(record.email),
                phones=_tuple(record.phone),
                companies=_tuple(employer),
                is_company=is_company and record.pk == root_of[record.pk],
            ),
        )


def _keys(root_of: dict[int, int]) -> Iterable[tuple[int, IdentityFacts]]:
    """Yield identifiers, those that lead to somebody else but came with this customer, and address books."""
    keys = CustomerIdentifier.objects.filter(customer__in=root_of)
    claimed = IdentityConflict.objects.filter(customer__in=root_of)
    rows = [
        *keys.order_by("-pk").values_list("customer", "kind", "value"),
        *claimed.order_by("-pk").values_list("customer", "identifier__kind", "identifier__value"),
    ]
    users = {}
    for customer, kind, value in rows:
        if kind == Kind.EMAIL:
            yield root_of[customer], IdentityFacts(emails=(value,))
        if kind == Kind.PHONE:
            yield root_of[customer], IdentityFacts(phones=(value,))
        if kind == Kind.USER:
            yield root_of[customer], IdentityFacts(accounts=(value,))
            users[int(value)] = root_of[customer]
    for address in addresses_in_books(users) if users else ():
        yield users[address.user_id], _addressed(*(getattr(address, name) for name in _BOOK_FIELDS))


def _orders(customers: Collection[int]) -> Iterable[tuple[int, IdentityFacts]]:
    links = CustomerOrder.objects.filter(customer__in=customers).order_by("-pk")
    for kind in ("shipping", "billing"):
        fields = [f"order__{kind}_address__{field}" for field in _ADDRESS_FIELDS]
        rows = links.filter(**{f"order__{kind}_address__isnull": False}).values_list("customer", *fields)
        seen: dict[int, int] = defaultdict(int)
        for customer, *values in rows[:LATEST_ORDERS] if len(customers) == 1 else rows.iterator():
            seen[customer] += 1
            if seen[customer] <= LATEST_ORDERS:
                yield customer, _addressed(*values)


def _given(root_of: dict[int, int]) -> Iterable[tuple[int, IdentityFacts]]:
    profiles = IdentityProfile.objects.filter(customer__in=root_of).exclude(given=[])
    for pk, given in profiles.order_by("pk").values_list("customer", "given"):
        yield from ((root_of[pk], IdentityFacts.from_json(data)) for data in given)


def _addressed(first: str, last: str, line: str, city: str, code: str, country: str) -> IdentityFacts:
    address = folded_address(street=line or "", postcode=code or "", city=city or "", country=country or "")
    addresses = (address,) if address.street or address.postcode else ()
    return IdentityFacts(names=_tuple(f"{first} {last}".strip()), addresses=addresses)


def _tuple(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def write_profiles(facts: dict[int, IdentityFacts]) -> None:
    """Keep facts of current customers with their match keys; what was merged into them keeps none."""
    below = [pk for pk, root in trees_of(facts).items() if pk != root]
    if below:
        MatchKey.objects.filter(customer__in=below).delete()
        IdentityProfile.objects.filter(customer__in=below).update(facts={})
    IdentityProfile.objects.bulk_create(
        [IdentityProfile(customer_id=pk, facts=found.as_json()) for pk, found in facts.items()],
        update_conflicts=True,
        unique_fields=["customer"],
        update_fields=["facts"],
        batch_size=BATCH,
    )
    wanted = {(pk, key) for pk, found in facts.items() for key in match_keys(found)}
    held = {
        (customer, key): pk
        for pk, customer, key in MatchKey.objects.filter(customer__in=facts).values_list(
            "pk", "customer", "key"
        )
    }
    gone = [pk for pair, pk in held.items() if pair not in wanted]
    if gone:
        MatchKey.objects.filter(pk__in=gone).delete()
    new = sorted(wanted - held.keys())
    MatchKey.objects.bulk_create(
        [MatchKey(customer_id=customer, key=key) for customer, key in new], batch_size=BATCH
    )


def add_given(customer_facts: dict[int, list[IdentityFacts]]) -> None:
    """Keep facts that stand in no other table, each once, until the customer is forgotten."""
    profiles = IdentityProfile.objects.filter(customer__in=customer_facts)
    held: dict[int, list[JsonObject]] = dict(profiles.values_list("customer", "given"))
    rows = []
    for pk, found in customer_facts.items():
        given = held.get(pk, [])
        new = [data for data in _plain(found) if data not in given]
        rows.append(IdentityProfile(customer_id=pk, given=given + new, facts={}))
    IdentityProfile.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["customer"], update_fields=["given"], batch_size=BATCH
    )


def _plain(found: list[IdentityFacts]) -> list[JsonObject]:
    """Return facts as they come back from the database: lists instead of tuples."""
    plain = []
    for facts in found:
        data = facts.as_json()
        plain.append(
            {name: list(value) if isinstance(value, tuple) else value for name, value in data.items()}
        )
    return plain
