"""The panels of a repair, of an item under warranty, and what a repair adds to an order's page."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, panel_registry, table
from shop.order.models import Order
from shop.registry import Registry
from shop.user.models import User
from shop.warranties.access import ADD, HANDLE
from shop.warranties.models import Repair, WarrantyUnit
from shop.warranties.office.forms import FinishForm, RefuseForm, ReplaceForm, SendBackForm, StaffRepairForm
from shop.warranties.queries import entitlement_of
from shop.warranties.states import Coverage, RepairState

PANELS: Registry[Panel[Repair]] = panel_registry("panel of a repair")
UNIT_PANELS: Registry[Panel[WarrantyUnit]] = panel_registry("panel of an item under warranty")
REPAIRS = [
    TitleColumn("number", label=_("Repair"), accessor="number", url_name="repairs:inspect"),
    Column("state", label=_("Status"), accessor="get_state_display"),
    Column("outcome", label=_("Outcome"), accessor="get_outcome_display"),
    DateColumn("requested_at", label=_("Requested")),
]


def work(found: Repair, user: User | AnonymousUser) -> dict[str, object]:
    """Show what is wrong; who may handle repairs has the forms of what comes next."""
    may = user.has_perm(HANDLE)
    is_here = may and found.state == RepairState.RECEIVED
    return {
        "refuse_form": RefuseForm() if may and found.state == RepairState.REQUESTED else None,
        "finish_form": FinishForm() if is_here else None,
        "replace_form": ReplaceForm() if is_here and user.has_perm("returns.add_return") else None,
        "send_form": SendBackForm() if may and found.state == RepairState.REPAIRED else None,
    }


def item(found: Repair, _user: User) -> dict[str, object]:
    """Tell which item it is, whose, and until when it is covered."""
    unit = found.unit
    return {"unit": unit, "order": unit.line.order, "entitlement": entitlement_of(unit)}


def other_repairs(found: Repair, _user: User) -> dict[str, object] | None:
    """List what was repaired of the same item before."""
    return table(REPAIRS, Repair.objects.filter(unit=found.unit_id).exclude(pk=found.pk)[:20])


def unit_repairs(unit: WarrantyUnit, _user: User) -> dict[str, object] | None:
    """List the repairs of an item."""
    return table(REPAIRS, unit.repairs.all()[:20])


def new_repair(unit: WarrantyUnit, user: User) -> dict[str, object] | None:
    """Say whether it is covered; who may record repairs has the form."""
    entitlement = entitlement_of(unit)
    may = unit.starts_on is not None and user.has_perm(ADD)
    if may and any(repair.is_open for repair in unit.repairs.all()):
        may = False
    coverage = Coverage.WARRANTY if entitlement.is_covered else Coverage.GOODWILL
    form = StaffRepairForm(coverage=coverage) if may else None
    return {"entitlement": entitlement, "repair_form": form, "unit": unit}


def order_warranties(order: Order, _user: User) -> dict[str, object] | None:
    """List the items of an order that are under warranty."""
    units = list(WarrantyUnit.objects.filter(line__order=order).select_related("line").order_by("pk")[:50])
    if not units:
        return None
    rows = [(unit, reverse("warranty_items:inspect", args=[unit.pk])) for unit in units]
    return {"rows": rows}


for panel in (
    Panel(
        name="work",
        title=_("Repair"),
        context=work,
        order=10,
        area=MAIN,
        template="warranties/office/work.html",
    ),
    Panel(
        name="item",
        title=_("Item"),
        context=item,
        order=10,
        area=SIDE,
        template="warranties/office/item.html",
    ),
    Panel(name="others", title=_("Earlier repairs"), context=other_repairs, order=10, area=ACTIVITY),
):
    PANELS.register(panel)
for unit_panel in (
    Panel(
        name="new",
        title=_("Warranty"),
        context=new_repair,
        order=10,
        area=MAIN,
        template="warranties/office/new.html",
    ),
    Panel(name="repairs", title=_("Repairs"), context=unit_repairs, order=10, area=ACTIVITY),
):
    UNIT_PANELS.register(unit_panel)
