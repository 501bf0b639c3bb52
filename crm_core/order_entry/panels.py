"""What other pages tell of orders that staff write: who placed one, what is unfinished, the way in."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.attention import OPEN_ITEMS, OpenItem, OpenSource
from crm_core.customers.models import Customer
from crm_core.customers.page_actions import PAGE_ACTIONS, PageAction
from crm_core.order_entry.models import OrderDraft, StaffOrder
from crm_core.order_entry.placing import ENTERED
from crm_core.timeline.kinds import KINDS, TimelineKind
from shop.audit.registry import ACTIONS, AuditAction
from shop.backoffice.panels import SIDE, Panel
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.dashboard.orders.panels import PANELS
from shop.order.links import order_token
from shop.order.models import Order
from shop.order_statuses import PENDING_PAYMENT
from shop.payments.methods import payment_method_of
from shop.user.models import User


def entered(order: Order, _user: User | AnonymousUser) -> dict[str, object] | None:
    """Say who placed the order and why; nothing for what the customer ordered themselves."""
    row = StaffOrder.objects.select_related("placed_by").filter(order=order).first()
    if row is None:
        return None
    method = payment_method_of(order)
    waits = order.status == PENDING_PAYMENT and method is not None and method.is_online
    path = reverse("checkout:pay-link", args=[order_token(order)]) if waits else ""
    return {"row": row, "pay_path": path, "order": order}


def open_draft(customer: Customer, user: User) -> list[OpenItem]:
    """Name the order that this colleague has not finished."""
    draft = OrderDraft.objects.filter(customer=customer, by=user, placed_at=None).first()
    if draft is None:
        return []
    return [
        OpenItem(
            label=_("Order not finished"),
            note=ago(draft.changed_at),
            url=reverse("order_entry", args=[customer.pk]),
        )
    ]


PANELS.register(
    Panel(
        name="entered",
        title=gettext_lazy("Placed by staff"),
        template="crm_core/order_entry/entered.html",
        context=entered,
        order=5,
        area=SIDE,
    )
)
OPEN_ITEMS.register(
    OpenSource(name="order-draft", read=open_draft, order=5, permission="order_entry.enter_orderdraft")
)
PAGE_ACTIONS.register(
    PageAction(
        name="order",
        label=gettext_lazy("New order"),
        url_name="order_entry",
        order=10,
        permission="order_entry.enter_orderdraft",
        icon="clipboard-list",
        key="o",
    )
)
KINDS.register(
    TimelineKind(
        name="order.entered",
        label=gettext_lazy("Order placed by staff"),
        group="orders",
        icon="clipboard-list",
        template="crm_core/order_entry/timeline_entered.html",
    )
)
ACTIONS.register(AuditAction(name=ENTERED, label=gettext_lazy("Placed an order for a customer")))
