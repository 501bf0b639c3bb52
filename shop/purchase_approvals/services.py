"""Answering, cancelling and taking back a request: each ends once, whoever comes at the same moment."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.b2b.access import access_of
from shop.basket.models import Basket
from shop.budgets.queries import spender_of
from shop.budgets.services import release, reserve
from shop.events.services import publish
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.purchase_approvals.events import PurchaseApproved, PurchaseClosed, PurchaseRejected
from shop.purchase_approvals.exceptions import (
    AlreadyDecidedError,
    CannotOrderError,
    NotTheirsError,
    ReasonMissingError,
    TotalMovedError,
)
from shop.purchase_approvals.history import note
from shop.purchase_approvals.models import (
    ApprovalLevel,
    PurchaseRequest,
    RequestApprover,
    RequestHistory,
    RequestStep,
)
from shop.purchase_approvals.placing import place
from shop.purchase_approvals.queries import answerable_rows
from shop.purchase_approvals.reckoning import Reckoning, reckon
from shop.purchase_approvals.steps import close_steps, name_of, open_level, repeat_steps
from shop.purchase_approvals.submitting import write_lines
from shop.user.models import User

State, Kind = PurchaseRequest.State, RequestHistory.Kind
WORDS_LENGTH = 2000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an approver says; `seen` is the gross total that was shown with the question.

    `claim` is called in the transaction of the answer and may refuse it.
    """

    is_approved: bool
    comment: str = ""
    seen: Decimal | None = None
    via: str = RequestApprover.Via.SCREEN
    step_id: int | None = None
    claim: Callable[[], None] | None = None


def decide(request: PurchaseRequest, answer: Answer, *, by: User) -> PurchaseRequest:
    """Answer a request as `by`, in their own place or for whom they stand in; return it as it is then.

    A rejection ends it; a yes ends the step, or waits for the others where all are needed; the last level's
    yes places the order in the same transaction. Where the order costs more by then than another level
    approved, it goes back to the first level instead. Raises ReasonMissingError, NotTheirsError,
    AlreadyDecidedError, TotalMovedError where the total is not the one seen, CannotOrderError where the order
    cannot be placed; nothing is changed then, and the question waits as before.
    """
    if not answer.is_approved and not answer.comment.strip():
        raise ReasonMissingError(_("Please say why you reject it."))
    with transaction.atomic():
        held = _locked(request)
        if not held.is_open:
            raise AlreadyDecidedError(_("This request has ended."))
        row = _row_of(held, answer, by)
        if answer.claim is not None:
            answer.claim()
        if answer.is_approved:
            _approve(held, row, answer, by=by)
        else:
            _reject(held, row, answer, by=by)
    return held


def _locked(request: PurchaseRequest) -> PurchaseRequest:
    rows = PurchaseRequest.objects.select_for_update(of=["self"])
    return rows.select_related("user", "company", "basket").get(pk=request.pk)


def _row_of(request: PurchaseRequest, answer: Answer, by: User) -> RequestApprover:
    """Return in whose place somebody answers. Raises NotTheirsError, AlreadyDecidedError."""
    if request.user_id == by.pk:
        raise NotTheirsError(_("Nobody approves their own order."))
    mine = answerable_rows(by).filter(step__request=request)
    if answer.step_id is not None:
        mine = mine.filter(step=answer.step_id)
    row = mine.select_related("step").order_by("step__level", "pk").first()
    if row is not None:
        return row
    mine_once = RequestApprover.objects.filter(Q(user=by) | Q(decided_by=by), step__request=request)
    later = Q(step__state=RequestStep.State.LATER)
    if mine_once.exclude(later, is_approved=None).exists():
        raise AlreadyDecidedError(_("This is decided already."))
    raise NotTheirsError(_("This is not yours to decide."))


def _decided(row: RequestApprover, answer: Answer, *, by: User, total: Decimal | None) -> None:
    row.is_approved = answer.is_approved
    row.decided_by, row.decided_by_name = by, name_of(by)
    row.decided_at, row.via = timezone.now(), answer.via
    row.comment, row.approved_total = answer.comment.strip()[:WORDS_LENGTH], total
    row.save()
    kind = Kind.APPROVED if answer.is_approved else Kind.REJECTED
    note(row.step.request, kind, by=by, total=total, level=row.step.level, approver=row)


def _reject(request: PurchaseRequest, row: RequestApprover, answer: Answer, *, by: User) -> None:
    row.step.request = request
    _decided(row, answer, by=by, total=None)
    RequestStep.objects.filter(pk=row.step_id).update(state=RequestStep.State.REJECTED)
    _end(request, State.REJECTED, reason=answer.comment.strip()[:WORDS_LENGTH])
    publish(PurchaseRejected(request_id=request.pk))


