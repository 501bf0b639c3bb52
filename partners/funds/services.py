"""Handing out budgets, deciding requests, taking and paying claims.

Each sum is bounded by the row above it: allocations by their budget, approved requests by their allocation,
claims by their request. All of it moves by conditional updates, so that of two at once the second one sees
what the first has taken. Amounts are in major units of the budget's currency.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.accounts.models import PartnerAccount
from partners.funds.events import FundClaimDecided, FundRequestDecided
from partners.funds.exceptions import FundsExceededError, FundsRefusedError, MovedOnError
from partners.funds.models import (
    Allocation,
    AllocationEntry,
    Claim,
    ClaimProof,
    FundBudget,
    FundRequest,
)
from shop.audit.services import record
from shop.events.services import publish
from shop.user.models import User

State = FundRequest.Status
ClaimState = Claim.Status
NOTHING = Decimal("0.00")


@transaction.atomic
def allocate(
    budget: FundBudget, account: PartnerAccount, amount: Decimal, *, note: str = "", by: User | None = None
) -> Allocation:
    """Add to what an account has of a budget, or take back (a negative amount); return the allocation.

    Raises FundsExceededError for more than the budget has left, and for taking back what is committed.
    """
    allocation = allocation_of(budget, account)
    _move(allocation, amount)
    AllocationEntry.objects.create(
        allocation=allocation,
        kind=AllocationEntry.Kind.BY_HAND,
        amount=amount,
        note=note,
        made_by=by,
        made_at=timezone.now(),
    )
    return Allocation.objects.get(pk=allocation.pk)


def allocation_of(budget: FundBudget, account: PartnerAccount) -> Allocation:
    """Return what an account has of a budget; a row of nothing is written by whoever asks first."""
    found, _made = Allocation.objects.get_or_create(budget=budget, account=account)
    return found


def _move(allocation: Allocation, amount: Decimal) -> None:
    """Change an allocation and what is handed out of its budget, both or none."""
    room = F("total") - amount if amount > 0 else F("total")
    taken = FundBudget.objects.filter(pk=allocation.budget_id, allocated__lte=room).update(
        allocated=F("allocated") + amount
    )
    if not taken:
        budget = FundBudget.objects.get(pk=allocation.budget_id)
        raise FundsExceededError(budget.total - budget.allocated, budget.currency)
    held = Allocation.objects.filter(pk=allocation.pk, amount__gte=F("committed") - amount)
    if not held.update(amount=F("amount") + amount):
        held_now = Allocation.objects.select_related("budget").get(pk=allocation.pk)
        raise FundsExceededError(held_now.amount - held_now.committed, held_now.budget.currency)


@transaction.atomic
def submit(request: FundRequest) -> None:
    """Hand a draft, or one that was declined, to the supplier; a second click changes nothing."""
    found = FundRequest.objects.filter(pk=request.pk, status__in=[State.DRAFT, State.DECLINED])
    found.update(status=State.SUBMITTED, submitted_at=timezone.now(), note="")


@transaction.atomic
def approve(request: FundRequest, *, amount: Decimal, by: User, note: str = "") -> None:
    """Approve a request for an amount, which is committed of the partner's allocation.

    Effects: the audit log, FundRequestDecided. Raises FundsExceededError for more than is left of the
    allocation, FundsRefusedError for nothing, MovedOnError where it is not submitted any more.
    """
    if amount <= 0:
        raise FundsRefusedError(_("The amount must be above zero."))
    _decide(request, State.APPROVED, by=by, note=note, approved_amount=amount)
    free = Allocation.objects.filter(
        pk=request.allocation_id, amount__gte=F("committed") + amount
    )  # guard: funds-not-committed-twice
    if not free.update(committed=F("committed") + amount):
        held = Allocation.objects.select_related("budget").get(pk=request.allocation_id)
        raise FundsExceededError(held.amount - held.committed, held.budget.currency)


@transaction.atomic
def decline(request: FundRequest, *, by: User, note: str) -> None:
    """Decline a request with a reason. Raises FundsRefusedError without one, MovedOnError as `approve`."""
    if not note.strip():
        raise FundsRefusedError(_("Say why."))
    _decide(request, State.DECLINED, by=by, note=note.strip())


def _decide(request: FundRequest, status: str, *, by: User, note: str, **values: object) -> None:
    waiting = FundRequest.objects.filter(pk=request.pk, status=State.SUBMITTED)
    now = timezone.now()
    if not waiting.update(status=status, decided_at=now, decided_by=by, note=note, **values):
        raise MovedOnError
    detail = {"status": str(status), "amount": str(values.get("approved_amount", "")), "note": note}
    record(
        "fund_request_decided",
        actor=by,
        model="partner_funds.fundrequest",
        object_id=request.pk,
        detail=detail,
    )
    publish(FundRequestDecided(request_id=request.pk))


@transaction.atomic
def close(request: FundRequest, *, by: User) -> None:
    """End an approved request: what is not claimed of it is free again for the partner's next one.

    Raises MovedOnError where it is not approved, FundsRefusedError while a claim waits for a decision.
    """
    held = FundRequest.objects.select_for_update().get(pk=request.pk)
    if held.status != State.APPROVED:
        raise MovedOnError
    if held.claims.filter(status=ClaimState.SUBMITTED).exists():
        raise FundsRefusedError(_("A claim still waits for a decision."))
    rest = held.approved_amount - held.claimed
    FundRequest.objects.filter(pk=held.pk).update(status=State.CLOSED, approved_amount=held.claimed)
    Allocation.objects.filter(pk=held.allocation_id).update(committed=F("committed") - rest)
    detail = {"released": str(rest)}
    record(
        "fund_request_closed", actor=by, model="partner_funds.fundrequest", object_id=held.pk, detail=detail
    )


def claim(
    request: FundRequest,
    *,
    amount: Decimal,
    proofs: Iterable[File],
    token: UUID,
    comment: str = "",
    by: User | None = None,
) -> Claim:
    """Ask back money that was spent, with its proof; a second click with the same token returns the first.

    The amount is taken of the approved sum at once and given back where the claim is declined. Raises
    FundsExceededError for more than is left of it, FundsRefusedError for a request that is not approved or a
    claim without proof.
    """
    if done := Claim.objects.filter(token=token, request=request).first():
        return done
    files = list(proofs)
    if not files:
        raise FundsRefusedError(_("Add an invoice or a photo as proof."))
    try:
        with transaction.atomic():
            return _claim(request, amount, files, token=token, comment=comment, by=by)
    except IntegrityError:  # the same click, sent twice at once
        return Claim.objects.get(token=token, request=request)


def _claim(
    request: FundRequest, amount: Decimal, files: list[File], *, token: UUID, comment: str, by: User | None
) -> Claim:
    free = FundRequest.objects.filter(pk=request.pk, status=State.APPROVED)
    free = free.filter(approved_amount__gte=F("claimed") + amount)  # guard: funds-not-claimed-twice
    if not free.update(claimed=F("claimed") + amount):
        held = FundRequest.objects.select_related("allocation__budget").get(pk=request.pk)
        if held.status != State.APPROVED:
            raise FundsRefusedError(_("Only an approved request can be claimed."))
        raise FundsExceededError(held.approved_amount - held.claimed, held.allocation.budget.currency)
    made = Claim.objects.create(request=request, amount=amount, comment=comment, token=token, created_by=by)
    for file in files:
        ClaimProof.objects.create(claim=made, file=file)
    return made


@transaction.atomic
def approve_claim(claim: Claim, *, by: User) -> None:
    """Approve a claim; it waits for its payment then. Raises MovedOnError where it is decided already."""
    _decide_claim(claim, ClaimState.APPROVED, by=by, note="")


@transaction.atomic
def decline_claim(claim: Claim, *, by: User, note: str) -> None:
    """Decline a claim with a reason; its amount can be claimed again. Raises as `decline` does."""
    if not note.strip():
        raise FundsRefusedError(_("Say why."))
    _decide_claim(claim, ClaimState.DECLINED, by=by, note=note.strip())
    FundRequest.objects.filter(pk=claim.request_id).update(claimed=F("claimed") - claim.amount)


def _decide_claim(claim: Claim, status: str, *, by: User, note: str) -> None:
    waiting = Claim.objects.filter(pk=claim.pk, status=ClaimState.SUBMITTED)
    if not waiting.update(status=status, decided_at=timezone.now(), decided_by=by, note=note):
        raise MovedOnError
    _tell(claim, status, by=by)


@transaction.atomic
def pay_claim(claim: Claim, *, by: User, reference: str = "") -> None:
    """Note that an approved claim was paid. Raises MovedOnError where it is not approved, or paid already."""
    approved = Claim.objects.filter(pk=claim.pk, status=ClaimState.APPROVED)
    if not approved.update(status=ClaimState.PAID, paid_at=timezone.now(), reference=reference):
        raise MovedOnError
    _tell(claim, ClaimState.PAID, by=by)


def _tell(claim: Claim, status: str, *, by: User) -> None:
    detail = {"status": str(status), "amount": str(claim.amount)}
    record("fund_claim_decided", actor=by, model="partner_funds.claim", object_id=claim.pk, detail=detail)
    publish(FundClaimDecided(claim_id=claim.pk))
