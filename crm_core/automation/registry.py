"""What rules are made of: subjects, triggers, fields, actions, shipped rules.

Packages above register their own in their `automation.py`, which `AppConfig.ready()` imports:

    SUBJECTS.register(Subject(name="deal", label=_("Deal"), model=Deal, payload_field="deal_id",
                              customer_of=lambda deal: deal.customer))
    TRIGGERS.register(Trigger(name="DealMoved", label=_("a deal comes to another stage"), subject="deal"))
    FIELDS.register(Field(name="deal.amount", label=_("Amount of the deal"), kind=Kind.MONEY, of="deal",
                          phrase=_("the deal's amount"), read=lambda facts: facts.of("deal", Deal).amount))
    ACTIONS.register(Action(name="change_stage", label=_("Move the deal"), parameters=(Parameter(...),),
                            run=change_stage, describe=..., subjects=frozenset({"deal"})))
    SHIPPED_RULES.register(ShippedRule(name="stuck-deal", ...))

docs/automation.md says it at length. Names are written into rules: they never change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from crm_core.automation.facts import Facts, Value
from crm_core.customers.models import Customer
from shop.registry import Registry

if TYPE_CHECKING:
    from crm_core.automation.context import ActionContext, Outcome

Words = str | Promise
Choice = tuple[str, Words]
Params = Mapping[str, object]


class Kind(StrEnum):
    """What the values of a field or parameter are, and with it how they are compared and asked for.

    Values that `read` returns: TEXT, CHOICE: str; NUMBER: int, float, Decimal; MONEY: Decimal in the shop's
    currency; DATE: date or aware datetime; YES_NO: bool; TAGS: a set of str (choices of which several hold).
    """

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    TAGS = "tags"
    YES_NO = "yes_no"


class Ask(StrEnum):
    """How a parameter of an action is asked for in the form."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Start(StrEnum):
    """What starts a rule."""

    EVENT = "event"
    SCHEDULE = "schedule"
    CHANGE = "change"
    BUTTON = "button"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an event can be about: an order, a deal, a review.

    Every event with `payload_field` among its fields can start a rule whose run has that object and its
    customer. `customer_of` reads, and answers None where the object belongs to nobody we know; `prepare` is
    called before it where a rule really starts, and may write (an order gets its customer). `url` leads to
    its page.
    """

    name: str
    label: Words
    model: type[Model]
    payload_field: str
    customer_of: Callable[[Model], Customer | None]
    prepare: Callable[[Model], object] | None = None
    url: Callable[[Model], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What may start a rule; the label goes on after "When ..." ("an order is placed").

    Of an event `name` is the name of its class; events that nobody registers can be chosen, too, by that.
    Of a schedule `rows` lists what is gone through (rows of the subject's model, any order; None: all current
    customers) as of a moment. `is_once`: two events with the same fields tell the same fact, which happens
    once. `begins`: the event tells of an object that was not there before. `order` sorts them in the form.
    """

    name: str
    label: Words
    start: Start = Start.EVENT
    subject: str = "customer"
    rows: Callable[[datetime], QuerySet[Model]] | None = None
    is_once: bool = False
    begins: bool = False
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class ChangeSource:
    """Tells field changes out of an event: {field name: (old, new)}, names as in FIELDS, values in words."""

    name: str  # the name of the event's class
    fields: Callable[[], Iterable[Choice]]
    read: Callable[[Mapping[str, object]], Mapping[str, tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What a measure is asked: among which keys (none: everything), since when (None: ever), as of a moment.

    With `customers` only their rows are wanted: whoever asks for a few reads no million.
    """

    at: datetime
    among: frozenset[str] = frozenset()
    since: datetime | None = None
    customers: Sequence[int] | None = None


@dataclass(frozen=True, kw_only=True)
class Field:
    """A fact that conditions may ask for; `of` names whose it is: a subject, "event", "history" or "run".

    `read` returns None for what is not known, and may raise `facts.MissingError` or AttributeError for an
    object that is not there: unknown, too. It reads as of `facts.at`; where it cannot, `is_dated` stays
    False and a dry run says that it took today's value.

    Of customers a schedule asks a million: give `expression`, an expression on Customer rows as of a moment
    whose value is that of `read` (NULL for unknown), or `read_many`, which answers for a batch of customers
    by their numbers (as of the moment). With neither it is read one by one.

    `sql` answers for one operator and operand instead: (it holds, it is known), conditions on Customer rows.

    Inside a sentence it is called by its `phrase` ("the order's total"); `sentences` say whole comparisons,
    by the names of operators ({"yes": "it is the customer's first order"}), with %(value)s for the operand.
    `choice_words` are its choices inside a sentence; without, labels of the program begin small there, and
    names that people gave stay.

    A number or a sum that depends on more than the customer (orders of some categories in the last days) has
    a `measure`: a query of rows with `of`, the customer's number, and `measured`, its value; a customer
    without a row has zero. `scopes` are the keys that may be counted, under `scope_label`, in sentences
    %(among)s (with none: `everything`); with `has_period` days can be named. Its `of` is "measure": only
    whoever asks for many customers at once offers it (segments), rules do not.

    `hidden_as` is the name of the customer field (`customers.access.fields`) that it would give away.
    `events`: only offered with these events (empty: wherever its subject is there).
    """

    name: str
    label: Words
    kind: Kind
    of: str
    read: Callable[[Facts], Value]
    phrase: Words = ""
    sentences: Mapping[str, Words] = field(default_factory=dict)
    choice_words: Callable[[], Sequence[Choice]] | None = None
    choices: Callable[[], Sequence[Choice]] | None = None
    expression: Callable[[datetime], Combinable] | None = None
    read_many: Callable[[Sequence[int], datetime], Mapping[int, Value]] | None = None
    sql: Callable[[str, object, datetime], tuple[Q, Q]] | None = None
    measure: Callable[[Measure], QuerySet[Model, dict[str, object]]] | None = None
    scopes: Callable[[], Sequence[Choice]] | None = None
    scope_label: Words = ""
    everything: Words = ""
    has_period: bool = False
    is_dated: bool = False
    hidden_as: str = ""
    events: frozenset[str] = frozenset()
    unit: Words = ""
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class FieldSource:
    """Fields that come and go while the site runs, such as those that staff add."""

    name: str
    fields: Callable[[], Iterable[Field]]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What an action is told: typed by staff, checked, kept as JSON (str, int, bool).

    `choices` are read when the form is drawn (keys as text); a key that is gone is an error by its field.
    Texts may hold {placeholders} where `has_placeholders`.
    """

    name: str
    label: Words
    ask: Ask = Ask.TEXT
    is_required: bool = True
    choices: Callable[[], Sequence[Choice]] | None = None
    default: str | int | bool = ""
    least: int | None = None
    most: int | None = None
    help_text: Words = ""
    has_placeholders: bool = False
    check: Callable[[str], str] | None = None  # returns what is wrong, or ""


@dataclass(frozen=True, kw_only=True)
class Action:
    """What a step does.

    `run` is called once per run and step, in the transaction that also notes that it is done, with the
    run's row locked. With `in_transaction=False` (it asks another server) it is called outside of any and may
    be called again after a crash, with the same `context.key`, which names this run and step: make the
    effect unique by it. It returns an Outcome (`context.Done`, `Wait`, `Asked`, `Stop`); it raises
    `context.NotDoneError` for what will never work (logged, the run goes on), anything else is tried again
    and ends in the error queue.

    `describe` is the step as the end of a sentence ("write the e-mail Thanks"); `simulate` says what would
    happen with these facts, without doing anything (by default the description). `tell` says what was done
    from the data of the outcome. `permission` is what somebody needs to put it into a rule. `subjects`: only
    after triggers about one of these (empty: any); `needs_customer`: not where nobody is known.
    """

    name: str
    label: Words
    run: Callable[["ActionContext", Params], "Outcome"]
    describe: Callable[[Params], str]
    parameters: tuple[Parameter, ...] = ()
    simulate: Callable[[Facts, Params], str] | None = None
    tell: Callable[[Params], str] | None = None
    in_transaction: bool = True
    needs_customer: bool = True
    permission: str = ""
    subjects: frozenset[str] = field(default_factory=frozenset)
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class ShippedRule:
    """A rule to begin with. `definition` is as `definitions.Definition` reads it; texts in it are English.

    With `is_installed` `services.install_shipped_rules` makes it (off, in the demo on); without, it is only
    offered as a template. `evidence` says how good it was on history, e.g. with precision and lift.
    """

    name: str
    label: Words
    description: Words
    definition: Callable[[], Mapping[str, object]]
    is_installed: bool = True
    evidence: Callable[[], str] | None = None
    order: int = 100


def _place(entry: Trigger | Field | Action | ShippedRule) -> tuple[int, str]:
    return entry.order, entry.name


SUBJECTS: Registry[Subject] = Registry("subject of rules")
TRIGGERS: Registry[Trigger] = Registry("trigger of rules", sort=_place)
CHANGES: Registry[ChangeSource] = Registry("source of field changes")
FIELDS: Registry[Field] = Registry("field of conditions", sort=_place)
FIELD_SOURCES: Registry[FieldSource] = Registry("source of fields of conditions")
ACTIONS: Registry[Action] = Registry("action of rules", sort=_place)
SHIPPED_RULES: Registry[ShippedRule] = Registry("shipped rule", sort=_place)

__all__ = [
    "ACTIONS",
    "CHANGES",
    "FIELDS",
    "FIELD_SOURCES",
    "SHIPPED_RULES",
    "SUBJECTS",
    "TRIGGERS",
    "Action",
    "Ask",
    "ChangeSource",
    "Facts",
    "Field",
    "FieldSource",
    "Kind",
    "Measure",
    "Parameter",
    "Params",
    "ShippedRule",
    "Start",
    "Subject",
    "Trigger",
    "Value",
]
