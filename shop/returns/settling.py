"""What the buyer gets for accepted pieces: one change of the order by the engine that everybody else uses.

Preview and settlement propose the same: the pieces with their fees, for an exchange the replacement, and
where all of an order was withdrawn from the price of its standard delivery. The engine restocks or scraps,
refunds, and refuses what is not any more as it was shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.money import round_money
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_changes.models import OrderChange
from shop.order_changes.money import ORIGINAL, STORE_CREDIT, Settlement as Destination, in_part_as_credit
from shop.order_changes.preview import Preview, preview
from shop.order_changes.pricing import Pricing
from shop.order_changes.proposals import AddLine, Proposal, ReturnPieces, SetShipping
from shop.order_changes.services import apply_change
from shop.order_changes.state import read_state
from shop.payments.queries import refunded_shipping
from shop.returns import replacements
from shop.returns.events import ReturnSettled
from shop.returns.exceptions import ReturnChangedError
from shop.returns.models import Inspection, Return, ReturnLine, Settlement
from shop.returns.services import Wanted, close_if_done
from shop.returns.states import Disposition, Outcome, ReturnState
from shop.shipping.table import delivery_codes, delivery_terms
from shop.tax.amounts import spread
from shop.user.models import User

NOTHING = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Accepted pieces of one line that go one way."""

    line_id: int
    quantity: int
    disposition: str
    replacement_id: int | None = None


def unsettled(found: Return) -> list[Inspection]:
    """List the inspections of accepted pieces that no settlement has."""
    rows = Inspection.objects.filter(return_line__parent=found, settlement=None)
    return list(
        rows.exclude(disposition=Disposition.SEND_BACK)
        .select_related("return_line")
        .order_by("return_line_id", "disposition", "pk")
    )


def _pieces(inspections: Sequence[Inspection]) -> list[Pieces]:
    """Gather inspections by line and way; they come sorted so."""
    return [
        Pieces(
            line_id=rows[0].return_line.line_id,
            quantity=sum(row.quantity for row in rows),
            disposition=rows[0].disposition,
            replacement_id=rows[0].return_line.replacement_id,
        )
        for _key, group in groupby(inspections, key=lambda row: (row.return_line_id, row.disposition))
        if (rows := list(group))
    ]


def expected(order: Order, wanted: Sequence[Wanted], *, percent: Decimal, outcome: str) -> Preview:
    """Say what pieces would bring if all were accepted and put back, as the buyer is shown beforehand."""
    asked = [
        Pieces(
            line_id=item.line_id,
            quantity=item.quantity,
            disposition=Disposition.RESTOCK,
            replacement_id=item.replacement_id if outcome == Outcome.EXCHANGE else None,
        )
        for item in wanted
        if item.quantity
    ]
    return _with_fee(order, asked, percent=percent, fee=None, extra=())


def proposed(found: Return, *, fee: Decimal | None = None) -> Preview:
    """Preview the settlement of what is accepted and not settled; `fee` in place of the policy's.

    What is reserved for the exchange is counted as free here: the settlement takes it. Writes nothing.
    """
    asked = _pieces(unsettled(found))
    with transaction.atomic():
        replacements.release(found)
        shown = _of_return(found, asked, fee=fee)
        transaction.set_rollback(True)
    return shown


def proposals_of(found: Return, *, fee: Decimal | None = None) -> list[Proposal]:
    """Return what a settlement would propose now."""
    return _proposals(found, _pieces(unsettled(found)), fee=fee)


def _of_return(found: Return, asked: Sequence[Pieces], *, fee: Decimal | None) -> Preview:
    return preview(found.order, _proposals(found, asked, fee=fee))


def _proposals(found: Return, asked: Sequence[Pieces], *, fee: Decimal | None) -> list[Proposal]:
    is_exchange = found.outcome == Outcome.EXCHANGE
    pieces = asked if is_exchange else [_without_replacement(item) for item in asked]
    extra = _delivery_back(found)
    return _priced(found.order, pieces, percent=found.restocking_percent, fee=fee, extra=extra)


def _without_replacement(item: Pieces) -> Pieces:
    return Pieces(line_id=item.line_id, quantity=item.quantity, disposition=item.disposition)


def _with_fee(
    order: Order, asked: Sequence[Pieces], *, percent: Decimal, fee: Decimal | None, extra: Sequence[Proposal]
) -> Preview:
    return preview(order, _priced(order, asked, percent=percent, fee=fee, extra=extra))


def _priced(
    order: Order, asked: Sequence[Pieces], *, percent: Decimal, fee: Decimal | None, extra: Sequence[Proposal]
) -> list[Proposal]:
    """Return the proposals: pieces with the fee kept of each, replacements, and what else there is."""
    plain = [_returned(item, keep=NOTHING) for item in asked]
    kept = [NOTHING for _item in asked]
    if plain and (fee or (fee is None and percent)):
        values = [credit.amount for credit in preview(order, plain).credits]
        if len(values) == len(plain):
            kept = _fees(values, percent=percent, fee=fee, currency=order.currency)
    back: list[Proposal] = [_returned(item, keep=keep) for item, keep in zip(asked, kept, strict=True)]
    sums: dict[int, int] = {}
    for item in asked:
        if item.replacement_id:
            sums[item.replacement_id] = sums.get(item.replacement_id, 0) + item.quantity
    return [*back, *(AddLine(product_id=pk, quantity=number) for pk, number in sums.items()), *extra]


