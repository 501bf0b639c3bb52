"""Writing rules and their runs: save, turn on and off, start by a button, answer, retry, drop."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone

from crm_core.automation.checking import ProblemsError, problems_of
from crm_core.automation.context import Data
from crm_core.automation.definitions import read_definition
from crm_core.automation.engine import COLUMNS
from crm_core.automation.facts import Facts
from crm_core.automation.fields import events_of_change
from crm_core.automation.heard import HEARD
from crm_core.automation.listening import event_names_of
from crm_core.automation.models import Rule, RuleMiss, RuleRun, RuleVersion
from crm_core.automation.program import program_of
from crm_core.automation.registry import SHIPPED_RULES, Start
from crm_core.automation.starting import Case, keep, prepared
from crm_core.automation.switch import is_paused
from crm_core.automation.wakeups import wake_worker_on_commit
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from shop.user.models import User


class StaleRuleError(ValueError):
    """Somebody else has saved the rule meanwhile."""


class NotStartedError(ValueError):
    """A button started nothing; `failed` lists the parts of the condition that did not hold."""

    def __init__(self, failed: list[dict[str, object]]) -> None:
        super().__init__("The conditions do not hold.")
        self.failed = failed


@transaction.atomic
def save_rule(
    rule: Rule | None,
    definition: Mapping[str, object],
    *,
    name: str,
    by: User | None,
    code: str = "",
    owner: User | None = None,
    priority: int = 100,
    seen_version: int | None = None,
) -> RuleVersion:
    """Make a rule, or a new version of one where what it says has changed; returns the version that holds.

    Runs under way end on theirs. `seen_version` is the number of the version that the writer began with.
    Raises pydantic.ValidationError for what is no definition, StaleRuleError where somebody saved
    meanwhile, and ProblemsError for a rule that is on and would not work any more.
    """
    checked = read_definition(definition)
    if rule is None:
        held = Rule.objects.create(name=name, code=code, owner=owner or by, priority=priority)
    else:
        held = Rule.objects.select_for_update(of=("self",)).select_related("current").get(pk=rule.pk)
        number = held.current.number if held.current is not None else 0
        if seen_version is not None and seen_version != number:  # guard: automation-stale
            raise StaleRuleError
        if held.state == Rule.State.ON and (problems := problems_of(checked, by=by)):
            raise ProblemsError(problems)
        held.name, held.owner, held.priority = name, owner or held.owner, priority
    stored = checked.as_json()
    version = held.current
    if version is None or version.definition != stored:
        version = RuleVersion.objects.create(
            rule=held,
            number=(held.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
            definition=stored,
            start=checked.trigger.start,
            event_names=event_names_of(checked, events_of_change(checked.trigger.name)),
            by=by,
        )
        held.current = version
    held.save()
    HEARD.forget()
    return version


@transaction.atomic
def turn_on(rule: Rule, *, by: User | None) -> Rule:
    """Let a rule act. Raises ProblemsError where something in it is missing or gone."""
    held = Rule.objects.select_for_update().get(pk=rule.pk)
    if held.state == Rule.State.ON:
        return held
    version = held.current
    problems = problems_of(read_definition(version.definition), by=by) if version is not None else []
    if version is None or problems:
        raise ProblemsError(problems)
    held.turn_on()
    held.turned_on_at = timezone.now()
    held.save()
    HEARD.forget()
    return held


@transaction.atomic
def turn_off(rule: Rule, *, by: User | None) -> Rule:
    """Let a rule start nothing more; what runs goes on."""
    held = Rule.objects.select_for_update().get(pk=rule.pk)
    if held.state == Rule.State.ON:
        held.turn_off()
        held.save()
        HEARD.forget()
    return held


@transaction.atomic
def press(rule: Rule, customer: Customer, *, by: User, key: str, subject: Model | None = None) -> int:
    """Start a rule by its button, once per `key` of the form; return whether it is new.

    Raises NotStartedError where the conditions do not hold, or it is not on, or all are paused.
    """
    held = Rule.objects.select_related("current").get(pk=rule.pk)
    version = held.current
    if held.state != Rule.State.ON or version is None or version.start != Start.BUTTON or is_paused():
        raise NotStartedError([])
    name = program_of(version).definition.trigger.name
    thing = subject or customer
    facts = Facts(at=timezone.now(), customer=survivor_of(customer), subjects={name: thing})
    note = prepared(version, Case(facts=facts, fact=f"button:{key}", by=by))
    if isinstance(note, RuleMiss):
        raise NotStartedError(note.failed)
    started = keep([note])
    wake_worker_on_commit()
    return started


def buttons_for(customer: Customer, *, subject: str = "customer") -> list[RuleVersion]:
    """List the versions of the rules whose button stands on the page of a subject."""
    rows = RuleVersion.objects.filter(start=Start.BUTTON, pk__in=_current_versions()).select_related("rule")
    return [
        version
        for version in rows.order_by("rule__priority", "rule__pk")
        if program_of(version).definition.trigger.name == subject
    ]


def _current_versions() -> list[int]:
    return [
        pk
        for pk in Rule.objects.filter(state=Rule.State.ON, current__start=Start.BUTTON).values_list(
            "current", flat=True
        )
        if pk is not None
    ]


@transaction.atomic
def answer_run(run: RuleRun, answer: str, *, data: Data) -> bool:
    """Let a run go on that waits for a person (`context.Asked`); False where it waits no more.

    `answer` ("approved", "refused" ...) and `data` stand in the run's data, where conditions read them
    (field "run.answer").
    """
    held = RuleRun.objects.select_for_update().get(pk=run.pk)
    if held.state != RuleRun.State.ASKED:
        return False
    held.go_on()
    held.data = {**held.data, "answer": {**data, "answer": answer}}
    held.wake_at = timezone.now()
    held.save(update_fields=COLUMNS)
    wake_worker_on_commit()
    return True


@transaction.atomic
def refuse_run(run: RuleRun, answer: str, *, data: Data) -> bool:
    """End a run that waits for a person, who said no: nothing more of it happens.

    Return False where it waits no more.
    """
    held = RuleRun.objects.select_for_update().get(pk=run.pk)
    if held.state != RuleRun.State.ASKED:
        return False
    held.stop()
    held.data = {**held.data, "answer": {**data, "answer": answer}}
    held.reason, held.wake_at, held.wake_event = RuleRun.Reason.REFUSED, None, ""
    held.ended_at = timezone.now()
    held.save(update_fields=COLUMNS)
    return True


@transaction.atomic
def retry_run(run: RuleRun) -> bool:
    """Have a failed run try its step again; False where it has not failed, or somebody else did."""
    held = RuleRun.objects.select_for_update().get(pk=run.pk)
    if held.state != RuleRun.State.FAILED:
        return False
    held.go_on()
    held.attempts, held.ended_at, held.wake_at = 0, None, timezone.now()
    held.save(update_fields=COLUMNS)
    wake_worker_on_commit()
    return True


@transaction.atomic
def drop_run(run: RuleRun) -> bool:
    """End a run that failed or is under way, for good; False where it has ended otherwise."""
    held = RuleRun.objects.select_for_update().get(pk=run.pk)
    if held.state in {RuleRun.State.DONE, RuleRun.State.STOPPED}:
        return False
    held.stop()
    held.reason, held.wake_at, held.wake_event = RuleRun.Reason.DROPPED, None, ""
    held.ended_at = timezone.now()
    held.save(update_fields=COLUMNS)
    return True


@transaction.atomic
def install_shipped_rules(*, on: bool, owner: User | None = None) -> list[Rule]:
    """Make the shipped rules that are not there yet, turned on or as drafts; asked again, nothing changes.

    One that would not work yet (its mail template is missing, say) stays a draft.
    """
    known = set(Rule.objects.exclude(code="").values_list("code", flat=True))
    made = []
    for shipped in SHIPPED_RULES:
        if not shipped.is_installed or shipped.name in known:
            continue
        version = save_rule(
            None, shipped.definition(), name=str(shipped.label), by=None, code=shipped.name, owner=owner
        )
        rule = version.rule
        if on and not problems_of(read_definition(version.definition)):
            rule = turn_on(rule, by=None)
        made.append(rule)
    return made


def delete_rule(rule: Rule) -> None:
    """Delete a rule that never ran. Raises ValueError for one that did, or is on: its log is kept."""
    with transaction.atomic():
        held = Rule.objects.select_for_update().get(pk=rule.pk)
        if held.state == Rule.State.ON or RuleRun.objects.filter(rule=held).exists():
            raise ValueError("A rule that is on, or has run, is kept.")
        held.current = None
        held.save(update_fields=["current"])
        held.delete()
        HEARD.forget()
