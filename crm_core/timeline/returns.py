"""What the timeline tells of returns and withdrawals, what is open, and what who decides is told."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.access.rows import visible_to
from crm_core.customers.attention import BAD, OPEN_ITEMS, WARN, OpenItem, OpenSource
from crm_core.customers.models import Customer, CustomerOrder
from crm_core.customers.queries import account_of
from crm_core.customers.services import attach_order
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from shop.events.registry import subscribe
from shop.formats import format_money
from shop.order.models import Order
from shop.returns.advice import ADVICE, Advice, AdviceLine
from shop.returns.events import ReturnCancelled, ReturnReceived, ReturnRefused, ReturnRequested, ReturnSettled
from shop.returns.models import Return, Settlement
from shop.returns.states import OPEN, ReturnState
from shop.user.models import User
from shop.withdrawal.events import WithdrawalDeclared
from shop.withdrawal.models import Withdrawal

MOST_SHOWN = 4
TEMPLATE = "crm_core/timeline/kinds/return.html"
for _name, _label, _icon in (
    ("return.requested", gettext_lazy("Return requested"), "rotate"),
    ("return.refused", gettext_lazy("Return refused"), "cross"),
    ("return.cancelled", gettext_lazy("Return cancelled"), "cross"),
    ("return.received", gettext_lazy("Return received"), "download"),
    ("return.settled", gettext_lazy("Return settled"), "check"),
):
    KINDS.register(TimelineKind(name=_name, label=_label, group="orders", icon=_icon, template=TEMPLATE))
KINDS.register(
    TimelineKind(
        name="order.withdrawn",
        label=gettext_lazy("Withdrawal from the contract"),
        group="orders",
        icon="warning",
        template="crm_core/timeline/kinds/withdrawal.html",
    )
)


def _tell(return_id: int, *, kind: str, at: datetime | None = None, about: str = "", **facts: object) -> None:
    """Write one entry of a return on its customer's record, once."""
    found = Return.objects.select_related("order").get(pk=return_id)
    pieces = sum(line.quantity for line in found.lines.all())
    data = {"number": found.number, "return_id": found.pk, "order": found.order.number, "pieces": pieces}
    record(
        attach_order(found.order),
        kind=kind,
        occurred_at=at or found.closed_at or timezone.now(),
        source=f"{kind}:{found.pk}{about}",
        data={**data, **facts},
    )


@subscribe(ReturnRequested)
def on_return_requested(event: ReturnRequested) -> None:
    """Tell what is to come back."""
    at = Return.objects.get(pk=event.return_id).requested_at
    _tell(event.return_id, kind="return.requested", at=at)


@subscribe(ReturnRefused)
def on_return_refused(event: ReturnRefused) -> None:
    """Tell that the shop does not take it."""
    _tell(event.return_id, kind="return.refused")


@subscribe(ReturnCancelled)
def on_return_cancelled(event: ReturnCancelled) -> None:
    """Tell that it was given up."""
    _tell(event.return_id, kind="return.cancelled")


@subscribe(ReturnReceived)
def on_return_received(event: ReturnReceived) -> None:
    """Tell that pieces have come."""
    at = Return.objects.get(pk=event.return_id).received_at
    _tell(event.return_id, kind="return.received", at=at)


@subscribe(ReturnSettled)
def on_return_settled(event: ReturnSettled) -> None:
    """Tell what the buyer got, each settlement once."""
    made = Settlement.objects.select_related("parent__order").get(pk=event.settlement_id)
    _tell(
        event.return_id,
        kind="return.settled",
        at=made.settled_at,
        about=f":{made.pk}",
        amount=str(made.amount),
        currency=made.parent.order.currency,
        outcome=made.outcome,
    )


@subscribe(WithdrawalDeclared)
def on_withdrawal_declared(event: WithdrawalDeclared) -> None:
    """Tell that a consumer has withdrawn."""
    found = Withdrawal.objects.select_related("order").get(pk=event.withdrawal_id)
    record(
        attach_order(found.order),
        kind="order.withdrawn",
        occurred_at=found.confirmed_at,
        source=f"order.withdrawn:{found.pk}",
        data={"number": found.number, "withdrawal_id": found.pk, "order": found.order.number},
    )


def open_returns(customer: Customer, _user: User) -> list[OpenItem]:
    """List the returns that wait for somebody; red where the law's day is near."""
    numbers = CustomerOrder.objects.filter(customer__in=account_of(customer).values("pk")).values("order")
    rows = Return.objects.filter(order__in=numbers, state__in=OPEN).order_by("requested_at", "pk")
    words = {
        ReturnState.REQUESTED: _("to decide"),
        ReturnState.APPROVED: _("waiting for the items"),
        ReturnState.RECEIVED: _("to inspect and settle"),
    }
    return [
        OpenItem(
            label=_("Return %(number)s") % {"number": found.number},
            note=_("refund by %(day)s") % {"day": date_format(found.due_at)}
            if found.due_at
            else words[ReturnState(found.state)],
            url=reverse("returns_office:inspect", args=[found.pk]),
            tone=BAD if found.due_at else WARN,
        )
        for found in rows[:MOST_SHOWN]
    ]


OPEN_ITEMS.register(OpenSource(name="returns", read=open_returns, order=15, permission="returns.view_return"))


def customer_advice(order: Order, user: User) -> Sequence[AdviceLine]:
    """Say what a customer is worth to who decides on their return, as far as one sees the customer."""
    customer = visible_to(user, Customer.objects.filter(customer_orders__order=order)).first()
    if customer is None:
        return []
    spent = format_money(customer.spent, order.currency)
    return [
        AdviceLine(
            label=_("Customer"),
            value=customer.get_stage_display(),
            url=reverse("customers:inspect", args=[customer.pk]),
        ),
        AdviceLine(label=_("Spent in all"), value=spent),
    ]


ADVICE.register(Advice(name="customer", read=customer_advice, order=20, permission="customers.view_customer"))
