"""What an action is given and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from crm_core.automation.facts import Facts
from crm_core.automation.models import Rule, RuleRun
from crm_core.customers.models import Customer

Data = Mapping[str, str | int | bool | None]


class NotDoneError(Exception):
    """The action cannot be done and trying again would not help; its words (lazy, translated) are logged.

    `reason` is a code for tests and figures; `words` say why to staff. The run goes on with the next step,
    unless it `ends_run`: what would follow must not happen without this step.
    """

    def __init__(self, words: object, *, reason: str = "", ends_run: bool = False) -> None:
        super().__init__(str(words))
        self.reason, self.ends_run = reason, ends_run


@dataclass(frozen=True, kw_only=True)
class ActionContext:
    """One step of one run. `key` ("automation:<run>:<step>") is the same at each attempt."""

    run: RuleRun
    rule: Rule
    step_id: str
    facts: Facts
    key: str

    @property
    def customer(self) -> Customer:
        """Return the customer. Raises NotDoneError where the run has none."""
        if self.facts.customer is None:
            raise NotDoneError("No customer is known.", reason="no-customer")
        return self.facts.customer


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a step. `data` is plain JSON (ids, amounts as text) and is told by `Action.tell`."""

    data: Data = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Done(Outcome):
    """It is done; the run goes on."""


@dataclass(frozen=True, kw_only=True)
class Wait(Outcome):
    """Go on at `until` (aware), or with the first event of this name that concerns the customer."""

    until: datetime | None = None
    event: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked(Outcome):
    """A person is asked; the run goes on with `services.answer_run`, or at `until`."""

    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Stop(Outcome):
    """The run ends here."""
