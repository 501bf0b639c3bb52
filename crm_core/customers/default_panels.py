"""The panels that the customer's record itself fills: orders, contact data, company, doubts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import rows_visible_to, visible_to
from crm_core.customers.attention import open_items
from crm_core.customers.duplicates import candidates_of, pair_url
from crm_core.customers.matching.words import explain
from crm_core.customers.models import Customer, CustomerMerge
from crm_core.customers.panels import PANELS
from crm_core.customers.queries import orders_of
from crm_core.customers.records.trees import tree_ids
from shop.b2b.models import Company
from shop.b2b.panels import PANELS as COMPANY_PANELS
from shop.backoffice.panels import MAIN, Panel, table
from shop.backoffice.row_limits import limited
from shop.user.models import User

LATEST_ORDERS = 5
MOST_CUSTOMERS = 20


def open_panel(customer: Customer, user: User) -> dict[str, object]:
    """What waits with a customer."""
    return {"items": open_items(customer, user)}


def orders_panel(customer: Customer, _user: User) -> dict[str, object] | None:
    """The latest orders; the list below the timeline has the rest."""
    orders = list(orders_of(customer)[: LATEST_ORDERS + 1])
    if not orders:
        return None
    return {"orders": orders[:LATEST_ORDERS], "more": len(orders) > LATEST_ORDERS}


def company_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """The company behind the record and who speaks for it."""
    if customer.company is None or not fields_of(user).shows("company"):
        return None
    return {"company": customer.company, "contacts": list(customer.company.contacts.all())}


def conflicts_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """Who may be the same: found by scores, and customers to whom a key of this one leads."""
    may_merge = user.has_perm("customers.merge_customer")
    candidates = []
    for candidate in limited(user, candidates_of(customer))[:MOST_CUSTOMERS]:
        other = candidate.second if candidate.first == customer else candidate.first
        url = pair_url(customer, other) if may_merge else ""
        candidates.append({"customer": other, "why": explain(candidate.evidence), "url": url})
    told = [candidate["customer"] for candidate in candidates]
    seen = rows_visible_to(user, customer.conflicts.all(), by="identifier__customer")
    conflicts = seen.exclude(identifier__customer__in=[customer, *told])
    found = list(conflicts.select_related("identifier__customer").order_by("-noted_at"))
    return {"candidates": candidates, "conflicts": found} if candidates or found else None


def merges_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """The records that were merged into this one, and into those, each with the way to undo it."""
    merges = CustomerMerge.objects.filter(survivor__in=tree_ids(customer.pk), undone_at=None)
    rows = [
        {
            "merge": merge,
            "why": explain(merge.evidence),
            "orders": merge.moved.get("customers.customerorder.customer", 0),
        }
        for merge in merges.select_related("merged", "by").order_by("-pk")
    ]
    return {"merges": rows, "may_undo": user.has_perm("customers.merge_customer")} if rows else None


def company_customers(company: Company, user: User) -> dict[str, object] | None:
    """The customers that are the company or work for it, the dearest first."""
    columns = [
        TitleColumn(
            "name",
            label=pgettext_lazy("of a person or company", "Name"),
            accessor=lambda customer: name_for(user, customer),
            get_url=_page,
        ),
        Column("kind", label=_("Type"), accessor="get_kind_display"),
        Column("owner", label=_("Owner")),
    ]
    customers = visible_to(user).filter(company=company).select_related("owner")
    return table(columns, customers.order_by("-spent", "pk")[:MOST_CUSTOMERS])


def _page(customer: Customer) -> str:
    return reverse("customers:inspect", args=[customer.pk])


COMPANY_PANELS.register(
    Panel(
        name="customers",
        title=_("Customers"),
        context=company_customers,
        order=15,
        permission="customers.view_customer",
        area=MAIN,
    )
)
PANELS.register(
    Panel(
        name="open",
        title=pgettext_lazy("what waits with a customer", "Open"),
        template="crm_core/customers/panels/open.html",
        context=open_panel,
        order=1,
        area=MAIN,
    )
)
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
        title=_("Potential duplicates"),
        template="crm_core/customers/panels/conflicts.html",
        context=conflicts_panel,
        order=90,
    )
)
PANELS.register(
    Panel(
        name="merges",
        title=_("Merged records"),
        template="crm_core/customers/panels/merges.html",
        context=merges_panel,
        order=95,
    )
)
