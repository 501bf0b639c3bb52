"""What the pipeline hears of: load by id, one idempotent call."""

from django.db.models import Max

from crm_core.abandoned_baskets.events import BasketAbandoned
from crm_core.customers.queries import customer_of_user
from crm_core.pipeline.acts import BASKET_FILLED, ORDER_CANCELLED, ORDER_REFUNDED
from crm_core.pipeline.buyer_acts import buyer_act, order_placed
from crm_core.pipeline.orders import is_refunded_whole, order_changed, order_undone
from shop.basket.models import Basket
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPlaced
from shop.order.models import Order
from shop.payments.events import OrderRefunded


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """The deal that the order concerns is won by it."""
    order_placed(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """The deal that it had won is open again."""
    order_undone(Order.objects.get(pk=event.order_id), act=ORDER_CANCELLED)


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """The deal is open again once all of the money went back; a part changes nothing."""
    order = Order.objects.get(pk=event.order_id)
    if is_refunded_whole(order):
        order_undone(order, act=ORDER_REFUNDED)


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """The deal that it has won is worth what the order is now."""
    order_changed(Order.objects.get(pk=event.order_id))


@subscribe(BasketAbandoned)
def on_basket_abandoned(event: BasketAbandoned) -> None:
    """A basket that was filled is told at the latest when it is left; mostly it was when it was filled."""
    basket_filled(event.basket_id)


def basket_filled(basket_id: int) -> None:
    """Move the deal that the basket of somebody with an account concerns; once for each basket."""
    basket = Basket.objects.filter(pk=basket_id).exclude(owner=None).first()
    customer = customer_of_user(basket.owner_id or 0) if basket is not None else None
    if basket is None or customer is None:
        return
    filled_at = basket.lines.aggregate(at=Max("date_created"))["at"]
    if filled_at is None:
        return
    buyer_act(
        customer,
        BASKET_FILLED,
        source=f"basket:{basket.pk}",
        occurred_at=filled_at,
        products=basket.lines.values_list("product", flat=True),
    )
