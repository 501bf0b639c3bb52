"""Noting what happened to a request, for good."""

from decimal import Decimal

from shop.purchase_approvals.models import PurchaseRequest, RequestApprover, RequestHistory
from shop.user.models import User


def note(
    request: PurchaseRequest,
    kind: str,
    *,
    by: User | None = None,
    total: Decimal | None = None,
    level: int | None = None,
    approver: RequestApprover | None = None,
) -> None:
    """Write one entry."""
    RequestHistory.objects.create(
        request=request, kind=kind, by=by, total=total, level=level, approver=approver
    )
