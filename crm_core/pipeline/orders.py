"""Which order belongs to which deal: won by it, linked by hand, taken back with it."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from crm_core.pipeline.errors import DealChangedError, DealError
from crm_core.pipeline.events import DealWon
from crm_core.pipeline.models import Deal, DealMove, DealOrder, Stage
from crm_core.pipeline.moves import change_stage, check_may_enter, reopen_deal
from crm_core.pipeline.pricing import MOST_MONEY
from crm_core.pipeline.stages import closing_stage
from shop.events.services import publish
from shop.money import MoneySum
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.payments.models import Refund
from shop.payments.states import RefundState
from shop.user.models import User


@transaction.atomic
def win_deal(
    deal: Deal, order: Order | None = None, *, by: User | None = None, reason: str = "", act: str = ""
) -> DealMove | None:
    """Mark an open deal as won, by an order or by hand without one; a won one stays as it is.

    An order belongs to one deal: the database holds it. What a person does obeys the rules of the stage; what
    a buyer bought is bought. Raises DealError for a deal that is lost, an order that belongs to
    another deal or is cancelled, or a rule of the stage, DealChangedError where the deal moved meanwhile;
    nothing is written then. Effects in order: link, stage, move, amount, DealWon.
    """
    if order is not None:
        _link(deal, order, by=by)
    if deal.state == Deal.State.WON:
        if order is not None:
            _take_amount(deal)
        return None
    if deal.state == Deal.State.LOST:
        raise DealError(_("“%(deal)s” is closed. Reopen it first.") % {"deal": deal})
    if order is not None and order.status == CANCELLED:
        raise DealError(_("The order is cancelled."))
    stage = closing_stage(deal.pipeline, Stage.Kind.WON)
    if order is None or by is not None:
        check_may_enter(deal, stage, by=by)
    move = change_stage(deal, stage, by=by, act=act, reason=reason)
    if order is not None:
        DealOrder.objects.filter(order=order, deal=deal).update(has_won=True)
        _take_amount(deal)
    publish(
        DealWon(
            deal_id=deal.pk,
            customer_id=deal.customer_id,
            move_id=move.pk,
            order_id=order.pk if order else None,
        )
    )
    return move


def link_order(deal: Deal, order: Order, *, by: User | None) -> DealMove | None:
    """Say that an order belongs to a deal, which wins it if it is open. Raises as `win_deal` does."""
    return win_deal(deal, order, by=by)


@transaction.atomic
def unlink_order(deal: Deal, order: Order, *, by: User | None, reason: str = "") -> DealMove | None:
    """Say that an order does not belong to a deal; what is delivered again links it no more.

    A deal that it had won is reopened, unless another order of the deal still stands.
    Raises DealError where the order is not the deal's.
    """
    row = DealOrder.objects.select_for_update().filter(deal=deal, order=order).first()
    if row is None:
        raise DealError(_("Order %(number)s does not belong to this deal.") % {"number": order.number})
    had_won = row.has_won
    row.deal, row.has_won, row.linked_by = None, False, by
    row.save(update_fields=["deal", "has_won", "linked_by"])
    if had_won:
        return _stand_or_reopen(deal, by=by, reason=reason)
    _take_amount(deal)
    return None


@transaction.atomic
def order_undone(order: Order, *, act: str) -> DealMove | None:
    """Reopen the deal that an order had won, now that it was cancelled or its whole money went back.

    Where another order of the deal still stands, the deal stays won by that one. Heard twice, it does nothing
    more; heard before the win, the win does not come (`matching.is_undone`).
    """
    row = DealOrder.objects.select_for_update(of=("self",)).select_related("deal").filter(order=order).first()
    if row is None or row.deal is None:
        return None
    if not row.has_won:
        _take_amount(row.deal)
        return None
    row.has_won = False
    row.save(update_fields=["has_won"])
    return _stand_or_reopen(row.deal, by=None, act=act, reason="")


def _link(deal: Deal, order: Order, *, by: User | None) -> DealOrder:
    row, is_new = DealOrder.objects.get_or_create(order=order, defaults={"deal": deal, "linked_by": by})
    if not is_new and row.deal_id is None and by is not None:
        DealOrder.objects.filter(pk=row.pk, deal=None).update(deal=deal, linked_by=by)
        row.refresh_from_db()
    if row.deal_id != deal.pk:  # guard: one-deal-per-order
        raise DealError(_("Order %(number)s belongs to another deal.") % {"number": order.number})
    return row


def _stand_or_reopen(deal: Deal, *, by: User | None, reason: str, act: str = "") -> DealMove | None:
    """Have another order of a won deal carry it, or reopen the deal."""
    deal.refresh_from_db()
    if deal.state != Deal.State.WON:
        return None
    others = DealOrder.objects.filter(deal=deal).exclude(order__status=CANCELLED).order_by("pk")
    standing = (row for row in others.exclude(has_won=True).select_related("order"))
    other = next((row for row in standing if not is_undone(row.order)), None)
    if other is not None:
        other.has_won = True
        other.save(update_fields=["has_won"])
        _take_amount(deal)
        return None
    for _attempt in range(3):
        try:
            return reopen_deal(deal, by=by, reason=reason, act=act)
        except DealChangedError:
            deal.refresh_from_db()
    return None


def is_undone(order: Order) -> bool:
    """Say whether an order was cancelled, or all that was paid for it went back."""
    return order.status == CANCELLED or is_refunded_whole(order)


def is_refunded_whole(order: Order) -> bool:
    """Say whether all of an order's money went back."""
    back = Refund.objects.filter(order=order, state=RefundState.SUCCEEDED).order_by()
    sums = back.aggregate(amount=MoneySum("amount"), excess=MoneySum("excess"))
    total = sums["amount"] - sums["excess"]
    return bool(total and total >= order.total_incl_tax)


def order_changed(order: Order) -> None:
    """Let the deal that an order has won be worth what the order is now."""
    row = DealOrder.objects.filter(order=order, has_won=True).select_related("deal").first()
    if row is not None and row.deal is not None:
        _take_amount(row.deal)


def _take_amount(deal: Deal) -> None:
    """Let the amount of a won deal be what its orders come to, in its currency; keep what was expected."""
    deal.refresh_from_db(fields=["amount", "amount_before_order"])
    orders = DealOrder.objects.filter(deal=deal, deal__state=Deal.State.WON, order__currency=deal.currency)
    standing = (row.order for row in orders.select_related("order") if not is_undone(row.order))
    total = sum((order.total_incl_tax for order in standing), Decimal(0))
    if not total:
        if deal.amount_before_order is None:
            return
        deal.amount, deal.amount_before_order = deal.amount_before_order, None
    elif total == deal.amount:
        return
    else:
        if deal.amount_before_order is None:
            deal.amount_before_order = deal.amount
        deal.amount = min(total, MOST_MONEY)
    Deal.objects.filter(pk=deal.pk, state=Deal.State.WON).update(
        amount=deal.amount, amount_before_order=deal.amount_before_order
    )
