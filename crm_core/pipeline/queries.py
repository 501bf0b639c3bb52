"""Reading what belongs to a deal."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from crm_core.customers.models import CustomerOrder
from crm_core.pipeline.acts import act_label
from crm_core.pipeline.models import Deal, DealFile, DealMove, DealOrder
from crm_core.pipeline.white_space import account_of
from crm_core.timeline.models import TimelineEntry
from shop.order.models import Order
from shop.order_statuses import CANCELLED

MOST = 50


@dataclass(frozen=True, kw_only=True)
class MoveRow:
    """A move as it is told: who or what moved it, and how many days the deal stood before."""

    move: DealMove
    cause: str
    days_before: int


def moves_of(deal: Deal) -> list[MoveRow]:
    """List the latest moves of a deal."""
    moves = deal.moves.select_related("from_stage", "to_stage", "by")[:MOST]
    return [
        MoveRow(
            move=move,
            cause=act_label(move.act) if move.act else str(move.by or ""),
            days_before=timedelta(seconds=move.seconds_before).days,
        )
        for move in moves
    ]


def orders_of(deal: Deal) -> list[DealOrder]:
    """List the orders of a deal, the newest first."""
    rows = DealOrder.objects.filter(deal=deal).select_related("order", "linked_by")
    return list(rows.order_by("-order__date_placed"))


def orders_to_link(deal: Deal) -> QuerySet[Order]:
    """List the latest orders of a deal's account that belong to no deal."""
    own = CustomerOrder.objects.filter(customer__in=account_of(deal.customer)).values("order")
    taken = DealOrder.objects.exclude(deal=None).values("order")
    found = Order.objects.filter(pk__in=own).exclude(pk__in=taken).exclude(status=CANCELLED)
    latest = found.order_by("-date_placed").values_list("pk", flat=True)[:MOST]
    return Order.objects.filter(pk__in=list(latest))


def notes_of(deal: Deal) -> list[TimelineEntry]:
    """List the notes that colleagues wrote on a deal, the newest first."""
    notes = TimelineEntry.objects.filter(
        customer=deal.customer_id, data__deal_id=deal.pk, removed_at=None
    ).exclude(text="")
    return list(notes.select_related("author")[:MOST])


def files_of(deal: Deal) -> list[DealFile]:
    """List the files of a deal, the newest first."""
    return list(deal.files.select_related("added_by")[:MOST])


def days_in_stage(deal: Deal) -> int:
    """Return for how many days a deal has stood in its stage."""
    return max(0, (timezone.now() - deal.stage_since).days)
