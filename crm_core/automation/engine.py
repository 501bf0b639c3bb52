"""Carrying runs out, step by step; each step and the note that it is done are one transaction.

A worker locks the run's row; another skips it. What an action writes, its log and the run's new position
become true together or not at all. An action that asks another server is called between two transactions:
the first claims the run for `LEASE`, the second notes what came of it, if it is still ours.
"""

import logging
import random
import traceback
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from crm_core.automation.cases import changes_of, object_of, subjects_of_event
from crm_core.automation.conditions import holds
from crm_core.automation.context import ActionContext, Asked, Done, NotDoneError, Outcome, Stop, Wait
from crm_core.automation.facts import Facts
from crm_core.automation.listening import come_to
from crm_core.automation.models import RuleRun, StepLog
from crm_core.automation.program import BRANCH, Instruction, program_of
from crm_core.automation.registry import ACTIONS, SUBJECTS, Action
from crm_core.automation.switch import is_paused
from crm_core.customers.records.trees import locked_survivor, survivor_of
from shop.events.causes import caused_by

logger = logging.getLogger(__name__)
State, Result = RuleRun.State, StepLog.Result
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 6
BACK_OFF = timedelta(seconds=30)
LONGEST_BACK_OFF = timedelta(hours=6)
ERROR_LENGTH = 4000
BATCH = 200
COLUMNS = [
    *("state", "reason", "position", "wake_at", "wake_event", "heard_from", "heard", "attempts", "error"),
    *("data", "ended_at"),
]


class UnknownActionError(LookupError):
    """The rule names an action that this version of the code does not have."""


class WorkerLostError(RuntimeError):
    """Whoever called the other server died at each attempt, before it was noted what came of it."""


def due_runs(now: datetime, *, limit: int = BATCH) -> list[int]:
    """List the runs whose time has come, the longest due first."""
    open_states = [State.WAITING, State.RUNNING, State.ASKED]
    rows = RuleRun.objects.filter(state__in=open_states, wake_at__lte=now, wake_at__isnull=False)
    return list(rows.order_by("wake_at", "pk").values_list("pk", flat=True)[:limit])


def advance(pk: int) -> None:
    """Carry a run out as far as it goes now; nothing where another worker has it or its time has not come."""
    try:
        outside = _advance_inside(pk)
        while outside is not None:
            outside = _advance_outside(pk, outside)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        logger.exception("Run %s failed.", pk)
        _note_failure(pk, error)


def _note_failure(pk: int, error: Exception) -> None:
    """Write a failure of the whole transaction down in one of its own."""
    with transaction.atomic():
        run = _held(pk, timezone.now())
        if run is not None:
            step = program_of(run.version).at(run.position)
            _fail_step(run, step, error)
            run.save(update_fields=COLUMNS)


def _held(pk: int, now: datetime) -> RuleRun | None:
    """Lock a run that is due; None where another worker has it."""
    return (
        RuleRun.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=pk, wake_at__lte=now, state__in=[State.WAITING, State.RUNNING, State.ASKED])
        .select_related("rule__owner", "version", "customer")
        .first()
    )


@transaction.atomic
def _advance_inside(pk: int) -> int | None:
    """Do steps until the run waits or ends; returns the attempt at a step that asks another server."""
    now = timezone.now()
    _hold_customer(pk)
    run = _held(pk, now)
    if run is None or is_paused():
        return None
    _wake(run, now)
    program = program_of(run.version)
    outside = None
    while run.ended_at is None and (instruction := program.at(run.position)) is not None:
        action = ACTIONS.get(instruction.step.do)
        if action is not None and not action.in_transaction:
            if run.attempts < MOST_ATTEMPTS:
                outside = _claim(run, now)
            else:
                _fail_step(run, instruction, WorkerLostError(instruction.step.do), counted=True)
            break
        if not _do(run, instruction, action):
            break
    else:
        if run.ended_at is None:
            _end(run)
    run.save(update_fields=COLUMNS)
    return outside


