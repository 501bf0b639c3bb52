"""Panels of an order's page, and what other pages of the back office tell of orders.

A package above registers a panel of its own in `PANELS`. Ours have the orders 10 (items), 20 (payments) and
30 (timeline with notes), 15 (shipments); at the side 5 (holds), 10 (customer), 12 (company), 20 and 30
(addresses), 35 (documents) and 40 (warehouse).
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn, TitleColumn

from shop.b2b.models import Company
from shop.b2b.panels import PANELS as COMPANY_PANELS
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import ACTIVITY, MAIN, Panel, facts, panel_registry, table
from shop.dashboard.orders.columns import StatusColumn
from shop.dashboard.orders.document_panel import documents
from shop.dashboard.orders.edit_views import changes
from shop.dashboard.orders.fulfilment_panels import holds, shipments, timeline
from shop.dashboard.orders.payment_panel import payments
from shop.dashboard.orders.queries import orders_visible_to
from shop.dashboard.orders.questions import line_states
from shop.dashboard.orders.selection import order_url
from shop.fulfilment.history import SEE
from shop.order.models import Order
from shop.order_statuses import CANCELLED, CHANGE
from shop.registry import Registry
from shop.returns.office.panels import order_returns
from shop.shipping.deliveries import delivery_for
from shop.shipping.destination_models import OrderDestination
from shop.stock.explanation import explain
from shop.stock.queries import promises_of, route_of, warehouse_names
from shop.user.models import User
from shop.warranties.office.panels import order_warranties

PANELS: Registry[Panel[Order]] = panel_registry("panel of an order")
LATEST = 10
COLUMNS = [
    TitleColumn("number", label=_("Order"), get_url=order_url),
    StatusColumn("status", label=_("Status")),
    MoneyColumn("total_incl_tax", label=_("Total"), currency="currency"),
    DateColumn("date_placed", label=_("Placed")),
]


def items(order: Order, user: User | AnonymousUser) -> dict[str, object]:
    """List the lines with what went back of each, and how the total came about."""
    lines = order.lines.select_related("product", "stockrecord").prefetch_related("attributes__option")
    return {
        "order": order,
        "lines": lines,
        "line_states": line_states(order, lines),
        "may_edit": order.status != CANCELLED and user.has_perm(CHANGE),
        "may_explain": user.has_perm("partner.view_pricelist"),
        "opens_products": user.has_perm("catalogue.change_product"),
    }


def customer(order: Order, _user: User | AnonymousUser) -> dict[str, object]:
    """Tell who bought."""
    return {"order": order}


def company(order: Order, _user: User | AnonymousUser) -> dict[str, object] | None:
    """Tell for which company it was bought and how that company books it."""
    if order.company is None:
        return None
    said = [
        (_("Company"), order.company.name),
        (_("Order number of the company"), order.po_number),
        (_("Cost centre"), str(order.cost_centre or "")),
        (_("Department"), str(order.department or "")),
    ]
    return facts([(label, value) for label, value in said if value])


def delivery_address(order: Order, user: User | AnonymousUser) -> dict[str, object] | None:
    """Tell where it goes; who may change orders is led to the form of the address."""
    address = order.shipping_address
    return {"order": order, "address": address, "may_change": user.has_perm(CHANGE)} if address else None


def chosen_delivery(order: Order, _user: User | AnonymousUser) -> dict[str, object] | None:
    """Tell where the buyer picks it up, or on which day it comes."""
    found = delivery_for(order)
    return {"delivery": found} if found else None


def destinations(order: Order, _user: User | AnonymousUser) -> dict[str, object] | None:
    """Tell what goes where of an order with several addresses."""
    rows = OrderDestination.objects.filter(order=order.pk).select_related("address__country")
    found = list(rows.prefetch_related("lines__line").order_by("position"))
    return {"order": order, "destinations": found} if found else None


def billing_address(order: Order, _user: User | AnonymousUser) -> dict[str, object] | None:
    """Tell whose name is on the invoice."""
    return {"address": order.billing_address} if order.billing_address else None


def route(order: Order, _user: User | AnonymousUser) -> dict[str, object] | None:
    """Say from where an order leaves and why, and which pieces are promised for later. Two queries."""
    found = route_of(order)
    return (
        {"sentences": explain(found.steps, names=warehouse_names()), "promises": promises_of(order)}
        if found
        else None
    )


def company_orders(company: Company, user: User | AnonymousUser) -> dict[str, object] | None:
    """List the latest orders of the people who buy for a company."""
    orders = orders_visible_to(user).filter(user__company_contact__company=company)
    return table(COLUMNS, orders.order_by("-date_placed", "-pk")[:LATEST])


def _panel(name: str, **parts: Any) -> Panel[Order]:
    template = parts.pop("template", f"backoffice/orders/{name}.html")
    return Panel(name=name, template=template, **parts)


ADDRESS = "backoffice/orders/address.html"
for panel in (
    _panel("items", title=_("Ordered items"), context=items, order=10, area=MAIN),
    _panel("payments", title=_("Payments"), context=payments, order=20, area=MAIN),
    _panel("shipments", title=_("Shipments"), context=shipments, order=15, area=MAIN, permission=SEE),
    _panel("changes", title=_("Changes"), context=changes, order=25, area=MAIN),
    _panel("notes", title=_("Timeline"), context=timeline, order=30, area=ACTIVITY),
    _panel("holds", title=_("Holds"), context=holds, order=5),
    _panel("documents", title=_("Documents"), context=documents, order=35),
    _panel("customer", title=_("Customer"), context=customer, order=10),
    Panel(name="company", title=_("Company"), context=company, order=12),
    _panel(
        "delivery-address", title=_("Delivery address"), context=delivery_address, order=20, template=ADDRESS
    ),
    _panel(
        "chosen-delivery",
        title=_("Chosen delivery"),
        context=chosen_delivery,
        order=15,
        template="backoffice/orders/chosen_delivery.html",
    ),
    _panel("destinations", title=_("Deliveries"), context=destinations, order=21),
    _panel(
        "billing-address", title=_("Billing address"), context=billing_address, order=30, template=ADDRESS
    ),
    _panel(
        "returns",
        title=_("Returns"),
        context=order_returns,
        order=35,
        template="returns/office/order.html",
        permission="returns.view_return",
    ),
    _panel(
        "warranties",
        title=_("Under warranty"),
        context=order_warranties,
        order=37,
        template="warranties/office/order.html",
        permission="warranties.view_warrantyunit",
    ),
    _panel("route", title=_("Shipped from"), context=route, order=40, template="stock/order_route.html"),
):
    PANELS.register(panel)

COMPANY_PANELS.register(
    Panel(
        name="orders",
        title=_("Latest orders"),
        context=company_orders,
        order=20,
        permission="order.view_order",
        area=ACTIVITY,
    )
)
