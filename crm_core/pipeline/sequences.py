"""A deal that is won or lost ends the sequences of its customer that say so."""

from crm_core.pipeline.events import DealLost, DealWon
from crm_core.pipeline.models import Deal, DealMove
from crm_core.sequences.services import stop_for_deal
from shop.events.registry import subscribe


@subscribe(DealWon)
def on_deal_won(event: DealWon) -> None:
    """Stop what was to win it."""
    _stop(event.deal_id, event.move_id, is_won=True)


@subscribe(DealLost)
def on_deal_lost(event: DealLost) -> None:
    """Stop what was to win it."""
    _stop(event.deal_id, event.move_id, is_won=False)


def _stop(deal_id: int, move_id: int, *, is_won: bool) -> None:
    deal = Deal.objects.select_related("customer").filter(pk=deal_id).first()
    move = DealMove.objects.filter(pk=move_id).first()
    if deal is not None and move is not None:
        stop_for_deal(deal.customer, is_won=is_won, at=move.moved_at)
