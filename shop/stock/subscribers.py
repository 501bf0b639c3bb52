"""What follows from the stock's events."""

from shop.events.registry import subscribe
from shop.stock.events import PromiseMoved
from shop.stock.mail import send_promise_moved
from shop.stock.queries import promises_to_move
from shop.stock.services import keep_promise


@subscribe(PromiseMoved)
def on_promise_moved(event: PromiseMoved) -> None:
    """Tell each buyer who waits the day as it is now; called again, it tells nobody twice."""
    for promise in promises_to_move(event.stockrecord_id):
        if keep_promise(promise, promise_date=promise.stockrecord.promise_date):
            promise.promise_date = promise.stockrecord.promise_date
            send_promise_moved(promise)
