"""The panels of a return's page."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from shop.backoffice.panels import ACTIVITY, MAIN, Panel, panel_registry, table
from shop.carriers.models import CarrierAccount
from shop.order.models import Order
from shop.order_statuses import CHANGE, REFUND
from shop.registry import Registry
from shop.returns.access import HANDLE
from shop.returns.advice import advice_on
from shop.returns.mail import return_address
from shop.returns.models import Inspection, Return
from shop.returns.office.forms import InspectForm, ReceiveForm, RefuseForm, SettleForm
from shop.returns.policy import policy
from shop.returns.settling import proposed, unsettled
from shop.returns.states import ReturnState
from shop.user.models import User

PANELS: Registry[Panel[Return]] = panel_registry("panel of a return")
INSPECTIONS = [
    Column("line", label=_("Item"), accessor="return_line.line.title"),
    Column("quantity", label=_("Units")),
    Column("condition", label=_("Condition"), accessor="get_condition_display"),
    Column("disposition", label=_("Goes"), accessor="get_disposition_display"),
    Column("note", label=_("Note")),
    Column("by", label=_("By")),
    DateColumn("inspected_at", label=_("Inspected")),
]


def items(found: Return, user: User | AnonymousUser) -> dict[str, object]:
    """List the lines; who may handle returns has the forms of what comes next."""
    may = user.has_perm(HANDLE)
    is_in = found.state in (ReturnState.APPROVED, ReturnState.RECEIVED)
    receive = ReceiveForm(returned=found) if may and is_in else None
    inspect = InspectForm(returned=found) if may and found.state == ReturnState.RECEIVED else None
    lines = found.lines.select_related("line", "reason", "replacement")
    return {
        "lines": lines,
        "receive_form": receive if receive and receive.rows else None,
        "inspect_form": inspect if inspect and inspect.rows else None,
        "refuse_form": RefuseForm() if may and found.state == ReturnState.REQUESTED else None,
        "may_close": may
        and found.state == ReturnState.RECEIVED
        and not any(line.to_inspect or line.to_settle for line in lines),
    }


def money(found: Return, user: User) -> dict[str, object] | None:
    """Show what accepted pieces would bring, and what was given."""
    waiting = found.state == ReturnState.RECEIVED and bool(unsettled(found))
    if not waiting and not found.settlements.exists():
        return None
    shown = proposed(found) if waiting else None
    may = user.has_perm(HANDLE) and user.has_perms([CHANGE, REFUND])
    form = SettleForm(initial={"fingerprint": shown.fingerprint}) if shown and may else None
    return {"shown": shown, "settle_form": form, "settlements": found.settlements.select_related("by")}


def photos(found: Return, _user: User) -> dict[str, object] | None:
    """Show what the buyer wrote and sent."""
    pictures = list(found.photos.all())
    return {"photos": pictures} if pictures or found.comment else None


def inspections(found: Return, _user: User) -> dict[str, object] | None:
    """List what was seen of the pieces."""
    rows = Inspection.objects.filter(return_line__parent=found).select_related("return_line__line", "by")
    return table(INSPECTIONS, rows)


def buyer(found: Return, user: User) -> dict[str, object]:
    """Tell who bought, and what is known of them."""
    return {"order": found.order, "advice": advice_on(found.order, user)}


def delivery(found: Return, user: User) -> dict[str, object]:
    """Tell where the pieces are to go, and the label."""
    label = getattr(found, "label", None)
    may = user.has_perm(HANDLE) and found.state == ReturnState.APPROVED and label is None
    carriers = list(CarrierAccount.objects.filter(is_enabled=True)) if may else []
    return {"address": return_address(policy()), "label": label, "carriers": carriers}


def order_returns(order: Order, user: User) -> dict[str, object] | None:
    """List an order's returns on its page, and lead to recording one."""
    rows = list(order.returns.all())
    may = user.has_perm("returns.add_return")
    return {"order": order, "returns": rows, "may_add": may} if rows or may else None


for panel in (
    Panel(
        name="items",
        title=_("Items"),
        context=items,
        order=10,
        area=MAIN,
        template="returns/office/items.html",
    ),
    Panel(
        name="money",
        title=_("Settlement"),
        context=money,
        order=20,
        area=MAIN,
        template="returns/office/money.html",
    ),
    Panel(
        name="photos",
        title=_("What the customer says"),
        context=photos,
        order=30,
        area=MAIN,
        template="returns/office/photos.html",
    ),
    Panel(name="inspections", title=_("Inspections"), context=inspections, order=10, area=ACTIVITY),
    Panel(name="buyer", title=_("Customer"), context=buyer, order=10, template="returns/office/buyer.html"),
    Panel(
        name="delivery",
        title=_("Return delivery"),
        context=delivery,
        order=20,
        template="returns/office/delivery.html",
    ),
):
    PANELS.register(panel)
