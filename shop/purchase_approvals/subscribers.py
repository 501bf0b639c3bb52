"""The mails of a request follow what happens to it."""

from shop.events.registry import subscribe
from shop.purchase_approvals.events import (
    PurchaseApprovalAsked,
    PurchaseClosed,
    PurchaseOrdered,
    PurchaseRejected,
)
from shop.purchase_approvals.mail import tell_approvers, tell_buyer
from shop.purchase_approvals.models import PurchaseRequest


@subscribe(PurchaseApprovalAsked)
def ask_approvers(event: PurchaseApprovalAsked) -> None:
    """Write to who is asked now."""
    if request := _request(event.request_id):
        tell_approvers(request)


@subscribe(PurchaseOrdered)
def tell_ordered(event: PurchaseOrdered) -> None:
    """Tell the buyer that it is ordered."""
    if request := _request(event.request_id):
        tell_buyer(request)


@subscribe(PurchaseRejected)
def tell_rejected(event: PurchaseRejected) -> None:
    """Tell the buyer that it was rejected, and why."""
    if request := _request(event.request_id):
        tell_buyer(request)


@subscribe(PurchaseClosed)
def tell_expired(event: PurchaseClosed) -> None:
    """Tell the buyer that nobody answered; who cancelled it knows."""
    request = _request(event.request_id)
    if request is not None and event.state == PurchaseRequest.State.EXPIRED:
        tell_buyer(request)


def _request(pk: int) -> PurchaseRequest | None:
    rows = PurchaseRequest.objects.select_related("company", "user", "order", "cost_centre")
    return rows.filter(pk=pk).first()
