"""Orders that somebody submitted to their company, and what they answered: what goes, what stays."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.privacy.erasure.person import ERASED, Person
from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED, Eraser, Kept, Unrelated
from shop.privacy.erasure.rows import redact_rows
from shop.purchase_approvals.models import PurchaseRequest, RequestApprover
from shop.purchase_approvals.services import cancel

State = PurchaseRequest.State


def _requests(person: Person) -> QuerySet[PurchaseRequest]:
    return PurchaseRequest.objects.filter(Q(user__in=person.users) | Q(order__in=person.orders))


def _answers(person: Person) -> QuerySet[RequestApprover]:
    return RequestApprover.objects.filter(Q(user__in=person.users) | Q(decided_by__in=person.users))


def erase_requests(person: Person) -> int:
    """Cancel what waits, empty who asked and what they wrote, strike them out of what others wrote."""
    found = PurchaseRequest.objects.filter(pk__in=list(_requests(person).values_list("pk", flat=True)))
    for request in found.filter(state=State.PENDING).select_related("user"):
        if request.user is not None:
            cancel(request, by=request.user)
    theirs = found.exclude(buyer_name=ERASED)
    number = theirs.update(
        buyer_name=ERASED, address={}, destinations=[], billed={}, tax_place={}, note="", po_number=""
    )
    number += redact_rows(found, ["reason"], person)
    return number + redact_rows(RequestApprover.objects.filter(step__request__in=found), ["comment"], person)


def erase_answers(person: Person) -> int:
    """Take the name and the words of an approver away; that it was answered stays."""
    found = _answers(person).exclude(name=ERASED, comment="")
    return found.update(name=ERASED, decided_by_name=ERASED, comment="")


ERASERS.register(
    Eraser(
        name="purchase-requests",
        label=_("orders submitted to their company for approval: name, address, notes"),
        fields=(
            *("purchase_approvals.PurchaseRequest.buyer_name", "purchase_approvals.PurchaseRequest.address"),
            *("purchase_approvals.PurchaseRequest.billed", "purchase_approvals.PurchaseRequest.tax_place"),
            *("purchase_approvals.PurchaseRequest.note", "purchase_approvals.PurchaseRequest.po_number"),
            *("purchase_approvals.PurchaseRequest.reason", "purchase_approvals.PurchaseRequest.destinations"),
        ),
        erase=erase_requests,
        order=10,  # what a budget holds is released by the basket
        count=lambda person: _requests(person).count(),
    )
)
ERASERS.register(
    Eraser(
        name="purchase-answers",
        label=_("answers to orders of colleagues: name and comment"),
        fields=(
            *("purchase_approvals.RequestApprover.name", "purchase_approvals.RequestApprover.comment"),
            "purchase_approvals.RequestApprover.decided_by_name",
        ),
        erase=erase_answers,
        count=lambda person: _answers(person).count(),
    )
)
KEPT.register(
    Kept(
        name="company-purchases",
        label=_("orders of companies: their order number, budgets, goods and sums asked for"),
        reason=_("They are the company's books; they do not say who the person was."),
        fields=(
            *("order.Order.po_number", "budgets.BudgetEntry.*", "budgets.BudgetHold.*"),
            *("budgets.BudgetPeriod.*", "purchase_approvals.PurchaseRequestLine.*"),
            *("purchase_approvals.PurchaseRequest.state", "purchase_approvals.PurchaseRequest.currency"),
            *(
                "purchase_approvals.PurchaseRequest.drawn_number",
                "purchase_approvals.PurchaseRequest.payment",
            ),
            "purchase_approvals.PurchaseRequest.delivery_choice",
            "purchase_approvals.PurchaseRequest.delivery_name",
            *("purchase_approvals.PurchaseRequest.language", "purchase_approvals.RequestStep.*"),
            *("purchase_approvals.RequestHistory.*", "purchase_approvals.RequestApprover.via"),
            "purchase_approvals.AnswerLink.*",
        ),
    )
)
UNRELATED.register(
    Unrelated(
        name="company-rules",
        fields=(
            *("budgets.Budget.*", "purchase_approvals.ApprovalRule.*", "purchase_approvals.ApprovalLevel.*"),
            "purchase_approvals.ApprovalDelegation.*",
        ),
    )
)
