"""Approvers, clicks and workers at the same moment; each race returns what came of it."""

from functools import partial

from django.test import Client
from django.utils import timezone

from crm_core.approvals.kinds import KINDS
from crm_core.approvals.links import address_of, link_for
from crm_core.approvals.services import ApprovalError, decide
from crm_core.sequences.models import Enrolment, StepRun
from crm_core.sequences.running import run_due
from crm_core.sequences.services import enrol
from shop.mail.models import Mail
from tests.crm_core.approvals import kit
from tests.crm_core.sequences.kit import MONDAY, at, reader, sequence
from tests.shop.checkout.race import at_once


def deciding(approvers):
    """Have so many approvers of one level answer at once, every other one with a no."""
    KINDS._entries[kit.KIND.name] = kit.KIND
    kit.CLOSED.clear()
    people = [kit.colleague(name=f"A{number}") for number in range(approvers)]
    approval = kit.ask(kit.level(*people))
    calls = [
        partial(_decide, approval, user, is_approved=bool(number % 2)) for number, user in enumerate(people)
    ]
    answers = at_once(calls)
    return {"taken": answers.count("taken"), "closed": len(kit.CLOSED), "steps": _decided(approval)}


def _decide(approval, user, *, is_approved):
    try:
        decide(approval, by=user, is_approved=is_approved, comment="-")
    except ApprovalError:
        return "late"
    return "taken"


def _decided(approval):
    return approval.steps.exclude(decided_at=None).count()


def clicking(clicks):
    """Press the button of one link so many times at once."""
    KINDS._entries[kit.KIND.name] = kit.KIND
    kit.CLOSED.clear()
    boss = kit.colleague()
    approval = kit.ask(kit.level(boss))
    link, _is_new = link_for(approval.steps.get(), boss.pk, now=timezone.now())
    path = "/" + address_of(link, language="en").partition("://")[2].partition("/")[2]
    calls = [partial(_post, path) for _click in range(clicks)]
    answers = at_once(calls)
    return {"taken": answers.count(200), "closed": len(kit.CLOSED), "steps": _decided(approval)}


def _post(path):
    return Client(raise_request_exception=False).post(path, {"answer": "approve"}).status_code


def working(workers):
    """Have so many workers do what is due of five enrolments at once."""
    line = sequence(("mail", 0), ("mail", 1))
    for _number in range(5):
        enrol(reader(), line, now=MONDAY)
    at_once([partial(run_due, now=at(9)) for _worker in range(workers)])
    return {"mails": Mail.objects.count(), "runs": StepRun.objects.count()}


def enrolling(clicks):
    """Take one customer into a sequence so many times at once."""
    customer, line = reader(), sequence()
    at_once([partial(enrol, customer, line, source=f"click:{number}") for number in range(clicks)])
    return {"enrolments": Enrolment.objects.count()}
