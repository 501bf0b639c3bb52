"""Opening, moving, winning, losing and reopening deals: the only doors.

Each move is one conditional UPDATE that names the stage and state that whoever moves has seen, so of two at
once the second is told and nothing of theirs is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from crm_core.customers.models import Customer
from crm_core.customers.records.trees import locked_survivor
from crm_core.pipeline.errors import DealChangedError, DealError, RequirementsError
from crm_core.pipeline.events import DealLost, DealMoved, DealOpened, DealReopened
from crm_core.pipeline.models import (
    Competitor,
    Deal,
    DealMove,
    DealOrder,
    LossReason,
    Pipeline,
    Stage,
)
from crm_core.pipeline.pricing import NewLine, priced_line, sum_of_lines
from crm_core.pipeline.requirements import missing_for
from crm_core.pipeline.stages import closing_stage, default_pipeline, first_stage
from shop.configuration.queries import shop_currency
from shop.events.services import publish
from shop.money import check_payable
from shop.user.models import User

REASON_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class NewDeal:
    """What a deal is opened with.

    Without a pipeline it goes to the first one in use, without a stage to the first open one, without an
    owner to the customer's. `amount` (tax included, in `currency`, by default the shop's) counts where there
    are no `lines`. `source` names the fact it comes from ("lead:12"): one fact opens one deal.
    """

    customer: Customer
    title: str
    pipeline: Pipeline | None = None
    stage: Stage | None = None
    owner: User | None = None
    contact: Customer | None = None
    amount: Decimal = Decimal(0)
    currency: str = ""
    expected_close_on: date | None = None
    probability: int | None = None
    lines: Sequence[NewLine] = field(default_factory=tuple)
    competitors: Sequence[Competitor] = field(default_factory=tuple)
    source: str = ""
    by: User | None = None
    opened_at: datetime | None = None


@transaction.atomic
def open_deal(new: NewDeal) -> Deal:
    """Open a deal, once for each `source`; asked again, the deal that is there is returned as it is.

    What a customer was merged into gets it. Requirements of the first stage are not asked: a deal that has
    just come to our ears lacks most things. Raises DealError for a stage that is not an open one of the
    pipeline or a product without a price, ValidationError for an amount that the currency cannot pay. Effects
    in order: deal, lines, first move, DealOpened.
    """
    if new.source and (known := Deal.objects.filter(source=new.source).first()):
        return known
    pipeline = new.pipeline or (new.stage.pipeline if new.stage else default_pipeline())
    stage = new.stage or first_stage(pipeline)
    if stage.pipeline_id != pipeline.pk or not stage.is_open or stage.removed_at:
        raise DealError(_("A deal begins in an open stage of its pipeline."))
    currency = new.currency or shop_currency()
    check_payable(new.amount, currency)
    customer = locked_survivor(new.customer.pk)
    now = new.opened_at or timezone.now()
    deal = Deal(
        title=new.title.strip()[:200] or str(customer),
        customer=customer,
        contact=new.contact,
        owner=new.owner or customer.owner,
        pipeline=pipeline,
        stage=stage,
        amount=new.amount,
        currency=currency,
        probability=new.probability,
        expected_close_on=new.expected_close_on,
        stage_since=now,
        created_at=now,
        source=new.source,
    )
    try:
        with transaction.atomic():
            deal.save(force_insert=True)
    except IntegrityError:
        known = Deal.objects.filter(source=new.source).first() if new.source else None
        if known is None:
            raise
        return known  # another worker was first
    for line in new.lines:
        priced_line(deal, line.product, quantity=line.quantity, discount=line.discount).save()
    if (total := sum_of_lines(deal)) is not None:
        deal.amount = total
        deal.save(update_fields=["amount"])
    deal.competitors.set(new.competitors)
    DealMove.objects.create(deal=deal, to_stage=stage, by=new.by, moved_at=now)
    publish(DealOpened(deal_id=deal.pk, customer_id=customer.pk))
    return deal


def check_may_enter(deal: Deal, stage: Stage, *, by: User | None) -> None:
    """Refuse a move that a stage's rules forbid: another pipeline, a removed stage, roles, what is missing.

    `by` is None for what a buyer did or a rule does; roles are asked of people. Raises DealError.
    """
    if stage.pipeline_id != deal.pipeline_id or stage.removed_at is not None:
        raise DealError(_("“%(stage)s” is no stage of this deal's pipeline.") % {"stage": stage})
    roles = list(stage.roles.all()) if by is not None and not by.is_superuser else []
    if by is not None and roles and not by.groups.filter(pk__in=[role.pk for role in roles]).exists():
        names = ", ".join(role.name for role in roles)
        raise DealError(
            _("Only these roles move deals to “%(stage)s”: %(roles)s.") % {"stage": stage, "roles": names}
        )
    if missing := missing_for(deal, stage):
        raise RequirementsError(missing)


@transaction.atomic
def move_deal(
    deal: Deal, stage: Stage, *, by: User | None, reason: str = "", act: str = ""
) -> DealMove | None:
    """Move an open deal to another open stage; one that stands there already stays, and None is returned.

    `deal` says by its stage what the mover has seen. A stage of what is won or lost is refused: `win_deal`
    and `lose_deal` lead there. Raises DealChangedError where the deal moved meanwhile, DealError where the
    rules of the stage forbid it. Effects in order: stage, move, DealMoved.
    """
    if deal.stage_id == stage.pk:
        return None
    if not deal.is_open:
        raise closed_error(deal)
    if not stage.is_open:
        raise DealError(_("Mark the deal as won or lost instead of moving it there."))
    check_may_enter(deal, stage, by=by)
    former = deal.stage_id
    move = change_stage(deal, stage, by=by, act=act, reason=reason)
    publish(
        DealMoved(
            deal_id=deal.pk,
            customer_id=deal.customer_id,
            move_id=move.pk,
            from_stage_id=former,
            to_stage_id=stage.pk,
            act=act,
        )
    )
    return move


@transaction.atomic
def lose_deal(
    deal: Deal,
    reason: LossReason,
    *,
    by: User | None,
    note: str = "",
    lost_to: Competitor | None = None,
    act: str = "",
) -> DealMove | None:
    """Mark an open deal as lost, for a reason; one that is lost already stays as it is.

    `act` names what did it where no person did. Raises DealError for a deal that was won, DealChangedError
    where it moved meanwhile.
    """
    if deal.state == Deal.State.LOST:
        return None
    if not can_proceed(deal.lose):
        raise closed_error(deal)
    stage = closing_stage(deal.pipeline, Stage.Kind.LOST)
    check_may_enter(deal, stage, by=by)
    move = change_stage(
        deal,
        stage,
        by=by,
        act=act,
        reason=note[:REASON_LENGTH],
        loss_reason=reason,
        loss_note=note[:2000],
        lost_to=lost_to,
    )
    publish(
        DealLost(deal_id=deal.pk, customer_id=deal.customer_id, move_id=move.pk, loss_reason_id=reason.pk)
    )
    return move


@transaction.atomic
def reopen_deal(
    deal: Deal, *, by: User | None, reason: str = "", act: str = "", stage: Stage | None = None
) -> DealMove | None:
    """Work on a closed deal again, in the stage it had before (the first one, where that was removed).

    Orders stay linked, but none of them has won it any more; the amount is again what was expected before.
    An open deal stays as it is. Raises DealChangedError where it moved meanwhile.
    """
    if deal.is_open:
        return None
    former = stage or deal.former_stage
    if former is None or former.removed_at is not None or not former.is_open:
        former = first_stage(deal.pipeline)
    if stage is not None:
        check_may_enter(deal, stage, by=by)
    amount = deal.amount if deal.amount_before_order is None else deal.amount_before_order
    move = change_stage(
        deal,
        former,
        by=by,
        act=act,
        reason=reason,
        amount=amount,
        amount_before_order=None,
        loss_reason=None,
        loss_note="",
        lost_to=None,
    )
    DealOrder.objects.filter(deal=deal, has_won=True).update(has_won=False)
    publish(DealReopened(deal_id=deal.pk, customer_id=deal.customer_id, move_id=move.pk, act=act))
    return move


STATE_OF_KIND = {
    Stage.Kind.OPEN: Deal.State.OPEN,
    Stage.Kind.WON: Deal.State.WON,
    Stage.Kind.LOST: Deal.State.LOST,
}


def change_stage(
    deal: Deal, stage: Stage, *, by: User | None, act: str = "", reason: str = "", **values: object
) -> DealMove:
    """Write stage, state and `values` if the deal stands where `deal` says, and its history.

    For the services of this slice, which check before and publish after. Raises DealChangedError, and then
    nothing is written.
    """
    seen_stage, seen_state, since = deal.stage_id, deal.state, deal.stage_since
    transition = {"won": deal.win, "lost": deal.lose, "open": deal.reopen}[stage.kind]
    now = timezone.now()
    is_closing = seen_state == Deal.State.OPEN and not stage.is_open
    written = {
        "stage": stage,
        "state": STATE_OF_KIND[Stage.Kind(stage.kind)],
        "stage_since": now,
        "closed_at": None if stage.is_open else now,
        "former_stage": seen_stage if is_closing else None,
        **values,
    }
    in_use = Stage.objects.filter(pk=stage.pk, removed_at=None)
    seen = Deal.objects.filter(Exists(in_use), pk=deal.pk, stage=seen_stage, state=seen_state)
    if not seen.update(**written):  # guard: deal-moves-from-where-it-was-seen
        raise changed_error(deal)
    if written["state"] != seen_state:
        transition()
    for name, value in written.items():
        if name == "former_stage":
            deal.former_stage_id = value  # type: ignore[assignment]
        elif name != "state":
            setattr(deal, name, value)
    return DealMove.objects.create(
        deal=deal,
        from_stage_id=seen_stage,
        to_stage=stage,
        by=by,
        act=act,
        reason=reason[:REASON_LENGTH],
        moved_at=now,
        seconds_before=max(0, int((now - since).total_seconds())),
    )


def changed_error(deal: Deal) -> DealChangedError:
    """Say where a deal stands that somebody else moved."""
    now = Deal.objects.select_related("stage").filter(pk=deal.pk).first()
    if now is None:
        return DealChangedError(_("“%(deal)s” no longer exists.") % {"deal": deal})
    last = now.moves.select_related("by").first()
    who = last.by.get_full_name() or last.by.email if last and last.by else ""
    words = (
        _("“%(deal)s” was moved meanwhile by %(who)s and is in “%(stage)s” now.")
        if who
        else _("“%(deal)s” was moved meanwhile and is in “%(stage)s” now.")
    )
    return DealChangedError(words % {"deal": deal, "who": who, "stage": now.stage})


def closed_error(deal: Deal) -> DealError:
    """Say that a closed deal stays as it is."""
    return DealError(_("“%(deal)s” is closed. Reopen it first.") % {"deal": deal})
