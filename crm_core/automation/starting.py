"""Whether a case starts a rule: conditions, the guards against loops and floods, one run for each fact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from crm_core.automation.cases import subject_of, trigger_key
from crm_core.automation.conditions import holds, why_not
from crm_core.automation.definitions import Condition
from crm_core.automation.facts import Facts
from crm_core.automation.models import Rule, RuleMiss, RuleRun, RuleVersion
from crm_core.automation.operators import local_day
from crm_core.automation.program import program_of
from shop.user.models import User

#: Rules that start each other end after so many.
MOST_CAUSES = 5
BATCH = 500
Reason = RuleRun.Reason
GUARDS = (Reason.LOOP, Reason.DEPTH, Reason.RATE)


@dataclass(frozen=True, kw_only=True)
class Case:
    """Facts with the name of what made them a case, and the rules that led to it (`shop.events.causes`)."""

    facts: Facts
    fact: str
    causes: Sequence[int] = ()
    by: User | None = None


def prepared(version: RuleVersion, case: Case, *, asked: Condition | None = None) -> RuleRun | RuleMiss:
    """Make the run that a case starts, or the note of why it starts none; nothing is saved.

    `asked` is what is still to be asked of the conditions, where the database has answered the rest. What a
    guard stops is a run that has ended already.
    """
    definition = program_of(version).definition
    facts = case.facts
    key = trigger_key(definition, facts, case.fact)
    if holds(definition.conditions if asked is None else asked, facts) is not True:
        return RuleMiss(
            version=version,
            customer=facts.customer,
            trigger_key=key,
            failed=why_not(definition.conditions, facts),
            at=facts.at,
        )
    run = new_run(version, case, key=key)
    if version.rule_id in case.causes:  # guard: automation-loop
        return stopped(run, Reason.LOOP)
    if len(case.causes) >= MOST_CAUSES:  # guard: automation-depth
        return stopped(run, Reason.DEPTH)
    return run


def new_run(version: RuleVersion, case: Case, *, key: str) -> RuleRun:
    """Make a run that is due at once."""
    facts = case.facts
    name, thing = subject_of(facts)
    return RuleRun(
        rule_id=version.rule_id,
        version=version,
        customer=facts.customer,
        content_type=ContentType.objects.get_for_model(thing) if thing is not None else None,
        object_id=thing.pk if thing is not None else None,
        subject_name=name,
        trigger_key=key,
        event_name=facts.event_name,
        event=dict(facts.event),
        wake_at=timezone.now(),
        heard_from=facts.at,
        causes=[*case.causes, version.rule_id],
        by=case.by,
        started_at=timezone.now(),
    )


def stopped(run: RuleRun, reason: str) -> RuleRun:
    """End a run before it began."""
    run.stop()
    run.reason, run.wake_at, run.ended_at = reason, None, run.started_at
    return run


def midnight_before(moment: datetime) -> datetime:
    """Return when the shop's day began."""
    zone = timezone.get_default_timezone()
    return timezone.make_aware(datetime.combine(local_day(moment), time()), zone)


def is_too_often(run: RuleRun, most: int) -> bool:
    """Tell whether a rule has started as often as it may for this customer today."""
    if run.customer is None:
        return False
    today = RuleRun.objects.filter(
        rule=run.rule_id, customer=run.customer, started_at__gte=midnight_before(run.started_at)
    )
    return today.exclude(reason__in=GUARDS).count() >= most


def keep(found: Iterable[RuleRun | RuleMiss]) -> int:
    """Save runs and notes; what a fact has started already stays. Returns how many runs are new."""
    notes = list(found)
    runs = [note for note in notes if isinstance(note, RuleRun)]
    misses = [note for note in notes if isinstance(note, RuleMiss)]
    if misses:
        RuleMiss.objects.bulk_create(misses, batch_size=BATCH, ignore_conflicts=True)
    if not runs:
        return 0
    known = set(
        RuleRun.objects.filter(
            rule__in={run.rule_id for run in runs}, trigger_key__in=[run.trigger_key for run in runs]
        ).values_list("rule", "trigger_key")
    )
    new = [run for run in runs if (run.rule_id, run.trigger_key) not in known]
    limited = [_limited(run) for run in new]
    RuleRun.objects.bulk_create(limited, batch_size=BATCH, ignore_conflicts=True)
    return sum(run.ended_at is None for run in limited)


def _limited(run: RuleRun) -> RuleRun:
    """Stop what would be one run too many today; that is noted once a day."""
    # A schedule goes through its customers once a day at most.
    if run.ended_at is not None or not run.event_name:
        return run
    most = program_of(run.version).definition.most_per_day
    if not is_too_often(run, most):  # guard: automation-rate
        return run
    run.trigger_key = f"rate:{run.customer_id}:{local_day(run.started_at)}"
    return stopped(run, Reason.RATE)


def rules_started_by(start: Sequence[str], event_name: str) -> list[RuleVersion]:
    """List the versions of the rules that are on and that an event may start, by priority."""
    rows = Rule.objects.filter(state=Rule.State.ON, current__start__in=start)
    found = [
        version
        for version, names in rows.order_by("priority", "pk").values_list("current", "current__event_names")
        if event_name in names
    ]
    versions = {
        version.pk: version for version in RuleVersion.objects.filter(pk__in=found).select_related("rule")
    }
    return [versions[pk] for pk in found]
