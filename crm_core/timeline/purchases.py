"""What the timeline tells of orders that a company has to approve: on its buyer's record."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from crm_core.customers.services import identify
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from shop.events.registry import subscribe
from shop.purchase_approvals.events import (
    PurchaseApproved,
    PurchaseClosed,
    PurchaseRejected,
    PurchaseRequested,
)
from shop.purchase_approvals.models import PurchaseRequest

for _name, _label, _icon in (
    ("purchase.requested", gettext_lazy("Order submitted for approval"), "tasks"),
    ("purchase.approved", gettext_lazy("Order approved by the company"), "check"),
    ("purchase.rejected", gettext_lazy("Order rejected by the company"), "cross"),
    ("purchase.closed", gettext_lazy("Order for approval ended"), "cross"),
):
    KINDS.register(
        TimelineKind(
            name=_name,
            label=_label,
            group="orders",
            icon=_icon,
            template="crm_core/timeline/kinds/purchase.html",
        )
    )


def _tell(request_id: int, *, kind: str, at: datetime | None = None) -> None:
    """Write one entry on the record of who wanted to order, once; of who is gone none."""
    found = PurchaseRequest.objects.select_related("user", "order").filter(pk=request_id).first()
    if found is None or found.user is None:
        return
    record(
        identify(user=found.user),
        kind=kind,
        occurred_at=at or found.closed_at or timezone.now(),
        source=f"{kind}:{found.pk}",
        data={
            "request_id": found.pk,
            "total": str(found.total),
            "currency": found.currency,
            "number": found.order.number if found.order else "",
        },
    )


@subscribe(PurchaseRequested)
def on_purchase_requested(event: PurchaseRequested) -> None:
    """Tell what was submitted."""
    at = PurchaseRequest.objects.filter(pk=event.request_id).values_list("submitted_at", flat=True).first()
    _tell(event.request_id, kind="purchase.requested", at=at)


@subscribe(PurchaseApproved)
def on_purchase_approved(event: PurchaseApproved) -> None:
    """Tell that it was approved; the order has an entry of its own."""
    _tell(event.request_id, kind="purchase.approved")


@subscribe(PurchaseRejected)
def on_purchase_rejected(event: PurchaseRejected) -> None:
    """Tell that it was rejected."""
    _tell(event.request_id, kind="purchase.rejected")


@subscribe(PurchaseClosed)
def on_purchase_closed(event: PurchaseClosed) -> None:
    """Tell that it was cancelled or expired."""
    _tell(event.request_id, kind="purchase.closed")
