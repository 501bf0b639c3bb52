"""What the timeline tells of pick-ups: ready at the counter, handed over."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm_core.customers.services import attach_order
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from shop.events.registry import subscribe
from shop.shipping.events import PickedUp, PickupReady
from shop.shipping.order_models import OrderDelivery

TEMPLATE = "crm_core/timeline/kinds/pickup.html"
for _name, _label, _icon in (
    ("pickup.ready", _("Order ready for pickup"), "home"),
    ("pickup.done", _("Order picked up"), "check"),
):
    KINDS.register(TimelineKind(name=_name, label=_label, group="orders", icon=_icon, template=TEMPLATE))


@subscribe(PickupReady)
def on_pickup_ready(event: PickupReady) -> None:
    """Tell that an order waits at its pick-up point."""
    delivery = _delivery(event.order_id)
    if delivery.ready_at is not None:
        _tell(delivery, kind="pickup.ready", at=delivery.ready_at)


@subscribe(PickedUp)
def on_picked_up(event: PickedUp) -> None:
    """Tell that its buyer has it."""
    delivery = _delivery(event.order_id)
    if delivery.picked_up_at is not None:
        _tell(delivery, kind="pickup.done", at=delivery.picked_up_at)


def _delivery(order_id: int) -> OrderDelivery:
    return OrderDelivery.objects.select_related("order", "pickup_point").get(order=order_id)


def _tell(delivery: OrderDelivery, *, kind: str, at: datetime) -> None:
    record(
        attach_order(delivery.order),
        kind=kind,
        occurred_at=at,
        source=f"order:{delivery.order_id}:{kind}",
        data={
            "number": delivery.order.number,
            "place": str(delivery.pickup_point),
            "is_done": kind == "pickup.done",
        },
    )
