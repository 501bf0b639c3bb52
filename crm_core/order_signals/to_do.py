"""What somebody is to do about a signal, and where.

Packages above add ways of theirs:

    WAYS.register(Way(name="order", label=_("Order for them"), url=order_entry_url, order=20))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.order_signals.kinds import SignalKind
from crm_core.order_signals.models import OrderSignal
from crm_core.timeline.pages import ADD, WRITE_MAIL
from shop.registry import Registry
from shop.user.models import User

#: What a colleague is asked to do about each kind; the customer's name stands beside it.
TO_DO = {
    SignalKind.REORDER_DUE: _("Ask about the next order"),
    SignalKind.PRODUCT_DUE: _("Ask about the products they usually buy"),
    SignalKind.QUANTITY_DROPPED: _("Ask why they order less"),
    SignalKind.LAPSED: _("Ask why they have stopped ordering"),
    SignalKind.VIP_LOST: _("Win back a top customer"),
    SignalKind.BACK: _("Welcome them back"),
    SignalKind.FIRST_ORDER: _("Follow up on the first order"),
    SignalKind.CROSS_SELL: _("Offer what they do not buy yet"),
    SignalKind.PAYMENT_OVERDUE: _("Ask for the payment"),
    SignalKind.DELIVERY_LATE: _("Tell them about the late delivery"),
    SignalKind.REVIEW_DUE: _("Ask for a review"),
}
BY_MAIL = frozenset({SignalKind.DELIVERY_LATE, SignalKind.REVIEW_DUE, SignalKind.PAYMENT_OVERDUE})


def to_do_words(kind: SignalKind) -> str:
    """Say what to do about it."""
    return str(TO_DO[kind])


def action_of(kind: SignalKind) -> str:
    """Return by which action of the customer page it is done."""
    return "mail" if kind in BY_MAIL else "call"


def order_url(signal: OrderSignal, user: User) -> str:
    """Return the page of the order that it is about; empty for who may not see it, or without one."""
    if signal.order is None or not user.has_perm("order.view_order"):
        return ""
    return reverse("dashboard:order-detail", kwargs={"number": signal.order.number})


@dataclass(frozen=True, kw_only=True)
class Way:
    """A link beside each signal; `url` returns "" for who may not go there, or where it does not help."""

    name: str
    label: str | Promise
    url: Callable[[Customer, User, SignalKind], str]
    order: int


WAYS: Registry[Way] = Registry("way to act on an order signal", sort=lambda way: (way.order, way.name))


def ways_for(customer: Customer, user: User, kind: SignalKind) -> list[tuple[str | Promise, str]]:
    """List the links for a signal: its own first, then those of packages above."""
    found: list[tuple[str | Promise, str]] = [(TO_DO[kind], compose_url(customer, user, kind))]
    found += [(way.label, way.url(customer, user, kind)) for way in WAYS]
    return [(label, url) for label, url in found if url]


def compose_url(customer: Customer, user: User, kind: SignalKind) -> str:
    """Return where a call is logged or a mail is written, for who may."""
    if action_of(kind) == "mail":
        return reverse("timeline_mail", args=[customer.pk]) if user.has_perm(WRITE_MAIL) else ""
    return reverse("timeline_log", args=[customer.pk, "call"]) if user.has_perm(ADD) else ""
