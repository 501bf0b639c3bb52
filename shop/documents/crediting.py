"""What a credit note takes back, row by row, out of what is left of the invoices."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from shop.documents.figures import ADJUSTMENT, DELIVERY, ZERO, Creditable, Item
from shop.documents.snapshot import items_of
from shop.order.models import Order
from shop.payments.models import Refund, RefundLine, WriteOff
from shop.payments.states import RefundState

#: Refunds that settle a change of an order (`shop.order_changes`); what it sets off has the change's name.
OF_CHANGE = re.compile(r"(?P<change>.+-change-\d+)-(?:original|store_credit)/\d+")


def request_of(refund: Refund) -> list[Refund]:
    """Return the refunds that one request became, one for each charge that paid it."""
    base, slash, number = refund.key.rpartition("/")
    if not slash or not number.isdigit():
        return [refund]
    return list(Refund.objects.filter(order=refund.order_id, key__startswith=f"{base}/").order_by("pk"))


def key_of(refund: Refund) -> str:
    """Name a request for good: by the first of its refunds."""
    return f"refund:{request_of(refund)[0].pk}"


def of_items(items: Iterable[Item], left: Creditable, *, is_exact: bool = False) -> list[Item]:
    """Take items out of what is left; what is not left at their rate is taken from the others.

    With `is_exact` their net amounts are as they were invoiced, else they are reckoned.
    """
    taken: list[Item] = []
    missing = ZERO
    for item in items:
        net, gross = left.take(item.gross, item.rate, item.net if is_exact else None)
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
    without its pieces. Money that came beyond the order's total and went back (`excess`) is no reduction.
    """
    refunds = request_of(refund)
    states = {one.state for one in refunds}
    if states & {RefundState.REQUESTED, RefundState.PENDING}:
        return []
    gone = [one for one in refunds if one.state == RefundState.SUCCEEDED]
    reduction = min(_reduction(gone), left.gross)
    if reduction <= 0:
        return []
    with translation.override(order.language or None):
        if len(gone) < len(refunds):
            return adjustments(reduction, left)
        settled = OF_CHANGE.fullmatch(refunds[0].key)
        if settled:
            items = _part_of_change(order, settled["change"], before=refunds[0], amount=reduction)
        else:
            items = _pieces(order, gone)
        listed = sum((item.gross for item in items), ZERO)
        if listed > reduction:
            return adjustments(reduction, left)
        return of_items(items, left) + adjustments(reduction - listed, left)


def of_write_off(write_off: WriteOff, order: Order, left: Creditable) -> list[Item]:
    """Return the rows for what was set off against pieces that came back: no money goes back for it."""
    with translation.override(order.language or None):
        items = _part_of_change(order, write_off.key, before=None, amount=write_off.amount)
        listed = sum((item.gross for item in items), ZERO)
        return of_items(items, left) + adjustments(write_off.amount - listed, left)


def of_cancellation(items: Iterable[Item], left: Creditable) -> list[Item]:
    """Return the rows that take back all that is left: the items as invoiced, if none is credited yet."""
    items = list(items)
    if sum((item.gross for item in items), ZERO) == left.gross:
        return of_items(items, left, is_exact=True)
    return adjustments(left.gross, left)


def _reduction(refunds: Iterable[Refund]) -> Decimal:
    return sum((one.amount - one.excess for one in refunds), ZERO)


def _part_of_change(order: Order, name: str, *, before: Refund | None, amount: Decimal) -> list[Item]:
    """List the pieces of a change that one of its causes pays for.

    What is given up for the pieces of a change is set off, goes back, or becomes store credit: several
    causes, and the pieces stand at one of them. What is set off pays for the first pieces, each refund for
    those that follow, so that each piece is credited once, at its own rate, whichever is told first.
    `before` is the first refund of the request; None: what is set off.
    """
    start = ZERO
    if before is not None:
        earlier = order.refunds.filter(key__startswith=f"{name}-", pk__lt=before.pk)
        set_off = order.write_offs.filter(key=name, kind=WriteOff.Kind.CREDIT)
        start = _reduction(earlier) + sum((one.amount for one in set_off), ZERO)
    end = start + amount
    sources = {item.line_id: item for item in items_of(order, must_add_up=False) if item.line_id}
    rows = RefundLine.objects.filter(Q(refund__key__startswith=f"{name}-") | Q(write_off__key=name))
    found: list[Item] = []
    at = ZERO
    for row in rows.filter(line__order=order).order_by("pk"):
        part = min(at + row.amount, end) - max(at, start)
        at += row.amount
        if part <= 0 or row.line_id not in sources:
            continue
        item = replace(sources[row.line_id], quantity=row.quantity, gross=part, net=part)
        found.append(item if part == row.amount else replace(item, kind=ADJUSTMENT, quantity=1))
    return found


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
