"""Finding who may be the same, by the keys that customers share: a fixed number of indexed queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from crm_core.customers.matching import folding
from crm_core.customers.matching.facts import IdentityFacts
from crm_core.customers.matching.keys import MOST_PER_KEY, match_keys
from crm_core.customers.matching.scoring import SEPARATE, Match, compare
from crm_core.customers.models import DistinctPair, IdentityProfile, MatchCandidate, MatchKey
from crm_core.customers.records.trees import trees_of

BATCH = 1000
#: Parameters of one query: SQLite takes 32,766.
_MOST_KEYS = 10_000
#: So many different names at one number or mailbox make it a household's or an office's.
SHARED_BY = 3


@dataclass(frozen=True, kw_only=True)
class FoundMatch:
    """Two current customers, the older first, and what comparing them came to."""

    first: int
    second: int
    match: Match


def find_matches(facts: Mapping[int, IdentityFacts]) -> list[FoundMatch]:
    """Compare customers, whose profiles are written, with all others; return those not to be kept apart.

    A pair that somebody said is different is not compared, nor are records that went together with one of it.
    """
    keys = {customer: match_keys(found) for customer, found in facts.items()}
    sharing = _sharing(key for found in keys.values() for key in found)
    pairs = {
        (min(customer, other), max(customer, other))
        for customer, found in keys.items()
        for key in found
        for other in sharing.get(key, ())
        if other != customer
    }
    pairs -= _refused(pairs)
    known = dict(facts) | _kept({pk for pair in pairs for pk in pair} - facts.keys())
    shared = _shared(known.values())
    compared = (
        FoundMatch(first=first, second=second, match=compare(known[first], known[second], shared=shared))
        for first, second in sorted(pairs)
        if first in known and second in known
    )
    return [found for found in compared if found.match.band != SEPARATE]


def store(found: Iterable[FoundMatch], *, of: Iterable[int]) -> None:
    """Keep what was found of these customers, and nothing else; what was put off stays put off."""
    found, of = list(found), list(of)
    kept = {(each.first, each.second) for each in found}
    for batch in _batches(of):
        held = MatchCandidate.objects.filter(Q(first__in=batch) | Q(second__in=batch))
        gone = [pk for pk, *pair in held.values_list("pk", "first", "second") if tuple(pair) not in kept]
        MatchCandidate.objects.filter(pk__in=gone).delete()
    MatchCandidate.objects.bulk_create(
        [
            MatchCandidate(
                first_id=each.first,
                second_id=each.second,
                score=each.match.score,
                evidence=[evidence.as_json() for evidence in each.match.evidence],
            )
            for each in found
        ],
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "evidence"],
        batch_size=BATCH,
    )


def _sharing(keys: Iterable[int]) -> dict[int, list[int]]:
    """Return who has these keys; those that too many have are left out."""
    sharing: dict[int, list[int]] = defaultdict(list)
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _MOST_KEYS):
        rows = MatchKey.objects.filter(key__in=wanted[start : start + _MOST_KEYS])
        counts = rows.order_by().values_list("key").annotate(number=Count("pk"))
        telling = [key for key, number in counts if 1 < number <= MOST_PER_KEY]
        for key, customer in rows.filter(key__in=telling).values_list("key", "customer"):
            sharing[key].append(customer)
    return sharing


def _kept(customers: set[int]) -> dict[int, IdentityFacts]:
    found: dict[int, IdentityFacts] = {}
    for batch in _batches(sorted(customers)):
        profiles = IdentityProfile.objects.filter(customer__in=batch, customer__merged_into=None)
        rows = profiles.values_list("customer", "facts")
        found |= {pk: IdentityFacts.from_json(facts) for pk, facts in rows}
    return found


def _shared(known: Iterable[IdentityFacts]) -> frozenset[str]:
    """Return the numbers and addresses that go with several different names."""
    names: dict[str, set[str]] = defaultdict(set)
    for facts in known:
        name = folding.letters_of("".join(folding.name_tokens(facts.names[0]))) if facts.names else ""
        for value in (*facts.phones, *facts.emails):
            names[value].add(name)
    return frozenset(value for value, found in names.items() if len(found) >= SHARED_BY)


def _refused(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs of which somebody said that they, or what went into them, are different."""
    customers = sorted({pk for pair in pairs for pk in pair})
    refused: set[tuple[int, int]] = set()
    for batch in _batches(customers):
        root_of = trees_of(batch)
        rows = DistinctPair.objects.filter(Q(first__in=root_of) | Q(second__in=root_of))
        told = list(rows.values_list("first", "second"))
        if told:
            root_of |= trees_of(customers)
        for one, other in told:
            first, second = sorted((root_of.get(one, one), root_of.get(other, other)))
            refused.add((first, second))
    return refused


def _batches(pks: list[int]) -> Iterable[list[int]]:
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))
