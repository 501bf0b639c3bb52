"""An order's statuses in the words of who works with them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop import order_statuses

# What a status means for who works with it, and the tone of its pill.
STATUSES: dict[str, tuple[str | Promise, str]] = {
    order_statuses.PENDING_PAYMENT: (_("Awaiting payment"), "warn"),
    order_statuses.AUTHORISED: (_("Ready to ship, payment authorised"), "glaze"),
    order_statuses.PAID: (_("Ready to ship"), "glaze"),
    order_statuses.PARTIALLY_DISPATCHED: (_("Partially shipped"), "glaze"),
    order_statuses.DISPATCHED: (_("Shipped"), "good"),
    order_statuses.COMPLETE: (_("Completed"), "good"),
    order_statuses.CANCELLED: (_("Cancelled"), "bad"),
}

# What somebody does who gives an order this status.
CHANGES: dict[str, str | Promise] = {
    order_statuses.PAID: _("Mark as paid"),
    order_statuses.DISPATCHED: _("Mark as shipped"),
    order_statuses.COMPLETE: _("Mark as completed"),
    order_statuses.CANCELLED: _("Cancel order"),
}


def status_label(status: str) -> str | Promise:
    """Return the status in words; one that nobody described as it is."""
    return STATUSES.get(status, (status, ""))[0]


def status_tone(status: str) -> str:
    """Return "good", "warn", "bad", "glaze" or "" for the colour that goes with the words."""
    return STATUSES.get(status, (status, ""))[1]


def change_label(status: str) -> str | Promise:
    """Return what a button says that gives an order this status."""
    return CHANGES.get(status, status_label(status))
