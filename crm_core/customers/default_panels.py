"""The panels that the customer's record itself fills: orders, contact data, company, doubts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.customers.queries import orders_of
from shop.backoffice.panels import Panel
from shop.user.models import User

LATEST_ORDERS = 5


def orders_panel(customer: Customer, _user: User) -> dict[str, Any] | None:
    """The latest orders; the list below the timeline has the rest."""
    orders = list(orders_of(customer)[: LATEST_ORDERS + 1])
    if not orders:
        return None
    return {"orders": orders[:LATEST_ORDERS], "more": len(orders) > LATEST_ORDERS}


def contact_panel(customer: Customer, _user: User) -> dict[str, Any] | None:
    """Every key that leads here."""
    identifiers = list(customer.identifiers.order_by("kind", "value"))
    return {"identifiers": identifiers} if identifiers else None


def company_panel(customer: Customer, _user: User) -> dict[str, Any] | None:
    """The company behind the record and who speaks for it."""
    if customer.company is None:
        return None
    return {"company": customer.company, "contacts": list(customer.company.contacts.all())}


def conflicts_panel(customer: Customer, _user: User) -> dict[str, Any] | None:
    """Who may be the same: customers to whom a key of this one leads."""
    conflicts = list(customer.conflicts.select_related("identifier__customer").order_by("-noted_at"))
    return {"conflicts": conflicts} if conflicts else None


PANELS.register(
    Panel(
        name="orders",
        title=_("Orders"),
        template="crm_core/customers/panels/orders.html",
        context=orders_panel,
        order=10,
        permission="order.view_order",
    )
)
PANELS.register(
    Panel(
        name="contact",
        title=_("Identifiers"),
        template="crm_core/customers/panels/contact.html",
        context=contact_panel,
        order=20,
    )
)
PANELS.register(
    Panel(
        name="company",
        title=_("Company"),
        template="crm_core/customers/panels/company.html",
        context=company_panel,
        order=30,
        permission="b2b.view_company",
    )
)
PANELS.register(
    Panel(
        name="conflicts",
        title=_("May be the same as"),
        template="crm_core/customers/panels/conflicts.html",
        context=conflicts_panel,
        order=90,
    )
)
