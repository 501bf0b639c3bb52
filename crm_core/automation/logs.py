"""The log of rules in the reader's words: who matched, what was done, why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from crm_core.automation.definitions import Test
from crm_core.automation.fields import field_named
from crm_core.automation.models import RuleMiss, RuleRun, StepLog
from crm_core.automation.phrases import found_words, sentence_start
from crm_core.automation.program import BRANCH
from crm_core.automation.registry import ACTIONS, Kind
from crm_core.automation.sentences import comparison_words
from crm_core.automation.triggers import event_words
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import Somebody, rows_visible_to
from crm_core.customers.models import Customer
from shop.user.models import User

#: What the words of an action give away of a customer (`customers.access.fields`).
GIVES_AWAY = {"assign_owner": "owner"}


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One line of a log."""

    at: datetime
    words: str
    result: str = ""
    note: str = ""
    is_bad: bool = False


def runs_seen_by(user: Somebody) -> QuerySet[RuleRun]:
    """List the runs for customers that somebody sees, the latest first."""
    rows = RuleRun.objects.select_related("rule", "customer", "version").order_by("-pk")
    return rows_visible_to(user, rows)


def misses_seen_by(user: Somebody) -> QuerySet[RuleMiss]:
    """List the cases that started nothing, of customers that somebody sees."""
    rows = RuleMiss.objects.select_related("customer", "version").order_by("-pk")
    return rows_visible_to(user, rows)


def who(user: Somebody, customer: Customer | None) -> str:
    """Call the customer of a run by what somebody sees."""
    return name_for(user, customer) if customer is not None else _("no customer")


def customer_url(customer: Customer | None) -> str:
    """Return where a customer's page is."""
    return reverse("customers:inspect", args=[customer.pk]) if customer is not None else ""


def started_words(run: RuleRun) -> str:
    """Say what started a run."""
    if run.event_name:
        return sentence_start(event_words(run.event_name))
    if run.by is not None:
        return _("%(name)s pressed its button") % {"name": run.by.get_full_name() or run.by.email}
    return _("Its time had come")


def lines_of(run: RuleRun, user: User) -> list[LogLine]:
    """Tell what a run did, step by step."""
    return [_line(step, user) for step in run.log.order_by("pk")]


def _line(step: StepLog, user: User) -> LogLine:
    words = _step_words(step, user)
    is_bad = step.result in {StepLog.Result.FAILED, StepLog.Result.NOT_DONE}
    return LogLine(at=step.at, words=words, result=step.get_result_display(), note=step.reason, is_bad=is_bad)


def _step_words(step: StepLog, user: User) -> str:
    if step.action == BRANCH:
        found = step.data.get("holds")
        if found is None:
            return _("The condition depends on what is not known: it goes on with the other steps.")
        return _("The condition holds.") if found else _("The condition does not hold.")
    action = ACTIONS.get(step.action)
    label = str(action.label) if action is not None else step.action
    if action is None or step.result != StepLog.Result.DONE or action.tell is None:
        return label
    hidden = GIVES_AWAY.get(action.name)
    return label if hidden and not fields_of(user).shows(hidden) else action.tell(step.data)


def reasons(failed: Sequence[Mapping[str, object]], user: User) -> list[str]:
    """Say which parts of a condition did not hold, and what was found; hidden fields stay hidden."""
    return [_reason(each, user) for each in failed]


def _reason(each: Mapping[str, object], user: User) -> str:
    field = field_named(str(each.get("field", "")))
    value = each.get("value")
    test = Test.model_validate(
        {
            "field": str(each.get("field", "-")),
            "is": str(each.get("is", "-")),
            "value": value if isinstance(value, str | int | bool | list) else None,
        }
    )
    words = {"condition": comparison_words(test, negated=bool(each.get("not")))}
    if field is None:
        return words["condition"]
    if field.hidden_as and not fields_of(user).shows(field.hidden_as):
        return _("the rule asks that %(condition)s") % words
    found = each.get("found")
    if found is None:
        return _("the rule asks that %(condition)s, which is not known") % words
    if field.kind == Kind.YES_NO:
        is_found = "yes" if found == "True" else "no"
        return comparison_words(Test.model_validate({"field": field.name, "is": is_found}))
    return _("the rule asks that %(condition)s, but found: %(found)s") % {
        **words,
        "found": found_words(field, found),
    }
