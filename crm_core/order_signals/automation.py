"""What rules can start with, ask and do about order signals."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.activities.models import Activity
from crm_core.activities.reasons import REASONS, Reason
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.automation.context import ActionContext, Done, NotDoneError, Outcome
from crm_core.automation.defaults.work_actions import language_of
from crm_core.automation.facts import Facts, Value
from crm_core.automation.phrases import inside_words
from crm_core.automation.registry import (
    ACTIONS,
    FIELDS,
    SUBJECTS,
    TRIGGERS,
    Action,
    Ask,
    Choice,
    Field,
    Kind,
    Parameter,
    Params,
    Subject,
    Trigger,
)
from crm_core.consents.queries import has_objected, keys_of_customer
from crm_core.customers.access.rows import may_see
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from crm_core.order_signals.kinds import ORDER_SIGNAL, SignalKind
from crm_core.order_signals.mails import MAILS, Refused, send_signal_mail
from crm_core.order_signals.models import OrderSignal
from crm_core.order_signals.to_do import to_do_words
from crm_core.order_signals.wording import reason_words
from shop.configuration.queries import shop_currency
from shop.json_types import JsonObject
from shop.user.models import User

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


def _assignee(customer: Customer) -> User | None:
    """Return the owner, if they still work here and see the customer; else nobody, which managers see."""
    owner = customer.owner
    if owner is None or not (owner.is_active and owner.is_staff and may_see(owner, customer)):
        return None
    return owner


def _check_may_plan(signal: OrderSignal, customer: Customer, kind: str, facts: Facts) -> None:
    """Refuse what no longer holds, and to have somebody called who wants to be left alone."""
    if not _still_holds(facts):
        raise NotDoneError(gettext_lazy("What the orders showed has ended."), reason="ended")
    if kind == Activity.Kind.TODO or signal.kind in MATTERS_OF_CONTRACT:
        return
    if any(has_objected(key) for key in keys_of_customer(customer)):
        raise NotDoneError(gettext_lazy("The customer has objected to being contacted."), reason="objected")


def plan_signal_activity(context: ActionContext, params: Params) -> Outcome:
    """Put an activity on the day of the customer's owner, with the reason in words; nobody's without one."""
    signal, customer = _signal(context.facts), context.customer
    kind = str(params.get("kind") or Activity.Kind.CALL)
    _check_may_plan(signal, customer, kind, context.facts)
    assignee = _assignee(customer)
    days = int(str(params.get("days", 0)))
    with translation.override(language_of(assignee) if assignee else settings.LANGUAGE_CODE):
        subject = str(params.get("subject") or to_do_words(SignalKind(signal.kind)))
    planned = PlannedActivity(
        subject=subject,
        kind=kind,
        due_at=context.facts.at + timedelta(days=days),
        customer=customer,
        about=signal.order,
        assignee=assignee,
        priority=Activity.Priority.HIGH if signal.kind == SignalKind.VIP_LOST else Activity.Priority.NORMAL,
        reason=ORDER_SIGNAL,
        reason_data={"kind": signal.kind, "since": signal.since.isoformat(), "facts": signal.data},
        source=context.key,
    )
    activity = plan_activity(planned)
    return Done(data={"activity": activity.pk, "subject": activity.subject})


def _told_reason(data: JsonObject) -> str:
    signal = OrderSignal(
        kind=data["kind"], since=datetime.fromisoformat(data["since"]).date(), data=data["facts"]
    )
    return reason_words(signal, today=timezone.localdate())


REASONS.register(Reason(name=ORDER_SIGNAL, words=_told_reason))


def _plan_words(params: Params) -> str:
    kind = dict(Activity.Kind.choices).get(str(params.get("kind") or Activity.Kind.CALL), "")
    return _("give the customer's owner an activity with its reason (%(kind)s)") % {
        "kind": inside_words(kind)
    }


def mail_about_signal(context: ActionContext, params: Params) -> Outcome:
    """Write the customer a mail about it in their language, once, if they may be written to for this."""
    try:
        mail = send_signal_mail(_signal(context.facts), context.customer, str(params["mail"]))
    except Refused as refusal:
        raise NotDoneError(refusal.words, reason=refusal.reason) from refusal
    return Done(data={"mail": mail.pk, "subject": mail.subject})


def _mail_words(params: Params) -> str:
    mail = MAILS.get(str(params.get("mail", "")))
    return _("write the customer the e-mail “%(mail)s”") % {"mail": mail.name if mail else "?"}


def _told_mail(data: Params) -> str:
    return _("Wrote the e-mail “%(template)s”.") % {"template": data.get("subject", "")}


def _told_activity(data: Params) -> str:
    return _("Planned “%(subject)s”.") % {"subject": data.get("subject", "")}


ACTIONS.register(
    Action(
        name="plan_signal_activity",
        label=gettext_lazy("Put it on the owner's day"),
        parameters=(
            Parameter(
                name="kind",
                label=gettext_lazy("Kind"),
                ask=Ask.CHOICE,
                choices=lambda: Activity.Kind.choices,
                default=str(Activity.Kind.CALL),
            ),
            Parameter(
                name="subject",
                label=gettext_lazy("Subject"),
                is_required=False,
                help_text=gettext_lazy("Empty: what suits the signal, in the colleague's language."),
            ),
            Parameter(
                name="days",
                label=gettext_lazy("Due in so many days"),
                ask=Ask.NUMBER,
                is_required=False,
                default=0,
                least=0,
                most=90,
            ),
        ),
        run=plan_signal_activity,
        describe=_plan_words,
        tell=_told_activity,
        subjects=frozenset({"signal"}),
        order=20,
    )
)
ACTIONS.register(
    Action(
        name="mail_about_signal",
        label=gettext_lazy("Write the customer about it"),
        parameters=(
            Parameter(
                name="mail",
                label=gettext_lazy("E-mail"),
                ask=Ask.CHOICE,
                choices=lambda: [(mail.name_key, mail.name) for mail in MAILS.values()],
            ),
        ),
        run=mail_about_signal,
        describe=_mail_words,
        tell=_told_mail,
        subjects=frozenset({"signal"}),
        order=21,
    )
)
