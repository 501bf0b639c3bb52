"""Which requests somebody may see, and which wait for their answer."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from shop.b2b.access import CompanyAccess
from shop.b2b.models import CompanyContact
from shop.purchase_approvals.models import (
    ApprovalDelegation,
    PurchaseRequest,
    RequestApprover,
    RequestStep,
)
from shop.user.models import User


def delegations_on(day: date) -> QuerySet[ApprovalDelegation]:
    """Select the delegations that hold on a day."""
    return ApprovalDelegation.objects.filter(starts_on__lte=day, ends_on__gte=day)


def answerable_rows(user: User) -> QuerySet[RequestApprover]:
    """Select what waits for somebody's answer: their own, and that of approvers they stand in for today.

    Nobody answers what they submitted themselves, also not for another; nobody answers who does not act for a
    company any more.
    """
    company_id = _company_of(user) if user.is_active else None
    if company_id is None:
        return RequestApprover.objects.none()
    stands_in_for = delegations_on(timezone.localdate()).filter(deputy=user, owner__is_active=True)
    mine = Q(user=user) | Q(user__in=stands_in_for.values("owner"))
    waiting = RequestApprover.objects.filter(
        mine,
        is_approved=None,
        step__state=RequestStep.State.WAITING,
        step__request__state=PurchaseRequest.State.PENDING,
        # Of their company or a subsidiary of it.
        step__request__company__path__contains=f"/{company_id}/",
    )
    return waiting.exclude(step__request__user=user)  # guard: own-request


def _company_of(user: User) -> int | None:
    contacts = CompanyContact.objects.filter(user=user, is_active=True)
    return contacts.values_list("company", flat=True).first()


def waiting_for(user: User) -> QuerySet[PurchaseRequest]:
    """Select the requests that wait for somebody's answer."""
    return PurchaseRequest.objects.filter(pk__in=answerable_rows(user).values("step__request"))


def visible_to(access: CompanyAccess, user: User) -> QuerySet[PurchaseRequest]:
    """Select what somebody may see: their own, what they are asked or were, and what their level reaches."""
    asked = RequestApprover.objects.filter(Q(user=user) | Q(decided_by=user)).values("step__request")
    reached = access.scope("orders.approve", user="user", company="company")
    own = Q(user=user, company=access.company_id)
    found = PurchaseRequest.objects.filter(own | Q(pk__in=asked) | Q(pk__in=waiting_for(user)) | reached)
    return found.select_related("company", "user", "order", "cost_centre", "department")


def people_to_ask(step: RequestStep) -> list[User]:
    """List who is to be written to about a waiting step: its approvers and their deputies of today."""
    open_rows = step.approvers.filter(is_approved=None, user__is_active=True)
    owners = list(open_rows.values_list("user", flat=True))
    deputies = delegations_on(timezone.localdate()).filter(owner__in=owners).values_list("deputy", flat=True)
    keys = {*owners, *deputies} - {step.request.user_id}
    return [user for user in User.objects.filter(pk__in=keys).order_by("pk") if _may_still(user, step)]


def _may_still(user: User, step: RequestStep) -> bool:
    return answerable_rows(user).filter(step=step).exists()
