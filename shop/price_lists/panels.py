"""Panels of a list's page, and what the pages of companies and products tell of price lists."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from shop.b2b.models import Company
from shop.b2b.panels import PANELS as COMPANY_PANELS
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, panel_registry, table
from shop.partner.price_list_models import PriceList
from shop.price_lists.contexts import Assigned, member_of_company
from shop.price_lists.forms import AssignmentForm
from shop.price_lists.pages import CHANGE, SEE
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[PriceList]] = panel_registry("panel of a price list")
SHOWN = 50
IMPORT_COLUMNS = [
    TitleColumn(
        "file_name",
        label=_("File"),
        get_url=lambda batch: _import_url(batch.price_list_id, batch.pk),
    ),
    Column("state", label=_("State"), accessor="get_state_display"),
    Column("num_rows", label=_("Rows")),
    Column("num_problems", label=_("Rows left out")),
    DateColumn("created_at", label=_("Created")),
]


def _import_url(pk: int, batch: int) -> str:
    return reverse("price-lists:import", args=[pk, batch])


def targets(price_list: PriceList, user: User | AnonymousUser) -> dict[str, object]:
    """List whom the list is for, with a form for who may change it."""
    rows = price_list.assignments.select_related("group", "company", "location__company", "user")
    return {
        "assignments": rows.order_by("pk")[: SHOWN * 4],
        "form": AssignmentForm() if user.has_perm(CHANGE) else None,
    }


def imports(price_list: PriceList, _user: User | AnonymousUser) -> dict[str, object] | None:
    """List the latest files."""
    found = price_list.imports.all()[:SHOWN]
    return table(IMPORT_COLUMNS, found) if found else None


def lists_of_company(company: Company, _user: User | AnonymousUser) -> dict[str, object] | None:
    """List the company's price lists in the order in which they are looked at."""
    assigned = Assigned.load()
    order = assigned.of_member(member_of_company(company)) or assigned.of_everybody()
    found = PriceList.objects.in_bulk(order)
    return {"lists": [found[pk] for pk in order], "company": company}


PANELS.register(
    Panel(
        name="targets",
        title=_("Who gets these prices"),
        template="price_lists/targets_panel.html",
        context=targets,
        order=10,
        area=MAIN,
    )
)
PANELS.register(
    Panel(name="imports", title=_("Imports"), context=imports, order=20, area=ACTIVITY, permission=CHANGE)
)
COMPANY_PANELS.register(
    Panel(
        name="price-lists",
        title=_("Price lists"),
        template="price_lists/company_panel.html",
        context=lists_of_company,
        order=45,
        area=SIDE,
        permission=SEE,
    )
)
