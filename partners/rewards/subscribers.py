"""Orders earn rewards, refunds and cancellations take back, and the ledger follows commissions."""

from partners.commissions.events import CommissionChanged
from partners.rewards.models import LedgerEntry
from partners.rewards.services.accruing import reward_order
from partners.rewards.services.booking import book_commissions
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPaid, OrderPlaced
from shop.order.models import Order
from shop.payments.events import OrderRefunded

Why = LedgerEntry.Why


@subscribe(CommissionChanged)
def on_commission_changed(event: CommissionChanged) -> None:
    """The ledger follows, and what rules add to the commission's rate."""
    order = Order.objects.get(pk=event.order_id)
    book_commissions(order)
    reward_order(order)


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """The order earns by the rules that hold."""
    reward_order(Order.objects.get(pk=event.order_id))


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Rebates count it now; everything else is payable from the end of the return period."""
    reward_order(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """What it earned goes back."""
    reward_order(Order.objects.get(pk=event.order_id), why=Why.CANCELLED)


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """What the refunded part earned goes back."""
    reward_order(Order.objects.get(pk=event.order_id), why=Why.REFUNDED)


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """It earns by what it is worth now."""
    reward_order(Order.objects.get(pk=event.order_id), why=Why.CHANGED)
