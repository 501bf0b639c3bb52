"""The way from an order signal to an order: staff place it for the customer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.order_signals.kinds import SignalKind
from crm_core.order_signals.to_do import WAYS, Way
from shop.user.models import User

#: Of what an order would be the answer.
ANSWERED = frozenset(
    {
        *(SignalKind.REORDER_DUE, SignalKind.PRODUCT_DUE, SignalKind.QUANTITY_DROPPED),
        *(SignalKind.LAPSED, SignalKind.VIP_LOST, SignalKind.CROSS_SELL),
    }
)


def order_entry_url(customer: Customer, user: User, kind: SignalKind) -> str:
    """Return the page where an order is entered, for who may and where it helps."""
    if kind not in ANSWERED or not user.has_perm("order_entry.enter_orderdraft"):
        return ""
    return reverse("order_entry", args=[customer.pk])


WAYS.register(Way(name="order-entry", label=_("Order for them"), url=order_entry_url, order=20))
