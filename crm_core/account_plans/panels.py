"""What the page of a plan tells; packages above may register their own."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.account_plans.models import AccountPlan
from crm_core.account_plans.queries import progress_of
from crm_core.activities.models import Activity
from crm_core.customers.access.fields import name_for
from crm_core.pipeline.people import org_chart, people_at
from crm_core.pipeline.white_space import account_of, white_space
from shop.backoffice.panels import MAIN, SIDE, Area, Panel, panel_registry
from shop.backoffice.row_limits import limited
from shop.configuration.queries import shop_currency
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[AccountPlan]] = panel_registry("panel of an account plan")
Context = dict[str, object]
SEES_ORDERS = "order.view_order"
SHOWN = 10


def words_panel(plan: AccountPlan, _user: User) -> Context | None:
    """Situation, strategy and risks, as far as they are written."""
    words = [
        (label, text)
        for label, text in (
            (_("Situation"), plan.situation),
            (_("Strategy"), plan.strategy),
            (_("Risks"), plan.risks),
        )
        if text
    ]
    return {"words": words} if words else None


def targets_panel(plan: AccountPlan, _user: User) -> Context:
    """Each category with what is planned and what was ordered."""
    return {"targets": progress_of(plan), "currency": shop_currency()}


def people_panel(plan: AccountPlan, user: User) -> Context | None:
    """Who works at the account, and who reports to whom."""
    people = people_at(plan.customer, user)
    names = {person.pk: name_for(user, person) for person in people}
    return {"chart": org_chart(None, people, name_of=names)} if people else None


def white_space_panel(plan: AccountPlan, _user: User) -> Context | None:
    """Categories that the account never bought from and that no target names."""
    planned = set(plan.targets.values_list("category", flat=True))
    gaps = [gap for gap in white_space(plan.customer) if gap.category.pk not in planned]
    return {"gaps": gaps} if gaps else None


def steps_panel(plan: AccountPlan, user: User) -> Context:
    """What is planned with the account next."""
    waiting = Activity.objects.filter(customer__in=account_of(plan.customer), state=Activity.State.OPEN)
    waiting = limited(user, waiting)
    return {"steps": list(waiting.select_related("assignee").order_by("due_at", "pk")[:SHOWN])}


_ROWS: tuple[tuple[str, object, object, Area, int, str], ...] = (
    ("targets", _("Targets"), targets_panel, MAIN, 10, SEES_ORDERS),
    ("words", _("How"), words_panel, MAIN, 20, ""),
    ("people", _("Contacts"), people_panel, MAIN, 30, ""),
    (
        "steps",
        pgettext_lazy("of an account plan", "Next steps"),
        steps_panel,
        SIDE,
        10,
        "activities.view_activity",
    ),
    ("white_space", _("Never bought"), white_space_panel, SIDE, 20, SEES_ORDERS),
)
_TEMPLATES = {"white_space": "crm_core/pipeline/panels/white_space.html"}
for _name, _title, _context, _area, _order, _permission in _ROWS:
    PANELS.register(
        Panel(
            name=_name,
            title=_title,  # type: ignore[arg-type]
            context=_context,  # type: ignore[arg-type]
            order=_order,
            area=_area,
            template=_TEMPLATES.get(_name, f"crm_core/account_plans/{_name}.html"),
            permission=_permission,
        )
    )
