"""What the signals put on top of the customer page: what is open with them, and what to do next."""

from collections.abc import Sequence

from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.customers.access.fields import fields_of
from crm_core.customers.attention import (
    BAD,
    OPEN_ITEMS,
    SUGGESTIONS,
    WARN,
    OpenItem,
    OpenSource,
    Suggestion,
    SuggestionSource,
    once_for_page,
)
from crm_core.customers.models import Customer
from crm_core.order_signals.kinds import ORDER_SIGNAL, WEIGHTS, SignalKind
from crm_core.order_signals.models import OrderSignal
from crm_core.order_signals.to_do import action_of, order_url, to_do_words
from crm_core.order_signals.wording import Names, names_in, reason_words
from shop.user.models import User

FIELD = "order_signals"
#: What the page says already, from the orders themselves (`customers.default_items`, `scores.panels`).
TOLD_ELSEWHERE = frozenset({SignalKind.PAYMENT_OVERDUE, SignalKind.REORDER_DUE})
#: What is amiss stands under what is open; all others are suggestions alone.
AMISS = frozenset({SignalKind.DELIVERY_LATE, SignalKind.LAPSED, SignalKind.VIP_LOST})


@once_for_page
def signals_of(customer: Customer) -> tuple[list[OrderSignal], Names]:
    """Return what holds, the weightiest first, and what is named in it; three queries for a page."""
    rows = OrderSignal.objects.filter(customer=customer, ended_on=None).select_related("order")
    found = sorted(rows, key=lambda row: (-WEIGHTS[SignalKind(row.kind)], row.since, row.pk))
    return found, names_in(found)


def shown_signals(customer: Customer, user: User) -> tuple[list[OrderSignal], Names]:
    """Return the same, nothing for who may not see it."""
    if not fields_of(user).shows(FIELD):
        return [], Names()
    return signals_of(customer)


def amiss(customer: Customer, user: User) -> Sequence[OpenItem]:
    """Name what has gone wrong: late parcels, lapsed accounts."""
    found, names = shown_signals(customer, user)
    today = timezone.localdate()
    kinds = {SignalKind(row.kind) for row in found}
    return [
        OpenItem(
            label=row.get_kind_display(),
            note=reason_words(row, today=today, names=names),
            url=order_url(row, user),
            tone=BAD if row.kind == SignalKind.VIP_LOST else WARN,
        )
        for row in found
        if row.kind in AMISS and not (row.kind == SignalKind.LAPSED and SignalKind.VIP_LOST in kinds)
    ]


def what_to_do(customer: Customer, user: User) -> Sequence[Suggestion]:
    """Suggest what each signal asks for, with its reason."""
    found, names = shown_signals(customer, user)
    if not found:
        return []
    today, planned = timezone.localdate(), _planned(customer)
    return [
        Suggestion(
            label=to_do_words(SignalKind(row.kind)),
            reason=reason_words(row, today=today, names=names),
            weight=WEIGHTS[SignalKind(row.kind)],
            action=action_of(SignalKind(row.kind)),
        )
        for row in found
        if row.kind not in TOLD_ELSEWHERE and row.kind not in planned
    ]


def _planned(customer: Customer) -> set[str]:
    """Return the kinds about which somebody has an open activity: they stand above as next steps."""
    rows = Activity.objects.filter(customer=customer, state=Activity.State.OPEN, reason=ORDER_SIGNAL)
    return {str(data.get("kind")) for data in rows.values_list("reason_data", flat=True)}


SEES_ORDERS = "order.view_order"
OPEN_ITEMS.register(OpenSource(name="order-signals", read=amiss, order=15, permission=SEES_ORDERS))
SUGGESTIONS.register(
    SuggestionSource(name="order-signals", read=what_to_do, order=25, permission=SEES_ORDERS)
)