def _hold_customer(pk: int) -> None:
    """Lock the customer of a run before the run itself, as whoever hears an event does."""
    customer = RuleRun.objects.filter(pk=pk).values_list("customer", flat=True).first()
    if customer is not None:
        locked_survivor(customer)


def _wake(run: RuleRun, now: datetime) -> None:
    """Take up a run whose wait is over."""
    if run.state == State.ASKED:
        run.go_on()
        run.data = {**run.data, "answer": {"answer": "timeout"}}
    if run.wake_event:
        run.data = {**run.data, "wait": {"event_came": False}}
        run.heard_from, run.wake_event = now, ""


def _claim(run: RuleRun, now: datetime) -> int:
    run.begin()
    run.attempts += 1
    run.wake_at = now + LEASE
    return run.attempts


def _do(run: RuleRun, instruction: Instruction, action: Action | None) -> bool:
    """Do one step inside the transaction; False where the run waits now."""
    facts = facts_of_run(run)
    if instruction.step.do == BRANCH:
        return _decide(run, instruction, facts)
    try:
        with transaction.atomic(), caused_by(run.causes):
            outcome = _called(run, instruction, action, facts)
    except SoftTimeLimitExceeded:
        raise
    except NotDoneError as refusal:
        return _note_not_done(run, instruction, refusal)
    except Exception as error:  # noqa: BLE001 - any failure of an action lands on its run
        _fail_step(run, instruction, error)
        return False
    return _note(run, instruction, outcome)


def _called(run: RuleRun, instruction: Instruction, action: Action | None, facts: Facts) -> Outcome:
    step = instruction.step
    if action is None:
        raise UnknownActionError(step.do)
    context = ActionContext(
        run=run, rule=run.rule, step_id=step.id, facts=facts, key=f"automation:{run.pk}:{step.id}"
    )
    if action.needs_customer:
        _ = context.customer
    return action.run(context, step.values)


def _decide(run: RuleRun, instruction: Instruction, facts: Facts) -> bool:
    condition = instruction.step.condition
    found = holds(condition, facts) if condition is not None else True
    _log(run, instruction, Result.BRANCH, data={"holds": found})
    _go_to(run, instruction.next if found else instruction.otherwise)
    return True


def _note(run: RuleRun, instruction: Instruction, outcome: Outcome) -> bool:
    """Note what came of a step; False where the run goes no further now."""
    data = dict(outcome.data)
    result = Result.WAITED if isinstance(outcome, Wait | Asked) else Result.DONE
    _log(run, instruction, result, data=data)
    if data:
        run.data = {**run.data, instruction.step.id: data}
    _go_to(run, instruction.next)
    match outcome:
        case Wait():
            return _wait(run, outcome)
        case Asked():
            run.ask()
            run.wake_at = outcome.until
            return False
        case Stop():
            return _stop(run)
        case _:
            return True


def _note_not_done(run: RuleRun, instruction: Instruction, refusal: NotDoneError) -> bool:
    """Note that a step cannot be done; False where the run ends with that."""
    _log(run, instruction, Result.NOT_DONE, reason=str(refusal), data={"reason": refusal.reason})
    _go_to(run, instruction.next)
    return _stop(run) if refusal.ends_run else True


def _stop(run: RuleRun) -> bool:
    """End a run before its last step; False, as it goes no further."""
    run.stop()
    run.reason, run.ended_at, run.wake_at = RuleRun.Reason.STEP, timezone.now(), None
    return False


def _wait(run: RuleRun, outcome: Wait) -> bool:
    """Have a run wait; an event that came since it last went on counts at once."""
    if outcome.event:
        heard = parse_datetime(str(run.heard.get(outcome.event, "")))
        if heard is not None and heard > run.heard_from:
            come_to(run, heard)
            return True
    run.wait()
    run.wake_at, run.wake_event = outcome.until, outcome.event
    return False


def _go_to(run: RuleRun, position: int) -> None:
    run.position, run.attempts, run.error = position, 0, ""


