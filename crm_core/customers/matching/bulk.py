"""Identifying many at once, as of an imported file: the rules of `identify`, in a few queries a thousand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from django.db import transaction

from crm_core.customers.events import IdentityFactsChanged
from crm_core.customers.matching.candidates import FoundMatch
from crm_core.customers.matching.facts import Address, IdentityFacts
from crm_core.customers.matching.profiles import add_given
from crm_core.customers.matching.scoring import AUTO, REVIEW, SEPARATE
from crm_core.customers.matching.services import compare_all
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.services import add_identifiers, identify
from shop.contact_data import normalised_email, normalised_phone
from shop.events.services import publish_all

BATCH = 1000
Kind = CustomerIdentifier.Kind
Identifier = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ImportedPerson:
    """A row of an import; `region` (ISO 3166-1 alpha-2) reads numbers without a country code.

    `company_name` and `addresses` are only compared; they make no company and no address book.
    """

    name: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    region: str = ""
    language: str = ""
    company_name: str = ""
    addresses: Sequence[Address] = ()
    born: str = ""
    is_company: bool = False


@dataclass(frozen=True, kw_only=True)
class IdentifiedRow:
    """Whose a row is; `customer_id` is None for a row without name, address and number.

    `band` says whether somebody else may be the same: "auto" (a worker merges them), "review" (it waits in
    the queue) or "separate".
    """

    customer_id: int | None
    is_new: bool = False
    band: str = SEPARATE


@dataclass
class _Row:
    person: ImportedPerson
    keys: list[Identifier]
    customer_id: int | None = None
    is_new: bool = False
    facts: IdentityFacts = field(default_factory=IdentityFacts)


def identify_many(people: Iterable[ImportedPerson]) -> Iterator[IdentifiedRow]:
    """Yield whose each row is, in their order; each thousand is one transaction, a fault loses no more.

    A row with a known address, or a number that is nobody else's, is that customer's; what its record lacks
    is filled. One without becomes a customer. Rows that name somebody without an address or number become
    customers too: who may be the same is found by name, address and company. The effects are those of
    `identify`, and the pairs that may be the same wait in the queue.
    """
    rows = iter(people)
    while batch := list(islice(rows, BATCH)):
        yield from _identify_batch(batch)


@transaction.atomic
def _identify_batch(people: Sequence[ImportedPerson]) -> list[IdentifiedRow]:
    rows = [_row(person) for person in people]
    _make_new(rows)
    _find_unchanged([row for row in rows if row.customer_id is None and row.keys])
    known = [row for row in rows if row.customer_id is None and row.keys]
    for row in known:
        row.customer_id = _identified_one_by_one(row)
    touched: dict[int, list[IdentityFacts]] = defaultdict(list)
    for row in rows:
        if row.customer_id is not None:
            touched[row.customer_id].append(row.facts)
    add_given(touched)
    bands = _bands(compare_all(sorted(touched)))
    return [
        IdentifiedRow(
            customer_id=row.customer_id, is_new=row.is_new, band=bands.get(row.customer_id, SEPARATE)
        )
        for row in rows
    ]


def _row(person: ImportedPerson) -> _Row:
    emails = [email for email in map(normalised_email, person.emails) if email]
    phones = [
        number for number in (normalised_phone(raw, region=person.region) for raw in person.phones) if number
    ]
    keys = [(str(Kind.EMAIL), email) for email in emails] + [(str(Kind.PHONE), number) for number in phones]
    facts = IdentityFacts(
        names=(person.name.strip(),) if person.name.strip() else (),
        companies=(person.company_name,) if person.company_name else (),
        emails=tuple(emails),
        phones=tuple(phones),
        addresses=tuple(person.addresses),
        born=(person.born,) if person.born else (),
        is_company=person.is_company,
    )
    return _Row(person=person, keys=list(dict.fromkeys(keys)), facts=facts)


def _make_new(rows: Sequence[_Row]) -> None:
    """Make customers of the rows of whom no key is known, neither in the database nor in a row before.

    Somebody else may make one of the keys at the same moment: that row's customer goes again, and the row is
    identified by itself.
    """
    wanted = {key for row in rows for key in row.keys}
    taken = set(_known(wanted))
    new = []
    for row in rows:
        if (row.keys and not taken & set(row.keys)) or (not row.keys and row.facts.names):
            new.append(row)
            taken |= set(row.keys)
    customers = Customer.objects.bulk_create([_customer_of(row) for row in new])
    owned = []
    for row, customer in zip(new, customers, strict=True):
        row.customer_id, row.is_new = customer.pk, True
        owned += [CustomerIdentifier(customer=customer, kind=kind, value=value) for kind, value in row.keys]
    CustomerIdentifier.objects.bulk_create(owned, ignore_conflicts=True)
    held = CustomerIdentifier.objects.filter(customer__in=customers)
    kept = set(held.values_list("customer", flat=True))
    for row in new:
        if row.keys and row.customer_id is not None and row.customer_id not in kept:
            Customer.records.filter(pk=row.customer_id).delete()
            row.customer_id, row.is_new = None, False


def _known(keys: set[Identifier]) -> dict[Identifier, int]:
    """Return to whom each key leads that leads to somebody."""
    found: dict[Identifier, int] = {}
    for kind in (Kind.EMAIL, Kind.PHONE):
        values = [value for key_kind, value in keys if key_kind == kind]
        rows = CustomerIdentifier.objects.filter(kind=kind, value__in=values)
        found |= {(str(kind), value): pk for value, pk in rows.values_list("value", "customer")}
    return found


def _find_unchanged(rows: Sequence[_Row]) -> None:
    """Place the rows from which `identify` would learn nothing, and hold their customers.

    All their keys lead to one customer, whose record has what they say and is part of no merge.
    """
    keyed = _known({key for row in rows for key in row.keys})
    leads_to = [{keyed.get(key, 0) for key in row.keys} for row in rows]
    wanted = {pk for pks in leads_to if len(pks) == 1 for pk in pks}
    whole = Customer.records.filter(pk__in=wanted, merged_into=None, merged_state__isnull=True)
    records = {record.pk: record for record in whole.select_for_update(of=("self",)).order_by("pk")}
    for row, pks in zip(rows, leads_to, strict=True):
        record = records.get(next(iter(pks))) if len(pks) == 1 else None
        if record is not None and not _lacks(record, row):
            row.customer_id = record.pk


def _lacks(record: Customer, row: _Row) -> bool:
    return any(
        said and not has
        for said, has in (
            (row.person.name, record.name),
            (row.facts.emails, record.email),
            (row.facts.phones, record.phone),
            (row.person.language, record.language),
        )
    )


def _customer_of(row: _Row) -> Customer:
    emails, phones = row.facts.emails, row.facts.phones
    return Customer(
        kind=Customer.Kind.COMPANY if row.person.is_company else Customer.Kind.PERSON,
        name=row.person.name.strip()[:200],
        email=emails[0] if emails else "",
        phone=phones[0] if phones else "",
        language=row.person.language,
    )


def _identified_one_by_one(row: _Row) -> int:
    """Identify a row that names a known key, by the one rule there is; what else it names follows."""
    emails, phones = list(row.facts.emails), list(row.facts.phones)
    customer = identify(
        email="".join(emails[:1]),
        phone="".join(phones[:1]),
        name=row.person.name,
        language=row.person.language,
    )
    for email, phone in zip_longest(emails[1:], phones[1:], fillvalue=""):
        add_identifiers(customer, email=email, phone=phone)
    return customer.pk


def _bands(found: Iterable[FoundMatch]) -> dict[int | None, str]:
    """Return the best band of each customer; workers hear of those that are certain."""
    bands: dict[int | None, str] = {}
    certain = set()
    for each in found:
        for customer in (each.first, each.second):
            if each.match.band == AUTO:
                certain.add(customer)
            if bands.get(customer) != AUTO:
                bands[customer] = AUTO if each.match.band == AUTO else REVIEW
    publish_all(IdentityFactsChanged(customer_id=customer) for customer in sorted(certain))
    return bands
