"""What the page of a request shows, for people of the company and behind the link of a mail."""

from shop.payments.methods import payment_methods
from shop.purchase_approvals.models import PurchaseRequest
from shop.purchase_approvals.reckoning import address_of, reckon


def page_of(request: PurchaseRequest, *, with_history: bool = False) -> dict[str, object]:
    """Return the context of a request; while it is open, with what is different now."""
    found = reckon(request) if request.is_open else None
    method = payment_methods().get(request.payment)
    total = found.gross if found and not found.problems else request.total
    context: dict[str, object] = {
        "purchase": request,
        "lines": list(request.lines.all()),
        "address": address_of(request),
        "payment_name": method.name if method else "",
        "now": found,
        "total_now": total,
        "has_moved": found is not None and (total != request.total or bool(found.changes)),
    }
    if with_history:
        steps = request.steps.prefetch_related("approvers").order_by("round", "level")
        context["steps"] = list(steps.filter(round=request.round))
        history = request.history.select_related("by", "approver").order_by("pk")
        context["history"] = list(history)
    return context
