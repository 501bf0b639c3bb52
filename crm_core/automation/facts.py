"""What conditions and actions may know of one case: the customer, what it is about, the event, the moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.db.models import Model

from crm_core.customers.models import Customer

#: None: not known.
Value = str | int | float | Decimal | bool | date | datetime | frozenset[str] | None
M = TypeVar("M", bound=Model)
T = TypeVar("T")


class MissingError(LookupError):
    """What a field asks for is not there: its value is unknown."""


@dataclass(kw_only=True)
class Facts:
    """One case. `at` (aware) is the moment it is looked at, in the past for a dry run (`is_past`).

    `subjects` are objects by the name of their `Subject`; `event` is the payload, `event_name` its class;
    `run_data` what earlier steps of the run noted ({step id: data of its outcome}).
    """

    at: datetime
    customer: Customer | None = None
    subjects: Mapping[str, Model] = field(default_factory=dict)
    event_name: str = ""
    event: Mapping[str, object] = field(default_factory=dict)
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    run_data: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    is_past: bool = False
    #: Values that were read for a whole batch, by the names of fields.
    known: dict[str, Value] = field(default_factory=dict)
    _memory: dict[str, object] = field(default_factory=dict)

    def of(self, name: str, model: type[M]) -> M:
        """Return the object of a subject. Raises MissingError where the case is about no such thing."""
        found = self.subjects.get(name)
        if not isinstance(found, model):
            raise MissingError(name)
        return found

    def the_customer(self) -> Customer:
        """Return the customer. Raises MissingError where nobody is known."""
        if self.customer is None:
            raise MissingError("customer")
        return self.customer

    def once(self, name: str, read: Callable[[], T]) -> T:
        """Read something that several fields need once for this case."""
        if name not in self._memory:
            self._memory[name] = read()
        found: T = self._memory[name]  # type: ignore[assignment]
        return found
