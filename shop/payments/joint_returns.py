"""What goes back of a payment of several orders without our asking: refunds at the provider, disputes.

The provider knows one charge and one amount, we have a charge for each order. So the amount is divided once,
under the locks of all the orders, and every later word about it finds what was written then.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.order.models import Order
from shop.order.services import lock_orders
from shop.payments.gateways import DisputeData, RefundData
from shop.payments.joint import provider_charge, share_reference
from shop.payments.ledger import book_dispute, book_refund
from shop.payments.models import Charge, Dispute, Refund

NOTHING = Decimal(0)


class Part(NamedTuple):
    """What of an amount is for the order of a charge."""

    charge: Charge
    amount: Decimal


@transaction.atomic
def book_joint_refund(data: RefundData) -> list[Refund]:
    """Write down a refund of a charge that several orders share; empty where the charge is none of ours.

    Told again it changes no amounts, only how the refunds stand. Each order whose part is a guess has a note,
    since the provider does not say which order was meant. Effects for each order: as `book_refund`.
    """
    shares = _locked_shares(data.charge)
    names = {share_reference(data.reference, one.order) for one in shares}
    known = {row.charge_id: row.amount for row in Refund.objects.filter(key__in=names)}
    parts = [Part(one, known[one.pk]) for one in shares if one.pk in known] or divide(shares, data.amount)
    is_guess = not known and not _is_certain(shares, data.amount)
    booked = []
    for charge, amount in parts:
        told = replace(
            data,
            charge=charge.reference,
            reference=share_reference(data.reference, charge.order),
            amount=amount,
            key="",
        )
        if (row := book_refund(told)) is not None:
            booked.append(row)
        if is_guess:
            _note_guess(charge.order, data, amount)
    return booked


@transaction.atomic
def book_joint_dispute(data: DisputeData) -> list[Dispute]:
    """Write down a dispute of a charge that several orders share, for each its part; empty: not ours."""
    shares = _locked_shares(data.charge)
    names = {share_reference(data.reference, one.order) for one in shares}
    known = {row.charge_id: row.amount for row in Dispute.objects.filter(reference__in=names)}
    parts = [Part(one, known[one.pk]) for one in shares if one.pk in known] or divide(shares, data.amount)
    told = [
        replace(
            data,
            charge=charge.reference,
            reference=share_reference(data.reference, charge.order),
            amount=amount,
        )
        for charge, amount in parts
    ]
    return [row for one in told if (row := book_dispute(one)) is not None]


def divide(shares: Sequence[Charge], amount: Decimal) -> list[Part]:
    """Divide an amount among shares by what is left of each; never more than came.

    All of it: each its own. The very amount of one share alone: that share. Else the shares in the order of
    their orders, the first one first.
    """
    same = [one for one in shares if _left(one) == amount]
    among = same if len(same) == 1 else shares
    parts, rest = [], amount
    for one in among:
        part = min(rest, _left(one))
        if part > 0:
            parts.append(Part(one, part))
            rest -= part
    return parts


def _is_certain(shares: Sequence[Charge], amount: Decimal) -> bool:
    """Tell whether an amount can have been meant in one way only."""
    return (
        amount == sum((_left(one) for one in shares), NOTHING)
        or sum(_left(one) == amount for one in shares) == 1
    )


def _left(charge: Charge) -> Decimal:
    left: Decimal = charge.amount_captured - charge.amount_refunded
    return left


def _locked_shares(reference: str) -> list[Charge]:
    """Lock the orders that share a charge of the provider; return their charges as they are then."""
    if not reference or provider_charge(reference) != reference:
        return []
    shares = Charge.objects.filter(reference__startswith=f"{reference}+")
    lock_orders(shares.values_list("order", flat=True))  # guard: joint-return-lock
    return list(shares.select_related("order").order_by("order_id"))


def _note_guess(order: Order, data: RefundData, amount: Decimal) -> None:
    words = _(
        "A refund of %(whole)s was made at the payment provider for a payment of several orders;"
        " %(amount)s of it were counted here. Please check that it was meant for this order."
    )
    told = {"whole": format_money(data.amount, data.currency), "amount": format_money(amount, data.currency)}
    order.notes.create(note_type="System", message=words % told)
