"""What is told of baskets that were left, and what ends their spells."""

from crm_core.abandoned_baskets.events import BasketAbandoned, BasketRestored
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.services import end_by_order
from crm_core.timeline.facts import LINES_TOLD
from crm_core.timeline.services import record
from shop.basket.models import Basket
from shop.events.registry import subscribe
from shop.order.events import OrderPlaced
from shop.order.models import Order


@subscribe(BasketAbandoned, formerly="crm_core.timeline.subscribers.on_basket_abandoned")
def on_basket_abandoned(event: BasketAbandoned) -> None:
    """Tell what was left behind, where it was left by somebody we know already."""
    spell = AbandonedBasket.objects.select_related("customer").filter(pk=event.abandoned_id or 0).first()
    if spell is None or spell.customer is None:
        return
    record(
        spell.customer,
        kind="basket.abandoned",
        occurred_at=spell.abandoned_at,
        source=f"basket:{spell.basket_id}:left:{spell.pk}",
        data={"lines": lines_told(spell.basket)},
    )


@subscribe(BasketRestored)
def on_basket_restored(event: BasketRestored) -> None:
    """Tell that the reminder's link was used."""
    spell = AbandonedBasket.objects.select_related("customer").filter(pk=event.abandoned_id).first()
    if spell is None or spell.customer is None or spell.restored_at is None:
        return
    record(
        spell.customer,
        kind="basket.restored",
        occurred_at=spell.restored_at,
        source=f"basket:{spell.basket_id}:restored:{spell.pk}",
        data={},
    )


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Whoever has ordered is reminded of nothing."""
    end_by_order(Order.objects.get(pk=event.order_id))


def lines_told(basket: Basket) -> list[dict[str, object]]:
    """Return what a basket holds, as the timeline tells it."""
    lines = basket.lines.select_related("product__parent").order_by("pk")[:LINES_TOLD]
    return [{"title": line.product.get_title(), "quantity": line.quantity} for line in lines]
