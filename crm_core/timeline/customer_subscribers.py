"""What the timeline hears of a customer's record and account: load by id, one idempotent call."""

from datetime import datetime

from django.utils import timezone

from crm_core.customers.events import CustomersMerged, CustomersUnmerged, IdentityConflictNoted
from crm_core.customers.models import CustomerMerge, IdentityConflict
from crm_core.customers.queries import customer_of_user
from crm_core.customers.services import identify
from crm_core.scores.events import LifecycleStageChanged
from crm_core.scores.models import StageChange
from crm_core.timeline.erasure import delete_identity_entries
from crm_core.timeline.facts import stage_entry
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record
from shop.events.registry import subscribe
from shop.privacy.events import AccountDeleted, AccountDeletionRequested, AccountDeletionWithdrawn
from shop.privacy.models import DeletionRequest
from shop.user.models import User


@subscribe(IdentityConflictNoted, formerly="crm_core.timeline.subscribers.on_identity_conflict_noted")
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


@subscribe(LifecycleStageChanged, formerly="crm_core.timeline.subscribers.on_lifecycle_stage_changed")
def on_lifecycle_stage_changed(event: LifecycleStageChanged) -> None:
    """Tell that somebody is another kind of customer now, and by what; nothing of a change taken back."""
    change = StageChange.objects.select_related("customer").filter(pk=event.change_id).first()
    if change is not None:
        record(change.customer, **stage_entry(change))


@subscribe(CustomersMerged, formerly="crm_core.timeline.subscribers.on_customers_merged")
def on_customers_merged(event: CustomersMerged) -> None:
    """Tell that another record went into this one, and who said so."""
    merge = CustomerMerge.objects.select_related("survivor", "by").get(pk=event.merge_id)
    record(
        merge.survivor,
        kind="identity.merged",
        occurred_at=merge.merged_at,
        source=f"merge:{merge.pk}",
        data={"other_id": merge.merged_id, **_decided_by(merge.by)},
    )


@subscribe(CustomersUnmerged, formerly="crm_core.timeline.subscribers.on_customers_unmerged")
def on_customers_unmerged(event: CustomersUnmerged) -> None:
    """Tell on both records that they are two again."""
    merge = CustomerMerge.objects.select_related("survivor", "merged", "undone_by").get(pk=event.merge_id)
    for customer, other in ((merge.survivor, merge.merged_id), (merge.merged, merge.survivor_id)):
        record(
            customer,
            kind="identity.unmerged",
            occurred_at=merge.undone_at or timezone.now(),
            source=f"merge:{merge.pk}:undone:{customer.pk}",
            data={"other_id": other, **_decided_by(merge.undone_by)},
        )


def _decided_by(user: User | None) -> dict[str, object]:
    return {"is_automatic": user is None, "by": user.get_full_name() if user else ""}


@subscribe(AccountDeletionRequested, formerly="crm_core.timeline.subscribers.on_account_deletion_requested")
def on_account_deletion_requested(event: AccountDeletionRequested) -> None:
    """Tell that they want to be forgotten, and when that happens."""
    request = DeletionRequest.objects.select_related("user").get(pk=event.request_id)
    if (
        request.user is not None and request.user.is_active
    ):  # an account that has ended since makes no new customer
        identify(user=request.user)
    _record_wish(request, kind="account.deletion_requested", occurred_at=request.requested_at)


@subscribe(AccountDeletionWithdrawn, formerly="crm_core.timeline.subscribers.on_account_deletion_withdrawn")
def on_account_deletion_withdrawn(event: AccountDeletionWithdrawn) -> None:
    """Tell that they stay."""
    request = DeletionRequest.objects.get(pk=event.request_id)
    _record_wish(request, kind="account.deletion_withdrawn", occurred_at=request.withdrawn_at)


@subscribe(AccountDeleted, formerly="crm_core.timeline.subscribers.on_account_deleted")
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
    customer = customer_of_user(request.user_id or 0)
    if customer is None:
        return None
    return record(
        customer,
        kind=kind,
        occurred_at=occurred_at or timezone.now(),
        source=f"{kind}:{request.pk}",
        data={"due_at": request.due_at.isoformat(), **facts},
    )
