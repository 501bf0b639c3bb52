"""Writing rules and their runs."""

from collections.abc import Mapping

from crm_core.automation.context import Data
from crm_core.automation.models import Rule, RuleRun, RuleVersion
from crm_core.customers.models import Customer
from shop.user.models import User


def save_rule(
    rule: Rule | None, definition: Mapping[str, object], *, name: str, by: User | None, code: str = ""
) -> RuleVersion:
    """Make a rule or a new version of one. Raises pydantic.ValidationError and `checking.ProblemsError`."""
    raise NotImplementedError


def turn_on(rule: Rule, *, by: User | None) -> Rule:
    """Let a rule act. Raises `checking.ProblemsError` where something that it names is gone."""
    raise NotImplementedError


def turn_off(rule: Rule, *, by: User | None) -> Rule:
    """Let a rule start nothing more; what runs goes on."""
    raise NotImplementedError


def press(rule: Rule, customer: Customer, *, by: User, key: str, subject: object = None) -> RuleRun | None:
    """Start a rule by its button, once per `key` of the form; None where its conditions do not hold."""
    raise NotImplementedError


def answer_run(run: RuleRun, answer: str, *, data: Data) -> bool:
    """Let a run go on that waits for a person (`context.Asked`); False where it waits no more.

    `answer` ("approved", "refused" ...) and `data` stand in the run's data under its step, where conditions
    read them (field "run.answer").
    """
    raise NotImplementedError


def install_shipped_rules(*, on: bool) -> list[Rule]:
    """Make the shipped rules that are not there yet, turned on or as drafts; asked again, nothing changes."""
    raise NotImplementedError
