"""What a customer's orders show, on their page."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.order_signals.attention import shown_signals
from crm_core.order_signals.kinds import SignalKind
from crm_core.order_signals.to_do import order_url, ways_for
from crm_core.order_signals.wording import reason_words
from shop.backoffice.panels import SIDE, Panel
from shop.user.models import User


def signals_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """Each signal with its reason and what to do; nothing where there is none."""
    found, names = shown_signals(customer, user)
    if not found:
        return None
    today = timezone.localdate()
    return {
        "rows": [
            {
                "signal": row,
                "reason": reason_words(row, today=today, names=names),
                "ways": ways_for(customer, user, SignalKind(row.kind)),
                "order_url": order_url(row, user),
            }
            for row in found
        ],
    }


PANELS.register(
    Panel(
        name="order-signals",
        title=_("Order signals"),
        template="crm_core/order_signals/panel.html",
        context=signals_panel,
        order=12,
        permission="order.view_order",
        area=SIDE,
    )
)
