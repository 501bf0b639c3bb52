"""Where an order's pieces are: gone out, or here still."""

from collections import defaultdict
from typing import Any

from shop.order.models import Order
from shop.order_statuses import CANCELLED, OPEN
from shop.stock.models import OrderAllocation


def sent_quantities(order: Order) -> dict[int, int]:
    """Tell how many pieces of each line (by pk) have gone out. Two queries at most."""
    if order.status == CANCELLED:
        return {}
    if order.status not in OPEN and not _is_partly_sent(order):
        return {line.pk: line.num_to_send for line in order.lines.all()}
    sent: dict[int, int] = defaultdict(int)
    rows: Any = OrderAllocation.objects.filter(line__order=order, shipped__gt=0)
    for line_id, number in rows.values_list("line", "shipped"):
        sent[line_id] += number
    return dict(sent)


def _is_partly_sent(order: Order) -> bool:
    return order.status.startswith("Partially")
