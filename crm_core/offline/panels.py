"""What the customer's page says of an order that was written offline and waits for a look."""

from django.utils.translation import gettext as _

from crm_core.customers.attention import OPEN_ITEMS, OpenItem, OpenSource
from crm_core.customers.models import Customer
from crm_core.offline.queries import ENTER, order_url, waiting_of
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.user.models import User


def waiting_orders(customer: Customer, user: User) -> list[OpenItem]:
    """Name the orders that this colleague wrote offline and has to confirm."""
    return [
        OpenItem(
            label=_("Order written offline: confirm the differences"),
            note=ago(order.written_at),
            url=order_url(order),
        )
        for order in waiting_of(user).filter(customer=customer)
    ]


OPEN_ITEMS.register(OpenSource(name="offline-order", read=waiting_orders, order=6, permission=ENTER))
