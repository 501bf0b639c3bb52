"""Keeping the keys by which the conflict check finds companies, customers and live registrations."""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from crm_core.customers.models import Customer
from partners.deal_registrations.facts import PartyFacts, facts_of, facts_of_companies, facts_of_customers
from partners.deal_registrations.keys import keys_of
from partners.deal_registrations.models import DealRegistration, PartyKey
from partners.deal_registrations.models.registrations import LIVE
from shop.b2b.models import Company

BATCH = 1_000


@transaction.atomic
def index_companies(keys: Collection[int]) -> None:
    """Write the keys of companies anew."""
    _write("company_id", keys, facts_of_companies(keys))


@transaction.atomic(savepoint=False)  # within the transaction that learnt of them it stands or falls with it
def index_customers(keys: Collection[int]) -> None:
    """Write the keys of customers anew; a merged one has none, nor has a person with a provider's address."""
    found = facts_of_customers(keys)
    told = {pk: facts for pk, facts in found.items() if facts.names or facts.domains}
    _write("customer_id", keys, told)


@transaction.atomic
def index_registration(registration: DealRegistration) -> None:
    """Write the keys of a registration; none where it is not live any more."""
    facts = {registration.pk: facts_of(registration)} if registration.state in LIVE else {}
    _write("registration_id", [registration.pk], facts)


def index_all() -> int:
    """Write the keys of all companies and customers anew, a thousand in a transaction; return how many."""
    number = 0
    for rows, write in ((Company.objects.all(), index_companies), (Customer.objects.all(), index_customers)):
        last = 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            write(batch)
            last, number = batch[-1], number + len(batch)
    return number


def index_missing(*, limit: int = BATCH) -> int:
    """Write the keys of companies that have none, as after a load in bulk; return of how many."""
    known = PartyKey.objects.filter(company__isnull=False).values("company")
    missing = Company.objects.exclude(pk__in=known).order_by("pk").values_list("pk", flat=True)
    batch = list(missing[:limit])
    index_companies(batch)
    return len(batch)


def _write(column: str, owners: Collection[int], facts: Mapping[int, PartyFacts]) -> None:
    wanted = {(owner, key) for owner, found in facts.items() for key in keys_of(found).all}
    held: dict[tuple[int, int], int] = {}
    rows = PartyKey.objects.filter(**{f"{column}__in": list(owners)})
    for pk, owner, key in rows.values_list("pk", column, "key"):
        held[(owner, key)] = pk
    gone = [pk for pair, pk in held.items() if pair not in wanted]
    if gone:
        PartyKey.objects.filter(pk__in=gone).delete()
    _create(column, wanted - held.keys())


def _create(column: str, pairs: Iterable[tuple[int, int]]) -> None:
    new = [PartyKey(key=key, **{column: owner}) for owner, key in sorted(pairs)]
    PartyKey.objects.bulk_create(new, batch_size=BATCH)
