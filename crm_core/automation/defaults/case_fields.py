"""Fields of what a case is about: the order, the event, the change, and what the run itself found."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.activities.models import Activity
from crm_core.automation.defaults.history import orders_before
from crm_core.automation.facts import Facts, Value
from crm_core.automation.registry import FIELDS, Choice, Field, Kind
from crm_core.customers.models import Customer
from shop.configuration.queries import shop_currency
from shop.dashboard.statuses import status_label
from shop.order.models import Order
from shop.order_statuses import STATUSES


def _order(facts: Facts) -> Order:
    return facts.of("order", Order)


def _total(facts: Facts) -> Value:
    order = _order(facts)
    return Decimal(order.total_incl_tax) if order.currency == shop_currency() else None


def _statuses() -> list[Choice]:
    return [(status, status_label(status)) for status in STATUSES]


def _is_first(facts: Facts) -> Value:
    """The customer's first order is the oldest that was not cancelled."""
    order = _order(facts)
    known = facts.once("all-orders", lambda: orders_before(facts))
    return bool(known) and known[0].pk == order.pk


def _country(facts: Facts) -> Value:
    address = _order(facts).shipping_address or _order(facts).billing_address
    return str(address.country_id) if address is not None else None


def _pieces(facts: Facts) -> Value:
    return sum(_order(facts).lines.values_list("quantity", flat=True))


def _stage_of_event(name: str) -> Field:
    label, phrase = {
        "old_stage": (_("Stage before"), _("the customer's previous stage")),
        "new_stage": (_("New stage"), _("the customer's new stage")),
    }[name]
    return Field(
        name=f"event.{name}",
        label=label,
        phrase=phrase,
        kind=Kind.CHOICE,
        of="event",
        read=lambda facts: str(facts.event.get(name, "")),
        choices=lambda: Customer.Stage.choices,
        is_dated=True,
        hidden_as="stage",
        events=frozenset({"LifecycleStageChanged"}),
    )


def _activity_field(name: str) -> Field:
    labels = {
        "kind": (_("Kind of the activity"), _("the kind of the activity")),
        "outcome": (_("Outcome of the activity"), _("the outcome of the activity")),
    }
    return Field(
        name=f"activity.{name}",
        label=labels[name][0],
        phrase=labels[name][1],
        kind=Kind.CHOICE if name == "kind" else Kind.TEXT,
        of="activity",
        read=lambda facts: str(getattr(facts.of("activity", Activity), name)),
        choices=(lambda: Activity.Kind.choices) if name == "kind" else None,
        is_dated=name == "kind",
    )


def _answer(facts: Facts) -> Value:
    """Return the last answer that a person gave to this run."""
    answers = [data.get("answer") for data in facts.run_data.values() if data.get("answer")]
    return str(answers[-1]) if answers else None


def _event_came(facts: Facts) -> Value:
    came = facts.run_data.get("wait", {}).get("event_came")
    return bool(came) if came is not None else None


ANSWERS = (
    ("approved", pgettext_lazy("answer to a request", "approved")),
    ("refused", pgettext_lazy("answer to a request", "refused")),
    ("timeout", pgettext_lazy("answer to a request", "nobody answered in time")),
)
for _field in (
    Field(
        name="order.total",
        label=_("Total of the order"),
        phrase=_("the order's total"),
        kind=Kind.MONEY,
        of="order",
        read=_total,
        is_dated=True,
    ),
    Field(
        name="order.status",
        label=_("Status of the order"),
        phrase=_("the order's status"),
        kind=Kind.CHOICE,
        of="order",
        read=lambda facts: _order(facts).status,
        choices=_statuses,
    ),
    Field(
        name="order.is_paid",
        label=_("The order is paid"),
        phrase=_("whether the order is paid"),
        sentences={
            "yes": _("the order is paid"),
            "no": _("the order is not paid"),
        },
        kind=Kind.YES_NO,
        of="order",
        read=lambda facts: (paid := _order(facts).paid_at) is not None and paid <= facts.at,
        is_dated=True,
    ),
    Field(
        name="order.placed",
        label=_("The order was placed"),
        phrase=_("the day the order was placed"),
        sentences={
            "ago_at_least": _("the order was placed at least %(value)s ago"),
            "ago_at_most": _("the order was placed in the last %(value)s"),
            "before": _("the order was placed before %(value)s"),
            "from": _("the order was placed on %(value)s or later"),
        },
        kind=Kind.DATE,
        of="order",
        read=lambda facts: _order(facts).date_placed,
        is_dated=True,
    ),
    Field(
        name="order.is_first",
        label=_("It is the customer's first order"),
        phrase=_("whether it is the customer's first order"),
        sentences={
            "yes": _("it is the customer's first order"),
            "no": _("it is not the customer's first order"),
        },
        kind=Kind.YES_NO,
        of="order",
        read=_is_first,
        is_dated=True,
    ),
    Field(
        name="order.pieces",
        label=_("Pieces in the order"),
        phrase=_("the number of pieces in the order"),
        kind=Kind.NUMBER,
        of="order",
        read=_pieces,
        is_dated=True,
    ),
    Field(
        name="order.country",
        label=_("Country of delivery (two letters)"),
        phrase=_("the order's country of delivery"),
        kind=Kind.TEXT,
        of="order",
        read=_country,
        is_dated=True,
    ),
    _stage_of_event("old_stage"),
    _stage_of_event("new_stage"),
    _activity_field("kind"),
    _activity_field("outcome"),
    Field(
        name="run.answer",
        label=_("The answer of the colleague"),
        phrase=_("the colleague's answer"),
        sentences={
            "known": _("the colleague has answered"),
            "unknown": _("the colleague has not answered"),
        },
        kind=Kind.CHOICE,
        of="run",
        read=_answer,
        choices=lambda: ANSWERS,
        is_dated=True,
    ),
    Field(
        name="run.event_came",
        label=_("What was waited for has happened"),
        phrase=_("whether what was waited for has happened"),
        sentences={
            "yes": _("what was waited for has happened"),
            "no": _("what was waited for has not happened"),
        },
        kind=Kind.YES_NO,
        of="run",
        read=_event_came,
        is_dated=True,
    ),
):
    FIELDS.register(_field)
