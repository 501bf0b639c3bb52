"""What the telling of an entry needs, as it is kept with it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from crm_core.scores.models import StageChange
from shop.order.models import Line, Order

LINES_TOLD = 3


class Entry(TypedDict):
    """What `services.record` takes beside the customer."""

    kind: str
    occurred_at: datetime
    source: str
    data: dict[str, object]


def order_facts(order: Order, bought: Iterable[Line], *, is_sent: bool = False) -> dict[str, object]:
    """Gather number, total with tax, and the first lines as bought, or as sent; `bought` are all of them."""
    lines = [
        {"title": line.title, "quantity": line.num_to_send if is_sent else line.quantity}
        for line in bought
        if line.num_to_send or not is_sent
    ]
    return {
        "number": order.number,
        "total": str(order.total_incl_tax),
        "currency": order.currency,
        "lines": lines[:LINES_TOLD],
        "more_lines": max(0, len(lines) - LINES_TOLD),
    }


def stage_entry(change: StageChange) -> Entry:
    """Tell a change of stage, and what the rule went by."""
    return Entry(
        kind="customer.stage",
        occurred_at=change.changed_at,
        source=f"stage-change:{change.pk}",
        data={
            "old": change.old_stage,
            "new": change.new_stage,
            "days": change.days_since_order,
            "interval": change.interval,
        },
    )
