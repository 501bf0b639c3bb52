"""The statuses of an order and the one table of moves between them.

Settings read this module, so it imports nothing of ours. An order waits for its money, is packed, goes
out. `AUTHORISED` is an order that may be packed before its money has come: a card's amount is
held until dispatch, or a company pays later. Whether the money has come is `Order.paid_at`. An order of
which some pieces have gone out and others are still to be sent is `PARTIALLY_DISPATCHED`.
"""

from dataclasses import dataclass

PENDING_PAYMENT = "Pending payment"
AUTHORISED = "Authorised"
PAID = "Paid"
PARTIALLY_DISPATCHED = "Partially dispatched"
DISPATCHED = "Dispatched"
COMPLETE = "Complete"
CANCELLED = "Cancelled"

STATUSES = (PENDING_PAYMENT, AUTHORISED, PAID, PARTIALLY_DISPATCHED, DISPATCHED, COMPLETE, CANCELLED)
#: Nothing has gone out yet, and the order may still be called off.
OPEN = (PENDING_PAYMENT, AUTHORISED, PAID)
#: Pieces of it are to be packed and sent.
TO_DISPATCH = (PAID, AUTHORISED, PARTIALLY_DISPATCHED)
#: Not all of it has gone out, and it has not been called off.
UNFINISHED = (*OPEN, PARTIALLY_DISPATCHED)
#: Pieces of it have gone out.
SENT = (PARTIALLY_DISPATCHED, DISPATCHED, COMPLETE)

CHANGE = "order.change_order"
DISPATCH = "order.dispatch_order"
NOTE_PAYMENT = "payments.add_charge"
REFUND = "payments.add_refund"


@dataclass(frozen=True, kw_only=True)
class Move:
    """An allowed change of status.

    `rights`: what a person needs to make it, all of them; none: no person makes it, it follows from
    facts (a hold on a card, a promise on account). `guards` name conditions of `shop.order.moves`,
    asked of the order's locked row; all of them have to hold.
    """

    action: str
    sources: tuple[str, ...]
    to: str
    rights: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()


MOVES = (
    Move(action="mark_paid", sources=(PENDING_PAYMENT, AUTHORISED), to=PAID, rights=(CHANGE, NOTE_PAYMENT)),
    Move(action="authorise", sources=(PENDING_PAYMENT,), to=AUTHORISED, guards=("is_promised",)),
    # A hold that lapses, or is collected in part, makes an order wait for its money again.
    # A change of a paid order may raise what it costs: it waits for the difference.
    Move(action="await_payment", sources=(AUTHORISED, PAID), to=PENDING_PAYMENT),
    Move(
        action="dispatch",
        sources=TO_DISPATCH,
        to=DISPATCHED,
        rights=(CHANGE, DISPATCH),
        guards=("may_go_out", "is_not_held"),
    ),
    # A shipment that leaves others to come, again and again.
    Move(
        action="dispatch_part",
        sources=TO_DISPATCH,
        to=PARTIALLY_DISPATCHED,
        rights=(CHANGE, DISPATCH),
        guards=("may_go_out", "is_not_held"),
    ),
    # A change of an order that has gone out, an exchange say, brings pieces that are to be sent.
    Move(action="send_more", sources=(DISPATCHED, COMPLETE), to=PARTIALLY_DISPATCHED),
    # What had not gone out is called off: all that is to be sent has been.
    Move(
        action="finish_dispatch",
        sources=(PARTIALLY_DISPATCHED,),
        to=DISPATCHED,
        guards=("has_nothing_left",),
    ),
    Move(action="complete", sources=(DISPATCHED,), to=COMPLETE, rights=(CHANGE,)),
    Move(action="cancel", sources=OPEN, to=CANCELLED, rights=(CHANGE,), guards=("keeps_nothing",)),
    Move(
        action="cancel_and_refund",
        sources=OPEN,
        to=CANCELLED,
        rights=(CHANGE, REFUND),
        guards=("keeps_money",),
    ),
)
#: The same as Oscar reads it.
PIPELINE = {
    status: tuple(dict.fromkeys(move.to for move in MOVES if status in move.sources)) for status in STATUSES
}
# The lines of an order take its status.
CASCADE = {
    PENDING_PAYMENT: PENDING_PAYMENT,
    AUTHORISED: AUTHORISED,
    PAID: PAID,
    PARTIALLY_DISPATCHED: PARTIALLY_DISPATCHED,
    DISPATCHED: DISPATCHED,
    CANCELLED: CANCELLED,
}
