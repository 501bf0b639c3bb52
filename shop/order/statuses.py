"""The statuses of an order and the ways between them: the one place that names them.

Settings read this module, so it imports nothing. An order waits for its money, is packed, goes
out. `AUTHORISED` is an order that may be packed before its money has come: a card's amount is
held until dispatch, or a company pays later. Whether the money has come is `Order.paid_at`.
"""

PENDING_PAYMENT = "Pending payment"
AUTHORISED = "Authorised"
PAID = "Paid"
DISPATCHED = "Dispatched"
COMPLETE = "Complete"
CANCELLED = "Cancelled"

# A hold that lapses makes an order wait for its money again.
PIPELINE = {
    PENDING_PAYMENT: (PAID, AUTHORISED, CANCELLED),
    AUTHORISED: (PAID, DISPATCHED, CANCELLED, PENDING_PAYMENT),
    PAID: (DISPATCHED, CANCELLED),
    DISPATCHED: (COMPLETE,),
    COMPLETE: (),
    CANCELLED: (),
}
# The lines of an order take its status.
CASCADE = {
    PENDING_PAYMENT: PENDING_PAYMENT,
    AUTHORISED: AUTHORISED,
    PAID: PAID,
    DISPATCHED: DISPATCHED,
    CANCELLED: CANCELLED,
}
#: Nothing has gone out yet, and the order may still be called off.
OPEN = (PENDING_PAYMENT, AUTHORISED, PAID)
#: To be packed and sent.
TO_DISPATCH = (PAID, AUTHORISED)
