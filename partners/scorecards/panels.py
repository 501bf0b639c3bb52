"""What the page of a plan, and that of a partner account, show in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from partners.accounts.models import PartnerAccount
from partners.accounts.panels import PARTNER_PANELS
from partners.scorecards.forms import ActionForm, PlanContentForm
from partners.scorecards.models import BusinessPlan
from partners.scorecards.quarters import quarter_of
from partners.scorecards.queries import scorecard
from shop.backoffice.columns import DayColumn
from shop.backoffice.panels import MAIN, SIDE, Panel, panel_registry, table
from shop.registry import Registry
from shop.time_zones import shop_day
from shop.user.models import User

VIEW, CHANGE = "partner_scorecards.view_businessplan", "partner_scorecards.change_businessplan"
PANELS: Registry[Panel[BusinessPlan]] = panel_registry("panel of a business plan")
CARD, FORM = "partners/scorecards/panel.html", "partners/funds/action_panel.html"
ACTIONS = [
    Column("title", label=_("What is to be done")),
    Column("side", label=_("Who does it"), accessor="get_side_display"),
    DayColumn("due_on", label=_("Due")),
    DateColumn("done_at", label=_("Done")),
]


def card_of_plan(plan: BusinessPlan, _user: User) -> dict[str, object] | None:
    """Show the scorecard of the plan's quarter, as the partner sees it."""
    return {"card": scorecard(plan.account, plan.quarter)}


def card_of_now(account: PartnerAccount, _user: User) -> dict[str, object] | None:
    """Show the scorecard of the quarter that it is."""
    return {"card": scorecard(account, quarter_of(shop_day()))}


def actions(plan: BusinessPlan, _user: User) -> dict[str, object] | None:
    """List the actions."""
    return table(ACTIONS, plan.actions.all())


def content(plan: BusinessPlan, _user: User) -> dict[str, object] | None:
    """Ask for goals and notes."""
    return {"form": PlanContentForm(plan=plan), "action": "save", "label": _("Save")}


def new_action(_plan: BusinessPlan, _user: User) -> dict[str, object] | None:
    """Ask for an action."""
    return {"action_form": ActionForm()}


PANELS.register(
    Panel(name="card", title=_("Scorecard"), context=card_of_plan, template=CARD, order=10, area=MAIN)
)
PANELS.register(Panel(name="actions", title=_("Actions"), context=actions, order=20, area=MAIN))
PANELS.register(
    Panel(
        name="content",
        title=_("Goals"),
        context=content,
        template=FORM,
        order=10,
        area=SIDE,
        permission=CHANGE,
    )
)
PANELS.register(
    Panel(
        name="new_action",
        title=_("New action"),
        context=new_action,
        template="partners/scorecards/action_panel.html",
        order=20,
        area=SIDE,
        permission=CHANGE,
    )
)
PARTNER_PANELS.register(
    Panel(
        name="scorecard",
        title=_("Scorecard"),
        context=card_of_now,
        template=CARD,
        order=35,
        area=MAIN,
        permission=VIEW,
    )
)
