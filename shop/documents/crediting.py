"""What a credit note takes back, row by row, out of what is left of the invoices."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from shop.documents.figures import ADJUSTMENT, DELIVERY, ZERO, Creditable, Item
from shop.documents.snapshot import items_of
from shop.order.models import Order
from shop.payments.models import Refund
from shop.payments.queries import balance_of
from shop.payments.states import RefundState

#: The refund of a change is not credited a second time: the change's own credit note does it.
CHANGE = "change:"


def request_of(refund: Refund) -> list[Refund]:
    """Return the refunds that one request became, one for each charge that paid it."""
    base, slash, number = refund.key.rpartition("/")
    if not slash or not number.isdigit():
        return [refund]
    return list(Refund.objects.filter(order=refund.order_id, key__startswith=f"{base}/").order_by("pk"))


def key_of(refund: Refund) -> str:
    """Name a request for good: by the first of its refunds."""
    return f"refund:{request_of(refund)[0].pk}"


def of_items(items: Iterable[Item], left: Creditable) -> list[Item]:
    """Take items out of what is left; what is not left at their rate is taken from the others."""
    taken: list[Item] = []
    missing = ZERO
    for item in items:
        net, gross = left.take(item.gross, item.rate)
        missing += item.gross - gross
        if gross or item.gross == 0:
            taken.append(replace(item, net=net, gross=gross, net_before=None, gross_before=None))
    return taken + adjustments(missing, left)


def adjustments(gross: Decimal, left: Creditable) -> list[Item]:
    """Take an amount that is for no piece out of all rates."""
    return [
        Item(kind=ADJUSTMENT, name=_("Price reduction"), net=net, gross=amount, rate=rate)
        for rate, net, amount in left.take_spread(gross)
    ]


def of_refund(order: Order, refund: Refund, left: Creditable) -> list[Item]:
    """Return the rows of a request's credit note; empty: nothing is credited, or not yet.

    A request of several refunds waits for all of them. Where some failed, what went back is credited
    without its pieces. Money that came beyond the order's total and went back is no reduction.
    """
    refunds = request_of(refund)
    states = {one.state for one in refunds}
    if refunds[0].key.startswith(CHANGE) or states & {RefundState.REQUESTED, RefundState.PENDING}:
        return []
    gone = [one for one in refunds if one.state == RefundState.SUCCEEDED]
    amount = sum((one.amount for one in gone), ZERO)
    reduction = min(amount - _overpaid(order, gone, left), left.gross)
    if reduction <= 0:
        return []
    with translation.override(order.language or None):
        if len(gone) < len(refunds):
            return adjustments(reduction, left)
        items = _pieces(order, gone)
        listed = sum((item.gross for item in items), ZERO)
        if listed > reduction:
            return adjustments(reduction, left)
        return of_items(items, left) + adjustments(reduction - listed, left)


def _overpaid(order: Order, gone: Iterable[Refund], left: Creditable) -> Decimal:
    """Return what was here beyond what is invoiced, before these refunds."""
    balance = balance_of(order)
    elsewhere = order.refunds.filter(state__in=[RefundState.REQUESTED, RefundState.PENDING])
    on_its_way = sum((one.amount for one in elsewhere), ZERO)
    kept_before = balance.kept + on_its_way + sum((one.amount for one in gone), ZERO)
    return max(kept_before - left.gross, ZERO)


def _pieces(order: Order, refunds: Iterable[Refund]) -> list[Item]:
    """List the pieces and the delivery of refunds, at the prices that were paid."""
    items = items_of(order, must_add_up=False)
    sources = {item.line_id: item for item in items if item.line_id}
    delivery = next((item for item in items if item.kind == DELIVERY), None)
    found: list[Item] = []
    for refund in refunds:
        for row in refund.lines.order_by("pk"):
            item = sources.get(row.line_id)
            if item:
                found.append(replace(item, quantity=row.quantity, gross=row.amount, net=row.amount))
        if refund.shipping and delivery:
            found.append(replace(delivery, gross=refund.shipping, net=refund.shipping))
    return found