def _end(run: RuleRun) -> None:
    run.finish()
    run.ended_at, run.wake_at, run.wake_event = timezone.now(), None, ""


def _log(
    run: RuleRun, instruction: Instruction, result: str, *, data: object = None, reason: str = ""
) -> None:
    StepLog.objects.create(
        run=run,
        step_id=instruction.step.id,
        action=instruction.step.do,
        result=result,
        data=data or {},
        reason=reason[:300],
        at=timezone.now(),
    )


def back_off(attempts: int) -> timedelta:
    """Say how long to wait after so many attempts: half a minute doubling up to six hours, less by chance."""
    full = min(BACK_OFF * 4 ** (attempts - 1), LONGEST_BACK_OFF)
    return full * random.uniform(0.7, 1)  # noqa: S311 - spreads load, guards nothing


def _fail_step(
    run: RuleRun, instruction: Instruction | None, error: Exception, *, counted: bool = False
) -> None:
    """Note a failed attempt: try again later, or leave the run to a person after the last."""
    run.attempts += 0 if counted else 1
    run.error = f"{error!r}\n\n{''.join(traceback.format_exception(error))[-ERROR_LENGTH:]}"
    if instruction is not None:
        _log(run, instruction, Result.FAILED, reason=repr(error), data={"attempt": run.attempts})
    if run.attempts >= MOST_ATTEMPTS:
        logger.error("Run %s has failed for good: %r", run.pk, error)
        run.fail()
        run.ended_at, run.wake_at = timezone.now(), None
        return
    run.wait()
    run.wake_at = timezone.now() + back_off(run.attempts)


def _advance_outside(pk: int, attempt: int) -> int | None:
    """Call an action that asks another server, then note what came of it where the run is still ours."""
    run = RuleRun.objects.select_related("rule__owner", "version", "customer").get(pk=pk)
    instruction = program_of(run.version).at(run.position)
    if instruction is None or run.attempts != attempt or run.state != State.RUNNING:
        return None
    outcome: Outcome | None = None
    failure: Exception | None = None
    try:
        with caused_by(run.causes):
            outcome = _called(run, instruction, ACTIONS.get(instruction.step.do), facts_of_run(run))
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 - any failure of an action lands on its run
        failure = error
    with transaction.atomic():
        held = (
            RuleRun.objects.select_for_update(of=("self",))
            .filter(pk=pk, state=State.RUNNING, attempts=attempt, position=run.position)
            .select_related("rule__owner", "version", "customer")
            .first()
        )
        if held is None:
            return None
        is_over = _note_outside(held, instruction, outcome, failure)
        held.save(update_fields=COLUMNS)
    return None if is_over else _advance_inside(pk)


def _note_outside(
    run: RuleRun, instruction: Instruction, outcome: Outcome | None, failure: Exception | None
) -> bool:
    """Note an outcome or a failure; True where the run goes no further now."""
    if isinstance(failure, NotDoneError):
        if not _note_not_done(run, instruction, failure):
            return True
    elif failure is not None:
        _fail_step(run, instruction, failure, counted=True)
        return True
    elif not _note(run, instruction, outcome or Done()):
        return True
    run.wait()
    run.wake_at = timezone.now()
    return False


def facts_of_run(run: RuleRun) -> Facts:
    """Gather what a run's conditions and actions may know, as of now."""
    found = {}
    for subject in subjects_of_event(run.event_name) if run.event_name else ():
        thing = object_of(subject, run.event.get(subject.payload_field))
        if thing is not None:
            found[subject.name] = thing
    if run.subject_name and run.subject_name not in found and run.subject_name in SUBJECTS:
        thing = object_of(SUBJECTS[run.subject_name], run.object_id)
        if thing is not None:
            found[run.subject_name] = thing
    return Facts(
        at=timezone.now(),
        customer=survivor_of(run.customer) if run.customer is not None else None,
        subjects=found,
        event_name=run.event_name,
        event=run.event,
        changes=changes_of(run.event_name, run.event) if run.event_name else {},
        run_data=run.data,
    )
