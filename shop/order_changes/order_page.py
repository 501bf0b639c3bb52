"""What an order's page shows its buyer: how far it is, its parcels, what they can do. Others add sections."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _, gettext_lazy

from shop.fulfilment.queries import delivered_at, shipped_quantities
from shop.order.models import Order
from shop.order_statuses import (
    AUTHORISED,
    CANCELLED,
    COMPLETE,
    DISPATCHED,
    PARTIALLY_DISPATCHED,
    PENDING_PAYMENT,
)
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class OrderSection:
    """A part of an order's page, for buyers with and without an account.

    `context` returns what `template` needs, or None where there is nothing to show; it is asked with the
    order and the request, whose visitor was let in already. `token` of its context opens the order for its
    buyer.
    """

    name: str
    template: str
    context: Callable[[Order, HttpRequest], Mapping[str, object] | None]
    order: int = 100


ORDER_SECTIONS: Registry[OrderSection] = Registry(
    "section of an order's page", sort=lambda section: (section.order, section.name)
)


def sections_of(order: Order, request: HttpRequest) -> list[tuple[str, Mapping[str, object]]]:
    """Return the templates of the sections that have something to show, each with its context."""
    found = ((section.template, section.context(order, request)) for section in ORDER_SECTIONS)
    return [(template, context) for template, context in found if context is not None]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of an order's way; `state` is "done", "current" or "open", `at` when it was done."""

    label: str
    state: str
    at: datetime | None = None

    @property
    def state_text(self) -> str:
        """The state in words, for who does not see the picture."""
        return str(STATES[self.state])


STATES = {
    "done": gettext_lazy("done"),
    "current": gettext_lazy("under way"),
    "open": gettext_lazy("still to come"),
}


def steps_of(order: Order) -> list[Step]:
    """Return how far an order is: placed, paid, shipped, delivered; or that it was cancelled."""
    placed = Step(label=_("Order placed"), state="done", at=order.date_placed)
    if order.status == CANCELLED:
        return [placed, Step(label=_("Cancelled"), state="done")]
    shipped = max((each.shipped_at for each in order.shipments.all() if each.shipped_at), default=None)
    arrived = delivered_at(order) if order.status in (DISPATCHED, COMPLETE) else None
    is_sent = order.status in (DISPATCHED, COMPLETE)
    packing = "done" if is_sent else "open" if order.status == PENDING_PAYMENT else "current"
    sending = _("Shipped in part") if order.status == PARTIALLY_DISPATCHED else _("Shipped")
    return [
        placed,
        _payment_step(order),
        Step(label=sending, state=packing, at=shipped),
        Step(
            label=_("Delivered"),
            state="done" if arrived or order.status == COMPLETE else "current" if is_sent else "open",
            at=arrived,
        ),
    ]


def _payment_step(order: Order) -> Step:
    if order.paid_at is not None:
        return Step(label=_("Paid"), state="done", at=order.paid_at)
    if order.status == PENDING_PAYMENT:
        return Step(label=_("Payment"), state="current")
    label = _("Payment authorised") if order.status == AUTHORISED else _("Payment")
    is_agreed = order.status == AUTHORISED or bool(shipped_quantities(order))
    return Step(label=label, state="done" if is_agreed and order.status == AUTHORISED else "current")
