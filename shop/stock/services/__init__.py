"""Every change of the stock. Other slices call these and nothing else.

    reserve(basket, until=...)          hold what is in a basket while its buyer pays (again: extend)
    release(basket)                     give it back; trim(basket) gives back what left the basket
    move(source, target)                let one basket hold what another holds
    release_expired(), free_expired()   give back what nobody paid in time (the beat schedule)
    allocate(order)                     promise the pieces to an order, warehouse by warehouse
    allocate_more(order, pieces)        the same for pieces that were added to it afterwards
    cancel(order)                       free what has not gone out
    free_pieces(order, pieces)          free some of its pieces, because their money has gone back
    promise_again(order, pieces)        the other way round
    ship(order, ...)                    take pieces off the shelf, because they go out
    take_back(line, ...)                put returned pieces back on a shelf
    receive, adjust, damage, count      what people do in a warehouse, one stock record at a time
    load_levels(...)                    many records at once, from a file
    transfer(...)                       between two warehouses of one seller, at once
    start_count, enter_count, post_count, cancel_count          a stocktake on paper
    start_transfer, send_transfer, receive_transfer, ...        a transfer on paper
    change_policy(record, ...)          sell beyond the stock, and by when it is promised

The rule of all: the stock record's row is changed first, by one UPDATE that carries its condition
and thereby locks it; then the warehouse's level; then the ledger gets its line. All in one
transaction, records in order of their keys, so that nobody waits in a circle. Services that
find fewer pieces than asked for raise OutOfStock (for buyers) or StockError (for staff), and
nothing is changed.
"""

from shop.stock.services.allocations import (
    allocate,
    allocate_more,
    cancel,
    reallocate,
    release_quantities,
    restock_return,
    ship,
)
from shop.stock.services.bulk_levels import set_levels
from shop.stock.services.counts import cancel_count, enter_count, post_count, start_count
from shop.stock.services.ledger import default_warehouse
from shop.stock.services.movements import adjust, count, damage, enter_opening, receive, transfer
from shop.stock.services.policies import change_policy, note_promised_date
from shop.stock.services.reservations import (
    free_expired,
    move,
    release,
    release_excess,
    release_expired,
    reserve,
)
from shop.stock.services.transfers import (
    cancel_transfer,
    change_transfer,
    receive_transfer,
    send_transfer,
    start_transfer,
)

__all__ = [
    "adjust",
    "allocate",
    "allocate_more",
    "cancel",
    "cancel_count",
    "cancel_transfer",
    "change_policy",
    "change_transfer",
    "count",
    "damage",
    "default_warehouse",
    "enter_count",
    "enter_opening",
    "free_expired",
    "move",
    "note_promised_date",
    "post_count",
    "reallocate",
    "receive",
    "receive_transfer",
    "release",
    "release_excess",
    "release_expired",
    "release_quantities",
    "reserve",
    "restock_return",
    "send_transfer",
    "set_levels",
    "ship",
    "start_count",
    "start_transfer",
    "transfer",
]