def _approve(request: PurchaseRequest, row: RequestApprover, answer: Answer, *, by: User) -> None:
    found = reckon(request)
    if found.problems:
        raise CannotOrderError(" ".join(found.problems))
    if answer.seen is not None and answer.seen != found.gross:
        raise TotalMovedError(
            _("The total has changed since you looked. Please check it again."), total=found.gross
        )
    step = row.step
    step.request = request
    _decided(row, answer, by=by, total=found.gross)
    if step.needs == ApprovalLevel.Needs.ALL and step.approvers.filter(is_approved=None).exists():
        return
    RequestStep.objects.filter(pk=step.pk).update(state=RequestStep.State.APPROVED)
    later = request.steps.filter(round=request.round, level__gt=step.level)
    following = later.filter(state=RequestStep.State.LATER).order_by("level").first()
    if following is not None:
        open_level(request, following.level)
    elif found.gross > _approved_total(request):
        _ask_again(request, found, by=by)
    else:
        _order(request, found, by=by)


def _approved_total(request: PurchaseRequest) -> Decimal:
    """Return the lowest total that a yes of this round was given to."""
    rows = RequestApprover.objects.filter(step__request=request, step__round=request.round, is_approved=True)
    lowest: Decimal = rows.aggregate(lowest=Min("approved_total"))["lowest"]
    return lowest


def _order(request: PurchaseRequest, found: Reckoning, *, by: User) -> None:
    order = place(request, found, by=by)
    _end(request, State.ORDERED, order=order)
    publish(PurchaseApproved(request_id=request.pk))


def _ask_again(request: PurchaseRequest, found: Reckoning, *, by: User) -> None:
    """Go back to the first level, at the prices of now; what budgets had reserved follows."""
    if found.total is None or found.charge is None:
        raise CannotOrderError
    before = request.round
    request.round += 1
    request.total, request.total_excl_tax = found.total.incl_tax, found.total.excl_tax
    request.delivery_charge = found.charge.incl_tax
    request.save(update_fields=["round", "total", "total_excl_tax", "delivery_charge"])
    write_lines(request, found.basket)
    _reserve_anew(request, found, by=by)
    note(request, Kind.PRICE_CHANGED, by=by, total=found.gross)
    repeat_steps(request, before=before)


def _reserve_anew(request: PurchaseRequest, found: Reckoning, *, by: User) -> None:
    access = access_of(found.user)
    if access is None:
        raise CannotOrderError
    spender = spender_of(access, cost_centre_id=request.cost_centre_id)
    try:
        reserve(found.basket, spender, found.gross, currency=request.currency, by=by)
    except OrderRefused as refusal:
        raise CannotOrderError(str(refusal)) from refusal


def _end(request: PurchaseRequest, state: str, *, order: Order | None = None, reason: str = "") -> None:
    """End an open request: one conditional UPDATE decides. Raises AlreadyDecidedError."""
    ended = PurchaseRequest.objects.filter(
        pk=request.pk,
        state=State.PENDING,
    ).update(state=state, order=order, reason=reason, closed_at=timezone.now())
    if not ended:
        raise AlreadyDecidedError(_("This request has ended."))
    request.state, request.order, request.reason = state, order, reason
    close_steps(request)
    if order is None and request.basket is not None:
        release(request.basket)


@transaction.atomic
def cancel(request: PurchaseRequest, *, by: User) -> PurchaseRequest:
    """Let the buyer take an open request back. Raises NotTheirsError, AlreadyDecidedError."""
    held = _locked(request)
    if held.user_id != by.pk:
        raise NotTheirsError(_("Only who submitted it can cancel it."))
    _end(held, State.CANCELLED)
    note(held, Kind.CANCELLED, by=by)
    publish(PurchaseClosed(request_id=held.pk, state=held.state))
    return held


@transaction.atomic
def expire(request: PurchaseRequest) -> bool:
    """End a request that waited too long; tell whether it was open still."""
    held = _locked(request)
    if not held.is_open:
        return False
    _end(held, State.EXPIRED)
    note(held, Kind.EXPIRED)
    publish(PurchaseClosed(request_id=held.pk, state=held.state))
    return True


@transaction.atomic
def take_back(request: PurchaseRequest, *, by: User) -> None:
    """Put the goods of a request that came to nothing into the buyer's basket again, once.

    Raises NotTheirsError for anybody else, AlreadyDecidedError where it is open, ordered or taken back.
    """
    if request.user_id != by.pk:
        raise NotTheirsError(_("Only who submitted it can take it back."))
    over = PurchaseRequest.objects.filter(
        pk=request.pk,
        taken_back_at=None,
        state__in=[State.REJECTED, State.CANCELLED, State.EXPIRED],
    )
    if not over.update(taken_back_at=timezone.now()):
        raise AlreadyDecidedError(_("The goods are in your basket already, or have been ordered."))
    mine = Basket.objects.select_for_update().filter(owner=by, status=Basket.OPEN).order_by("pk").first()
    if request.basket is None:
        raise AlreadyDecidedError(_("The goods are no longer there."))
    (mine or Basket.objects.create(owner=by)).merge(request.basket)
    note(request, Kind.TAKEN_BACK, by=by)