def _returned(item: Pieces, *, keep: Decimal) -> ReturnPieces:
    return ReturnPieces(line_id=item.line_id, quantity=item.quantity, disposition=item.disposition, keep=keep)


def _fees(
    values: Sequence[Decimal], *, percent: Decimal, fee: Decimal | None, currency: str
) -> list[Decimal]:
    """Share a fee out by what was paid for the pieces; never more than that."""
    whole = sum(values, NOTHING)
    amount = round_money(whole * percent / 100, currency) if fee is None else fee
    return list(spread(min(amount, whole), list(values), currency=currency))


def standard_delivery(order: Order) -> Decimal:
    """Return what the least expensive delivery offered would have cost, at most what was paid for it.

    Whoever chose a dearer one bears the difference (Directive 2011/83/EU, article 13). What does not carry
    these goods there was not offered. Prices that a carrier tells are left out: they are its of today, and it
    may be asked for nothing while the order is locked.
    """
    paid: Decimal = order.shipping_incl_tax
    country = order.shipping_address.country_id if order.shipping_address else ""
    state, pricing = read_state(order), Pricing(order)
    prices = [
        price.incl_tax
        for code in delivery_codes()
        if (terms := delivery_terms(code, country)) is not None and not terms.asks_carrier
        if (price := pricing.delivery(code, state, tax=None)) is not None
    ]
    return min([paid, *prices])


def _delivery_back(found: Return) -> tuple[Proposal, ...]:
    """Propose to take the standard delivery off, with the first settlement of a whole withdrawal."""
    order = found.order
    if not found.pays_delivery_back or found.settlements.exists():
        return ()
    back = min(standard_delivery(order), order.shipping_incl_tax - refunded_shipping(order))
    if back <= 0:
        return ()
    return (SetShipping(amount=order.shipping_incl_tax - back),)


def settle(
    found: Return,
    *,
    fingerprint: str,
    fee: Decimal | None = None,
    credit: Decimal | None = None,
    by: User | None = None,
) -> Settlement:
    """Give the buyer what the preview of this fingerprint showed; never inside a transaction.

    `credit` of the money becomes store credit (None: all of it where the buyer asked for credit, else
    none). The key of the change is the last inspection that it settles: two who settle the same pieces ask
    for one change, and of two who settle others the engine refuses the second, whose preview is none any
    more. Effects in order: what is reserved is free, the change of the order (stock, money, its event),
    then settlement, counts, state and `ReturnSettled`. Raises ReturnChangedError when there is nothing to
    settle any more, and whatever `apply_change` raises; nothing is written then, and the replacement is
    reserved again.
    """
    finish_settlements(found)
    inspections = unsettled(found)
    found.refresh_from_db()
    if found.state != ReturnState.RECEIVED or not inspections:
        raise ReturnChangedError(_("There is nothing to settle any more. This is how it stands."))
    replacements.release(found)
    try:
        change = apply_change(
            found.order,
            _proposals(found, _pieces(inspections), fee=fee),
            fingerprint=fingerprint,
            key=f"{_prefix(found)}{max(row.pk for row in inspections)}",
            by=by,
            settlement=_destination(found, credit),
            reason=_("Return %(number)s") % {"number": found.number},
        )
    except Exception:
        replacements.hold_again(found)
        raise
    return finish(found, change)


def _prefix(found: Return) -> str:
    return f"return-{found.pk}-"


def finish_settlements(found: Return) -> None:
    """Write down what changes of the order have settled and a crash kept from being noted."""
    known = Settlement.objects.filter(parent=found).values("change_id")
    changes = OrderChange.objects.filter(order=found.order_id, key__startswith=_prefix(found))
    for change in changes.exclude(pk__in=known).order_by("pk"):
        finish(found, change)


@transaction.atomic
def finish(found: Return, change: OrderChange) -> Settlement:
    """Note that a change has settled the inspections up to the one that its key names; once."""
    lock_order(found.order)
    written = Settlement.objects.filter(key=change.key).first()
    if written is not None:  # guard: settle-once
        return written
    found.refresh_from_db()
    last = int(change.key.removeprefix(_prefix(found)))
    settlement = Settlement.objects.create(
        parent=found,
        key=change.key,
        outcome=_outcome(found, change),
        amount=change.refunded,
        fee=sum((Decimal(row["kept"]) for row in change.credits), NOTHING),
        change_id=change.pk,
        by=change.by,
        settled_at=timezone.now(),
    )
    taken = [row for row in unsettled(found) if row.pk <= last]
    Inspection.objects.filter(pk__in=[row.pk for row in taken]).update(settlement=settlement)
    for row in taken:
        ReturnLine.objects.filter(pk=row.return_line_id).update(settled=F("settled") + row.quantity)
    close_if_done(found, by=change.by)
    publish(ReturnSettled(order_id=found.order_id, return_id=found.pk, settlement_id=settlement.pk))
    return settlement


def _destination(found: Return, credit: Decimal | None) -> Destination:
    if credit is not None:
        return in_part_as_credit(credit) if credit else ORIGINAL
    return STORE_CREDIT if found.outcome == Outcome.CREDIT else ORIGINAL


def _outcome(found: Return, change: OrderChange) -> str:
    if found.outcome == Outcome.EXCHANGE:
        return Outcome.EXCHANGE
    return Outcome.REFUND if change.settlement == OrderChange.Settlement.ORIGINAL else Outcome.CREDIT
