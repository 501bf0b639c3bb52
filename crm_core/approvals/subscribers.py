"""What approvals hear of themselves: mails and the customer's timeline, after the commit."""

from crm_core.approvals.events import ApprovalClosed, ApprovalRequested
from crm_core.approvals.mail import tell_approvers, tell_requester
from crm_core.approvals.models import Approval, ApprovalStep
from crm_core.timeline.services import record
from shop.events.registry import subscribe


@subscribe(ApprovalRequested)
def on_approval_requested(event: ApprovalRequested) -> None:
    """Write to who may answer and was not written to yet."""
    approval = Approval.objects.filter(pk=event.approval_id).first()
    if approval is not None:
        tell_approvers(approval)


@subscribe(ApprovalClosed)
def on_approval_closed(event: ApprovalClosed) -> None:
    """Tell who asked, and the customer's timeline, what came of it."""
    approval = (
        Approval.objects.filter(pk=event.approval_id).select_related("customer", "requested_by").first()
    )
    if approval is None:
        return
    tell_requester(approval)
    if approval.customer is not None and approval.closed_at is not None:
        last = approval.steps.exclude(decided_at=None).order_by("-decided_at").first()
        record(
            approval.customer,
            kind="approval.closed",
            occurred_at=approval.closed_at,
            source=f"approval:{approval.pk}:closed",
            data={
                "approval_id": approval.pk,
                "approval_kind": approval.kind,
                "state": approval.state,
                "requested_by": approval.requested_by_name,
                "decided_by": last.decided_by_name if last else "",
                "decided_for": last.decided_for_name if last else "",
                "via": last.via if last else ApprovalStep.Via.SCREEN.value,
            },
        )
