"""Every change of a purchase order, by one conditional UPDATE or under its row's lock.

draft_order(vendor, warehouse, wanted)   a draft with lines; nothing is ordered yet
change_draft(order, ...)                 what a draft asks for
send_order, confirm_order                the vendor has it; the vendor said when it comes
receive_goods(order, arrived, key=...)   put on the shelf what came, once for each key
close_order, cancel_order                the rest is not coming; nothing is
"""

from shop.purchasing.services.orders import (
    DraftLine,
    cancel_order,
    change_draft,
    close_order,
    confirm_order,
    draft_order,
    mark_sent,
)
from shop.purchasing.services.receipts import ReceiptOutcome, receive_goods

__all__ = [
    "DraftLine",
    "ReceiptOutcome",
    "cancel_order",
    "change_draft",
    "close_order",
    "confirm_order",
    "draft_order",
    "mark_sent",
    "receive_goods",
]
