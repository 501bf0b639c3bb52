"""Looking for duplicates of a customer after something new was learnt: in a worker, never in a request."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm_core.customers.matching import candidates, profiles
from crm_core.customers.matching.candidates import FoundMatch
from crm_core.customers.matching.scoring import AUTO
from crm_core.customers.merging.services import merge_customers
from crm_core.customers.models import Customer, CustomerMerge, MatchCandidate
from crm_core.customers.records.trees import MergeRefusedError, survivor_of
from crm_core.customers.signals import facts_changed


@transaction.atomic
def look_for_duplicates(customer_id: int) -> CustomerMerge | None:
    """Read the customer anew, keep who may be the same, and merge what is certain; return that merge.

    Certain is the automatic band (`scoring`): a fact that nearly nobody shares agrees, a name with it, and
    nothing contradicts. The older record survives, nothing of it is changed that it says already, and the
    merge can be undone like any other. One at a time: the next look finds the next.
    """
    record = Customer.records.filter(pk=customer_id).first()
    if record is None:
        return None
    customer = survivor_of(record).pk
    found = compare_all([customer])
    certain = [each for each in found if each.match.band == AUTO]
    return _merge(max(certain, key=lambda each: each.match.score)) if certain else None


def compare_all(customers: Collection[int]) -> list[FoundMatch]:
    """Write the profiles of current customers anew, and keep who may be the same as them. Merges nothing.

    Sends `facts_changed`, in the transaction.
    """
    facts = profiles.read_facts(customers)
    profiles.write_profiles(facts)
    facts_changed.send(sender=Customer, customers=customers)
    found = candidates.find_matches(facts)
    candidates.store(found, of=facts)
    return found


def compare_next(*, after: int, limit: int) -> list[int]:
    """Compare the next customers (by number) who never were, and merge nothing; return them.

    So customers of before there were comparisons, and those whose facts a deletion has taken, are compared.
    """
    waiting = Customer.objects.filter(identity_profile=None, pk__gt=after).order_by("pk")
    customers = list(waiting.values_list("pk", flat=True)[:limit])
    if customers:
        with transaction.atomic():
            compare_all(customers)
    return customers


def put_off(candidate: MatchCandidate, *, days: int) -> None:
    """Have a pair come up again after so many days."""
    candidate.waits_until = timezone.now() + timedelta(days=days)
    candidate.save(update_fields=["waits_until"])


def _merge(found: FoundMatch) -> CustomerMerge | None:
    """Merge what scores are certain of; somebody else may have decided meanwhile."""
    survivor, merged = (Customer.records.get(pk=pk) for pk in (found.first, found.second))
    evidence = [each.as_json() for each in found.match.evidence]
    try:
        with transaction.atomic():
            return merge_customers(survivor, merged, by=None, evidence=evidence)
    except MergeRefusedError:
        return None
