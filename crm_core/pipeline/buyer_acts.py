"""The pipeline kept by what buyers do: the seam for baskets, forms, orders, and quotes when they come.

    buyer_act(
        customer, "quote_accepted", source=f"quote:{pk}:accepted", occurred_at=..., products=[...]
    )

A package registers its act (`acts.ACTS`) and calls `buyer_act` from the subscriber of its own event. Each
pipeline's form then offers the act, and staff choose the stage it moves a deal to.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order
from crm_core.pipeline.acts import ORDER_PLACED
from crm_core.pipeline.errors import DealChangedError, DealError
from crm_core.pipeline.matching import matching_deal
from crm_core.pipeline.models import ActRule, BuyerAct, Deal, DealMove, DealOrder, Stage
from crm_core.pipeline.moves import move_deal
from crm_core.pipeline.orders import is_undone, win_deal
from shop.order.models import Order

ATTEMPTS = 3


@transaction.atomic
def buyer_act(
    customer: Customer,
    act: str,
    *,
    source: str,
    occurred_at: datetime,
    products: Iterable[int] = (),
    deal: Deal | None = None,
) -> DealMove | None:
    """Move the deal that an act concerns to the stage that its pipeline names; return the move, if any.

    `deal` where it is known; else it is found by `products` (`matching`). `source` names the fact, which
    moves a deal once, however often and in whatever order it is told. A deal only goes forward: acts out of
    order end in the furthest stage. What staff decided after the act stands. The rules of the stage hold, so
    that a deal without an amount is not pushed where one is needed; roles are not asked. A stage of what is
    won closes the deal as won.
    """
    deal = deal or matching_deal(customer, products=products, at=occurred_at)
    if deal is None or not deal.is_open:
        return None
    seen, is_new = BuyerAct.objects.get_or_create(
        source=source[:120], defaults={"deal": deal, "act": act, "occurred_at": occurred_at}
    )
    if not is_new:
        return None
    move = _try_moves(deal, act, occurred_at=occurred_at)
    if move is not None:
        BuyerAct.objects.filter(pk=seen.pk).update(has_moved=True)
    return move


def _try_moves(deal: Deal, act: str, *, occurred_at: datetime) -> DealMove | None:
    """Move a deal by its pipeline's rule; where somebody moves it at the same moment, look again."""
    for _attempt in range(ATTEMPTS):
        stage = target_of(deal, act)
        if stage is None or not _goes_forward(deal, stage) or _decided_since(deal, occurred_at):
            return None
        try:
            with transaction.atomic():
                if stage.kind == Stage.Kind.WON:
                    return win_deal(deal, act=act)
                return move_deal(deal, stage, by=None, act=act)
        except DealChangedError:
            deal.refresh_from_db()
        except DealError:
            return None
    return None


def target_of(deal: Deal, act: str) -> Stage | None:
    """Return the stage that an act moves a deal to by its pipeline's rule; None where there is no rule."""
    rules = ActRule.objects.select_related("stage__pipeline").filter(pipeline=deal.pipeline_id, act=act)
    rule = rules.filter(stage__removed_at=None).first()
    return rule.stage if rule else None


def _goes_forward(deal: Deal, stage: Stage) -> bool:
    here = deal.stage
    return deal.is_open and (stage.position, stage.pk) > (here.position, here.pk)


def _decided_since(deal: Deal, moment: datetime) -> bool:
    """Say whether a person moved a deal after something happened that is told only now."""
    return deal.moves.exclude(by=None).filter(moved_at__gt=moment, from_stage__isnull=False).exists()


@transaction.atomic
def order_placed(order: Order) -> DealMove | None:
    """Let an order win the deal it concerns, by the rule of `matching`, and link the two.

    Once for each order, however often it is told: the link holds it, also one that staff took away. A
    pipeline whose rule leads to an open stage has the order linked and the deal moved there; one without a
    rule leaves orders alone. An order that is cancelled or refunded by now wins nothing.
    """
    if is_undone(order) or DealOrder.objects.filter(order=order).exists():
        return None
    customer = attach_order(order)
    products = order.lines.exclude(product=None).values_list("product", flat=True)
    for _attempt in range(ATTEMPTS):
        deal = matching_deal(customer, products=products, at=order.date_placed)
        stage = target_of(deal, ORDER_PLACED) if deal is not None else None
        if deal is None or stage is None:
            return None
        try:
            with transaction.atomic():
                if stage.kind == Stage.Kind.WON:
                    return win_deal(deal, order, act=ORDER_PLACED)
                DealOrder.objects.create(order=order, deal=deal)
                if not _goes_forward(deal, stage):
                    return None
                return move_deal(deal, stage, by=None, act=ORDER_PLACED)
        except DealChangedError:
            continue  # somebody moved it at this moment; where it is still open it is found again
    return None
