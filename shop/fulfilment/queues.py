"""The queues of a warehouse: what is to be picked, packed and shipped today, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from shop.backoffice.row_limits import ROW_LIMITS, Somebody, limited
from shop.fulfilment.models import OPEN_STATES, Shipment, ShipmentLine, ShipmentState
from shop.order.models import Order
from shop.order_holds.queries import holds_of, is_held_clause
from shop.order_statuses import TO_DISPATCH
from shop.stock.models import OrderAllocation


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One queue by the name in its address: its title, and which shipments stand in it."""

    name: str
    title: str | Promise
    condition: Q


def _ready(state: ShipmentState) -> Q:
    return Q(state=state, has_problem=False)


QUEUES = (
    Queue(name="paid", title=gettext_lazy("Paid"), condition=_ready(ShipmentState.WAITING)),
    Queue(name="pick", title=gettext_lazy("To pick"), condition=_ready(ShipmentState.PICKING)),
    Queue(name="pack", title=gettext_lazy("To pack"), condition=_ready(ShipmentState.PICKED)),
    Queue(name="ship", title=gettext_lazy("To ship"), condition=_ready(ShipmentState.PACKED)),
    Queue(
        name="problems",
        title=gettext_lazy("Problems"),
        condition=Q(state__in=OPEN_STATES, has_problem=True),
    ),
    Queue(name="sent", title=gettext_lazy("On the way"), condition=Q(state=ShipmentState.SHIPPED)),
)
BY_NAME = {queue.name: queue for queue in QUEUES}


def shipments_visible_to(user: Somebody) -> QuerySet[Shipment]:
    """List the shipments of the orders that somebody may see."""
    if Order._meta.label_lower not in ROW_LIMITS:
        return Shipment.objects.all()
    return Shipment.objects.filter(order__in=limited(user, Order.objects.all()).values("pk"))


def _short() -> Exists:
    """Tell that a warehouse has fewer pieces of a line than its shipment still needs."""
    allocations = OrderAllocation.objects.filter(
        line=OuterRef("line"),
        level__warehouse=OuterRef("shipment__warehouse"),
        level__on_hand__lt=OuterRef("quantity"),
    )
    lines = ShipmentLine.objects.filter(
        Exists(allocations), shipment=OuterRef("pk"), picked__lt=F("quantity")
    )
    return Exists(lines)


def _called_off() -> Exists:
    """Tell that a shipment has more pieces of a line than are to be sent."""
    left = F("line__quantity") - F("line__num_cancelled") - F("line__num_dispatched")
    return Exists(ShipmentLine.objects.filter(shipment=OuterRef("pk"), quantity__gt=left))


def with_problems(shipments: QuerySet[Shipment]) -> QuerySet[Shipment]:
    """Have shipments say what stands in the way of each, and whether anything does (`has_problem`)."""
    marked = shipments.annotate(
        is_held=is_held_clause("order"), is_short=_short(), is_called_off=_called_off()
    )
    wrong = Q(is_held=True) | Q(is_short=True) | Q(is_called_off=True) | ~Q(order__status__in=TO_DISPATCH)
    is_open = Q(state__in=OPEN_STATES)
    return marked.annotate(has_problem=_as_flag(is_open & wrong))


def _as_flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def queue_counts(shipments: QuerySet[Shipment]) -> dict[str, int]:
    """Count the shipments of each queue. One query."""
    wanted = with_problems(shipments.filter(state__in=[*OPEN_STATES, ShipmentState.SHIPPED]))
    return wanted.aggregate(**{queue.name: Count("pk", filter=queue.condition) for queue in QUEUES})


def queue_rows(shipments: QuerySet[Shipment], queue: Queue) -> QuerySet[Shipment]:
    """List the shipments of a queue, those of the oldest orders first."""
    rows = with_problems(shipments.filter(state__in=[*OPEN_STATES, ShipmentState.SHIPPED]))
    loaded = rows.filter(queue.condition).select_related(
        "order__shipping_address", "destination__address", "warehouse", "wave", "by"
    )
    return loaded.order_by("pk")


def problems_of(shipments: Sequence[Shipment]) -> dict[int, list[str]]:
    """Say in words what stands in the way of each shipment that was read `with_problems`. One query."""
    holds = holds_of({shipment.order_id for shipment in shipments})
    found: dict[int, list[str]] = {}
    for shipment in shipments:
        words = [_("Held: %(reason)s") % {"reason": hold.reason} for hold in holds.get(shipment.order_id, ())]
        if getattr(shipment, "is_short", False) and shipment.is_open:
            words.append(_("Items are not in stock here."))
        if getattr(shipment, "is_called_off", False) and shipment.is_open:
            words.append(_("Contains items that have been cancelled; open it again and take them out."))
        if shipment.is_open and shipment.order.status not in TO_DISPATCH:
            words.append(_("The order cannot be shipped as it stands."))
        found[shipment.pk] = words
    return found
