"""What becomes of an order gives back to its budgets, or takes more."""

from shop.budgets.events import BudgetNearlySpent
from shop.budgets.mail import tell_managers
from shop.budgets.models import BudgetPeriod
from shop.budgets.services import settle
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged
from shop.order.models import Order
from shop.payments.events import OrderRefunded


@subscribe(OrderCancelled)
def return_cancelled(event: OrderCancelled) -> None:
    """Give back what a cancelled order took."""
    _settle(event.order_id)


@subscribe(OrderRefunded)
def return_refunded(event: OrderRefunded) -> None:
    """Give back what was refunded."""
    _settle(event.order_id)


@subscribe(OrderChanged)
def follow_change(event: OrderChanged) -> None:
    """Take or give back the difference of a changed order."""
    _settle(event.order_id)


@subscribe(BudgetNearlySpent)
def warn_managers(event: BudgetNearlySpent) -> None:
    """Write to those who look after the budget and to whose it is."""
    periods = BudgetPeriod.objects.select_related("budget__company", "budget__contact__user")
    if period := periods.filter(pk=event.period_id).first():
        tell_managers(period)


def _settle(order_id: int) -> None:
    if order := Order.objects.filter(pk=order_id).first():
        settle(order)
