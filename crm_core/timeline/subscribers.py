"""What the timeline hears of: load by id, one idempotent call."""

from datetime import datetime

from django.utils import timezone

from crm_core.customers.events import IdentityConflictNoted
from crm_core.customers.models import IdentityConflict
from crm_core.customers.queries import customer_of_user
from crm_core.customers.services import attach_order, identify
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import delete_identity_entries, record
from shop import order_statuses
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderDispatched, OrderPaid, OrderPlaced
from shop.order.models import Order
from shop.privacy.events import AccountDeleted, AccountDeletionRequested, AccountDeletionWithdrawn
from shop.privacy.models import DeletionRequest

LINES_TOLD = 3


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Tell what was bought, when it was."""
    order = Order.objects.get(pk=event.order_id)
    record(
        attach_order(order),
        kind="order.placed",
        occurred_at=order.date_placed,
        source=f"order:{order.pk}:placed",
        data=_facts(order),
    )


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Tell that the money arrived, when the status changed."""
    _record_change(event.order_id, kind="order.paid", status=order_statuses.PAID)


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Tell that it was cancelled, when the status changed."""
    _record_change(event.order_id, kind="order.cancelled", status=order_statuses.CANCELLED)


@subscribe(OrderDispatched)
def on_order_dispatched(event: OrderDispatched) -> None:
    """Tell that it has gone out, when the status changed."""
    _record_change(event.order_id, kind="order.dispatched", status=order_statuses.DISPATCHED)


@subscribe(IdentityConflictNoted)
def on_identity_conflict_noted(event: IdentityConflictNoted) -> None:
    """Tell that a key of this customer leads to somebody else."""
    conflict = IdentityConflict.objects.select_related("customer", "identifier").get(pk=event.conflict_id)
    record(
        conflict.customer,
        kind="identity.conflict",
        occurred_at=conflict.noted_at,
        source=f"identity-conflict:{conflict.pk}",
        data={
            "key": conflict.identifier.kind,
            "value": conflict.identifier.value,
            "other_id": conflict.identifier.customer_id,
        },
    )


@subscribe(AccountDeletionRequested)
def on_account_deletion_requested(event: AccountDeletionRequested) -> None:
    """Tell that they want to be forgotten, and when that happens."""
    request = DeletionRequest.objects.select_related("user").get(pk=event.request_id)
    if request.user.is_active:  # an account that has ended since makes no new customer
        identify(user=request.user)
    _record_wish(request, kind="account.deletion_requested", occurred_at=request.requested_at)


@subscribe(AccountDeletionWithdrawn)
def on_account_deletion_withdrawn(event: AccountDeletionWithdrawn) -> None:
    """Tell that they stay."""
    request = DeletionRequest.objects.get(pk=event.request_id)
    _record_wish(request, kind="account.deletion_withdrawn", occurred_at=request.withdrawn_at)


@subscribe(AccountDeleted)
def on_account_deleted(event: AccountDeleted) -> None:
    """Tell that the account has ended; what the timeline said of their keys is struck out."""
    request = DeletionRequest.objects.get(pk=event.request_id)
    entry = _record_wish(
        request,
        kind="account.deleted",
        occurred_at=request.done_at,
        email_confirmed=event.email_confirmed,
    )
    if entry is not None and event.email_confirmed:
        delete_identity_entries(entry.customer)


def _record_wish(
    request: DeletionRequest, *, kind: str, occurred_at: datetime | None, **facts: bool
) -> TimelineEntry | None:
    customer = customer_of_user(request.user_id)
    if customer is None:
        return None
    return record(
        customer,
        kind=kind,
        occurred_at=occurred_at or timezone.now(),
        source=f"{kind}:{request.pk}",
        data={"due_at": request.due_at.isoformat(), **facts},
    )


def _record_change(order_id: int, *, kind: str, status: str) -> None:
    order = Order.objects.get(pk=order_id)
    change = order.status_changes.filter(new_status=status).order_by("date_created").last()
    record(
        attach_order(order),
        kind=kind,
        # What is paid after it has gone out keeps its status.
        occurred_at=change.date_created if change else order.paid_at or timezone.now(),
        source=f"order:{order.pk}:{status.lower()}",
        data=_facts(order, is_sent=status == order_statuses.DISPATCHED),
    )


def _facts(order: Order, *, is_sent: bool = False) -> dict[str, object]:
    """Gather what the telling needs: number, total with tax, and the first lines as bought, or as sent."""
    bought = order.lines.order_by("pk")
    lines = [
        {"title": line.title, "quantity": line.num_to_send if is_sent else line.quantity}
        for line in bought
        if line.num_to_send or not is_sent
    ]
    return {
        "number": order.number,
        "total": str(order.total_incl_tax),
        "currency": order.currency,
        "lines": lines[:LINES_TOLD],
        "more_lines": max(0, len(lines) - LINES_TOLD),
    }
