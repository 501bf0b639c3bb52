"""What withdrawals follow: their own event, and what happens to an order that could not be changed then."""

from shop.events.registry import subscribe
from shop.fulfilment.events import ShipmentShipped
from shop.order.events import OrderCancelled, OrderDispatched
from shop.withdrawal.deciding import decide
from shop.withdrawal.events import WithdrawalDeclared
from shop.withdrawal.models import Withdrawal
from shop.withdrawal.queries import undecided


@subscribe(WithdrawalDeclared)
def on_withdrawal_declared(event: WithdrawalDeclared) -> None:
    """Call off or have returned what was withdrawn from; called again, it changes nothing."""
    decide(Withdrawal.objects.select_related("order").get(pk=event.withdrawal_id))


def _decide_all(order_id: int) -> None:
    for withdrawal in undecided(order_id):
        decide(withdrawal)


@subscribe(ShipmentShipped)
def on_shipment_shipped(event: ShipmentShipped) -> None:
    """Have pieces returned that could not be called off because they were picked already."""
    _decide_all(event.order_id)


@subscribe(OrderDispatched)
def on_order_dispatched(event: OrderDispatched) -> None:
    """Nothing is in anybody's hands any more: whatever is not decided can be."""
    _decide_all(event.order_id)


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Nothing of it is sent: what was withdrawn from is called off with the rest."""
    _decide_all(event.order_id)
