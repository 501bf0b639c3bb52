"""What rules can start with, ask and do about order signals."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from crm_core.automation.facts import Facts, Value
from crm_core.automation.registry import (
    FIELDS,
    SUBJECTS,
    TRIGGERS,
    Choice,
    Field,
    Kind,
    Subject,
    Trigger,
)
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from crm_core.order_signals.kinds import SignalKind
from crm_core.order_signals.models import OrderSignal
from shop.configuration.queries import shop_currency

SIGNAL_EVENTS = frozenset({"OrderSignalRaised", "OrderSignalEnded"})
#: Whoever has objected to advertising is still told of their own orders.
MATTERS_OF_CONTRACT = frozenset({SignalKind.PAYMENT_OVERDUE, SignalKind.DELIVERY_LATE})


def _customer_of(signal: Model) -> Customer | None:
    return survivor_of(signal.customer) if isinstance(signal, OrderSignal) else None


def _url_of(signal: Model) -> str:
    customer = _customer_of(signal)
    return reverse("customers:inspect", args=[customer.pk]) if customer is not None else ""


SUBJECTS.register(
    Subject(
        name="signal",
        label=gettext_lazy("Order signal"),
        model=OrderSignal,
        payload_field="signal_id",
        customer_of=_customer_of,
        url=_url_of,
    )
)
TRIGGERS.register(
    Trigger(
        name="OrderSignalRaised",
        label=gettext_lazy("a customer's orders show something new"),
        subject="signal",
        is_once=True,
        order=5,
    )
)
TRIGGERS.register(
    Trigger(
        name="OrderSignalEnded",
        label=gettext_lazy("what a customer's orders showed has ended"),
        subject="signal",
        is_once=True,
        order=6,
    )
)


def _signal(facts: Facts) -> OrderSignal:
    return facts.of("signal", OrderSignal)


def _drop(facts: Facts) -> Value:
    data = _signal(facts).data
    if not data.get("expected"):
        return None
    return round(100 * (1 - data["recent"] / data["expected"]))


def _value(facts: Facts) -> Value:
    """Return what the order that it is about comes to; unknown in another currency than the shop's."""
    data = _signal(facts).data
    return Decimal(data["value"]) if data.get("currency") == shop_currency() else None


def _days(facts: Facts) -> Value:
    return (timezone.localdate(facts.at) - _signal(facts).since).days


def _still_holds(facts: Facts) -> Value:
    """Read anew: while a run waits, an order may have ended it."""
    day = timezone.localdate(facts.at)
    row = OrderSignal.objects.filter(pk=_signal(facts).pk).first()
    return row is not None and (row.ended_on is None or row.ended_on > day)


def _open(customers: Sequence[int], at: datetime) -> dict[int, Value]:
    """Return the signals that held for each customer at a moment."""
    day = timezone.localdate(at)
    found: dict[int, set[str]] = {number: set() for number in customers}
    rows = OrderSignal.objects.filter(customer__in=customers, since__lte=day)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=day))
    for customer, kind in rows.values_list("customer_id", "kind"):
        found[customer].add(kind)
    return {number: frozenset(kinds) for number, kinds in found.items()}


def _signals_of(facts: Facts) -> Value:
    customer = facts.the_customer()
    return _open([customer.pk], facts.at)[customer.pk]


#: As clauses after "the customer's orders show".
_SHOWN: tuple[Choice, ...] = (
    (SignalKind.REORDER_DUE, gettext_lazy("that the next order is due")),
    (SignalKind.PRODUCT_DUE, gettext_lazy("that regular products are due")),
    (SignalKind.QUANTITY_DROPPED, gettext_lazy("that less is ordered than before")),
    (SignalKind.LAPSED, gettext_lazy("that the account has lapsed")),
    (SignalKind.VIP_LOST, gettext_lazy("that a top customer has lapsed")),
    (SignalKind.BACK, gettext_lazy("a return after a silence")),
    (SignalKind.FIRST_ORDER, gettext_lazy("a first order")),
    (SignalKind.CROSS_SELL, gettext_lazy("that the customer never buys what others buy")),
    (SignalKind.PAYMENT_OVERDUE, gettext_lazy("that a payment is overdue")),
    (SignalKind.DELIVERY_LATE, gettext_lazy("that a delivery is late")),
    (SignalKind.REVIEW_DUE, gettext_lazy("that the customer may be asked for a review")),
)
for _field in (
    Field(
        name="signal.kind",
        label=gettext_lazy("What the orders show"),
        phrase=gettext_lazy("what the customer's orders show"),
        sentences={
            "one_of": gettext_lazy("the customer's orders show %(value)s"),
            "none_of": gettext_lazy("the customer's orders do not show %(value)s"),
        },
        choice_words=lambda: _SHOWN,
        kind=Kind.CHOICE,
        of="signal",
        read=lambda facts: _signal(facts).kind,
        choices=lambda: SignalKind.choices,
        is_dated=True,
        events=SIGNAL_EVENTS,
        order=1,
    ),
    Field(
        name="signal.holds",
        label=gettext_lazy("What the orders show still holds"),
        phrase=gettext_lazy("whether what the orders show still holds"),
        sentences={
            "yes": gettext_lazy("what the orders show still holds"),
            "no": gettext_lazy("what the orders show no longer holds"),
        },
        kind=Kind.YES_NO,
        of="signal",
        read=_still_holds,
        is_dated=True,
        events=SIGNAL_EVENTS,
    ),
    Field(
        name="signal.days",
        label=gettext_lazy("Days since it began"),
        phrase=gettext_lazy("the number of days since it began"),
        kind=Kind.NUMBER,
        of="signal",
        read=_days,
        is_dated=True,
        events=SIGNAL_EVENTS,
    ),
    Field(
        name="signal.drop",
        label=gettext_lazy("By how much less is ordered"),
        phrase=gettext_lazy("the drop in what is ordered"),
        kind=Kind.NUMBER,
        of="signal",
        read=_drop,
        is_dated=True,
        events=SIGNAL_EVENTS,
        unit="%",
    ),
    Field(
        name="signal.order_value",
        label=gettext_lazy("Value of the order that is overdue or late"),
        phrase=gettext_lazy("the value of the order that is overdue or late"),
        kind=Kind.MONEY,
        of="signal",
        read=_value,
        is_dated=True,
        events=SIGNAL_EVENTS,
    ),
    Field(
        name="customer.signals",
        label=gettext_lazy("Order signals"),
        phrase=gettext_lazy("what the customer's orders show"),
        sentences={
            "has_any": gettext_lazy("the customer's orders show %(value)s"),
            "has_all": gettext_lazy("the customer's orders show %(value)s"),
            "has_none": gettext_lazy("the customer's orders do not show %(value)s"),
            "known": gettext_lazy("the customer's orders show something"),
            "unknown": gettext_lazy("the customer's orders show nothing special"),
        },
        choice_words=lambda: _SHOWN,
        kind=Kind.TAGS,
        of="customer",
        read=_signals_of,
        read_many=_open,
        choices=lambda: SignalKind.choices,
        is_dated=True,
        hidden_as="order_signals",
    ),
):
    FIELDS.register(_field)
