"""What a merge does with the rows that hang on a customer: one rule for each foreign key, in a registry.

A package registers the rules of its models in a module that its `AppConfig.ready()` imports:

    MERGE_RULES.register(
        MergeRule(model=Note, field="customer", action=MOVE, came_by=keys_of_notes)
    )

A test goes through every foreign key to `Customer` and fails for one without a rule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field as dataclass_field
from typing import Literal

from django.db.models import Model, QuerySet

from crm_core.customers.models import Customer
from shop.registry import Registry

#: The row goes to the survivor. An undone merge puts it back where it came from.
MOVE: Literal["move"] = "move"
#: The row stays with its record: it tells of that record, not of the customer behind it.
STAY: Literal["stay"] = "stay"
#: The row is counted anew from other rows for the survivor (and after an undo for both).
RECOUNT: Literal["recount"] = "recount"

#: The merging itself looks after it: identifiers, merges, homes.
MERGING: Literal["merging"] = "merging"

Action = Literal["move", "stay", "recount", "merging"]
Identifier = tuple[str, str]
#: Returns for rows, by primary key, the identifiers they came with, the strongest first.
CameBy = Callable[[Sequence[int]], Mapping[int, list[Identifier]]]


@dataclass(frozen=True, kw_only=True)
class MergeRule:
    """What happens to the rows of `model` whose `field` is a merged customer.

    `came_by` says with which identifiers rows came; a row that arrives at a survivor belongs to the record of
    the first of them that is known, and without it to the survivor. `one_per` names the fields of which
    a customer has one row for each value (a unique constraint): where both have one, the merged record's
    stays at home, hidden, and is back after an undo. `chosen_as` begins the names of choices where staff say
    one by one whose stays ("<chosen_as>:<value of one_per>", one field; `placing`). `after` is called with
    the survivor and the merged record once the rows have moved, for what cannot be told by rows: a refusal
    of mails that must win.
    """

    model: type[Model]
    field: str
    action: Action
    came_by: CameBy | None = None
    one_per: tuple[str, ...] | None = None
    chosen_as: str = ""
    after: Callable[[Customer, Customer], None] | None = dataclass_field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Name model and field, as they are kept in the database."""
        return f"{self.model._meta.label}.{self.field}".lower()

    @property
    def rows(self) -> QuerySet[Model]:
        """Every row of the model."""
        return self.model._base_manager.all()


MERGE_RULES: Registry[MergeRule] = Registry("merge rule")


def moving_rules() -> list[MergeRule]:
    """List the rules by which rows move."""
    return [rule for rule in MERGE_RULES if rule.action == MOVE]
