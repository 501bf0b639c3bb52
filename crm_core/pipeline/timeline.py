"""What the customer's timeline tells of deals: won, lost, moved, reopened."""

from django.utils.translation import gettext_lazy as _

from crm_core.pipeline.events import DealLost, DealMoved, DealReopened, DealWon
from crm_core.pipeline.models import DealMove
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from shop.events.registry import subscribe

VIEW = ("pipeline.view_deal",)

for _name, _label, _icon in (
    ("deal.moved", _("Deal moved"), "arrow-right"),
    ("deal.won", _("Deal won"), "check"),
    ("deal.lost", _("Deal lost"), "cross"),
    ("deal.reopened", _("Deal reopened"), "rotate"),
):
    KINDS.register(
        TimelineKind(
            name=_name,
            label=_label,
            group="deals",
            icon=_icon,
            template="crm_core/pipeline/timeline/deal.html",
            permissions=VIEW,
        )
    )


def _tell(move_id: int, kind: str) -> None:
    """Write a move into the timeline of the deal's customer, once."""
    rows = DealMove.objects.select_related(
        "deal__customer", "deal__loss_reason", "from_stage", "to_stage", "by"
    )
    move = rows.filter(pk=move_id).first()
    if move is None:
        return  # the deal was deleted meanwhile
    deal = move.deal
    record(
        deal.customer,
        kind=kind,
        occurred_at=move.moved_at,
        source=f"deal-move:{move.pk}",
        data={
            "deal_id": deal.pk,
            "deal": deal.title,
            "from": move.from_stage.name if move.from_stage else "",
            "to": move.to_stage.name,
            "act": move.act,
            "by": move.by.get_full_name() if move.by else "",
            "amount": str(deal.amount),
            "currency": deal.currency,
            "reason": deal.loss_reason.name if deal.loss_reason and kind == "deal.lost" else "",
        },
    )


@subscribe(DealMoved)
def on_deal_moved(event: DealMoved) -> None:
    """Tell it."""
    _tell(event.move_id, "deal.moved")


@subscribe(DealWon)
def on_deal_won(event: DealWon) -> None:
    """Tell it."""
    _tell(event.move_id, "deal.won")


@subscribe(DealLost)
def on_deal_lost(event: DealLost) -> None:
    """Tell it."""
    _tell(event.move_id, "deal.lost")


@subscribe(DealReopened)
def on_deal_reopened(event: DealReopened) -> None:
    """Tell it."""
    _tell(event.move_id, "deal.reopened")
