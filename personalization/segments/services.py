"""Writing segments, picking customers by hand, and following what happens."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from graphlib import TopologicalSorter

from django.db import transaction
from django.utils import timezone, translation

from crm_core.automation.checking import ProblemsError
from crm_core.automation.definitions import Condition
from crm_core.customers.models import Customer
from personalization.segments.membership import recompute
from personalization.segments.models import Segment, SegmentPick, SegmentVersion, TouchedCustomer
from personalization.segments.rules import (
    Fact,
    facts_of,
    read_rule,
    rule_json,
    rule_problems,
    segments_in,
)
from personalization.segments.shipped import shipped_segments
from shop.backoffice.languages import in_every_language
from shop.user.models import User

BATCH = 1000


class StaleSegmentError(Exception):
    """Somebody else saved the segment since it was read."""


@transaction.atomic
def save_segment(
    segment: Segment | None,
    rule: Condition,
    *,
    words: Mapping[str, str],
    kind: str = Segment.Kind.LIVE,
    by: User | None,
    seen_version: int | None = None,
    code: str = "",
) -> Segment:
    """Write a segment as its next version; `words` are its names and descriptions by their columns.

    With a new rule it is filled anew, without events. Raises ProblemsError for a rule that cannot be, and
    StaleSegmentError where the segment is no longer at `seen_version`.
    """
    if kind == Segment.Kind.LIVE and (found := rule_problems(rule, by=by, segment=segment)):
        raise ProblemsError(found)
    locked = Segment.objects.select_for_update(no_key=True)
    held = locked.get(pk=segment.pk) if segment else Segment(owner=by, code=code)
    if segment is not None:
        if seen_version is not None and held.version != seen_version:
            raise StaleSegmentError
        held.version += 1
    stored = rule_json(rule) if kind == Segment.Kind.LIVE else {}
    if (held.rule, held.kind) != (stored, kind):
        held.rule, held.kind, held.is_filled = stored, kind, False
    for column, text in words.items():
        setattr(held, column, text)
    held.save()
    SegmentVersion.objects.create(segment=held, number=held.version, rule=stored, by=by)
    return held


@transaction.atomic
def pick(segment: Segment, customers: Collection[int], choice: str, *, by: User | None) -> int:
    """Put customers in or keep them out by hand, or with "" leave them to the rule; return how many changed.

    Their membership follows at once, the segments that ask for this one within a minute.
    """
    changed = write_picks(segment, customers, choice, by=by)
    refresh(segment.pk, sorted(customers))
    return changed


def refresh(segment_id: int, customers: Sequence[int]) -> None:
    """Bring the membership of these customers to what holds, and have the segments that ask for it look."""
    moved = recompute(segment_id, customers=customers)
    if moved is not None:
        touch({*moved.entered, *moved.left}, Fact.SEGMENTS)


@transaction.atomic
def write_picks(segment: Segment, customers: Collection[int], choice: str, *, by: User | None) -> int:
    """Write down whom a colleague picked and no more; return how many changed.

    For whoever holds locks on customers: members are written by another transaction, after `refresh`.
    """
    rows = SegmentPick.objects.filter(segment=segment, customer__in=customers)
    if not choice:
        changed = rows.delete()[0]
    else:
        same = set(rows.filter(choice=choice).values_list("customer_id", flat=True))
        wanted = sorted(set(customers) - same)
        SegmentPick.objects.bulk_create(
            [SegmentPick(segment=segment, customer_id=pk, choice=choice, by=by) for pk in wanted],
            update_conflicts=True,
            unique_fields=["segment", "customer"],
            update_fields=["choice", "by"],
        )
        changed = len(wanted)
    return changed


def touch(customers: Collection[int], *facts: str) -> None:
    """Have segments look at these customers within a minute; belongs into the transaction of the fact."""
    rows = [TouchedCustomer(customer_id=pk, fact=fact) for pk in sorted(customers) for fact in facts]
    TouchedCustomer.objects.bulk_create(rows, batch_size=BATCH)


def in_order() -> list[tuple[int, Condition]]:
    """List the active segments, each behind those that its rule asks for."""
    rows = Segment.objects.filter(is_active=True).order_by("pk").values_list("pk", "rule")
    rules = {pk: read_rule(rule) for pk, rule in rows}
    graph = {pk: segments_in(rule) & rules.keys() for pk, rule in rules.items()}
    return [(pk, rules[pk]) for pk in TopologicalSorter(graph).static_order()]


def recompute_all(*, now: datetime | None = None) -> int:
    """Bring every active segment to what holds now, one transaction each; return how many."""
    order = in_order()
    for pk, _rule in order:
        recompute(pk, now=now)
    return len(order)


def recompute_touched(*, now: datetime | None = None) -> int:
    """Look at the customers whose facts changed, in the segments that go by these; return how many rows.

    Rows are deleted after the look: what fails is looked at again.
    """
    done = 0
    while rows := list(
        TouchedCustomer.objects.order_by("pk").values_list("pk", "customer_id", "fact")[:BATCH]
    ):
        by_fact: dict[str, set[int]] = {}
        for _pk, customer, fact in rows:
            by_fact.setdefault(fact, set()).add(customer)
        for segment, rule in in_order():
            _look(segment, rule, by_fact, now or timezone.now())
        TouchedCustomer.objects.filter(pk__in=[pk for pk, _customer, _fact in rows]).delete()
        done += len(rows)
    return done


def _look(segment: int, rule: Condition, by_fact: dict[str, set[int]], now: datetime) -> None:
    customers = sorted(set().union(*(by_fact.get(fact, set()) for fact in facts_of(rule))))
    if not customers:
        return
    moved = recompute(segment, now=now, customers=customers)
    if moved is not None:
        by_fact.setdefault(Fact.SEGMENTS, set()).update(moved.entered, moved.left)


def set_active(segment: Segment, *, is_active: bool) -> None:
    """Switch a segment on or off; switched on, it is filled anew, without events."""
    Segment.objects.filter(pk=segment.pk).update(is_active=is_active, is_filled=False)


def install_shipped_segments() -> list[Segment]:
    """Make the shipped segments that are not there yet; asked again, nothing changes."""
    known = set(Segment.objects.exclude(code="").values_list("code", flat=True))
    made = []
    for shipped in shipped_segments():
        if shipped.code in known:
            continue
        words = {}
        for field, text in (("name", shipped.name), ("description", shipped.description)):
            for column in in_every_language(field):
                code = column.removeprefix(f"{field}_").replace("_", "-")
                with translation.override(code):
                    words[column] = str(text)
        made.append(save_segment(None, read_rule(shipped.rule), words=words, by=None, code=shipped.code))
    return made


def forget(customers: Collection[int]) -> int:
    """Take customers out of all segments, with their past in them; return how many rows went."""
    known = Customer.records.filter(pk__in=customers)
    rows = SegmentPick.objects.filter(customer__in=known).delete()[0]
    return rows + sum(customer.segment_memberships.all().delete()[0] for customer in known)
