"""The timeline as a panel of the customer page, and what to do next above it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_core.customers.attention import Suggestion, suggestions
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.timeline.pages import ADD, WRITE_MAIL
from crm_core.timeline.queries import open_follow_ups
from shop.backoffice.panels import ACTIVITY, MAIN, Panel
from shop.user.models import User

MOST_STEPS = 4


def timeline_panel(customer: Customer, _user: User) -> dict[str, object]:
    """Whose timeline: the template reads the page that the address asks for."""
    return {"customer": customer}


def next_panel(customer: Customer, user: User) -> dict[str, object]:
    """The next steps that colleagues planned, and what suggests itself."""
    return {
        "steps": list(open_follow_ups(customer)[:MOST_STEPS]),
        "ideas": [(idea, _url(idea, customer, user)) for idea in suggestions(customer, user)],
        "may_finish": user.has_perm("timeline.change_followup"),
    }


def _url(idea: Suggestion, customer: Customer, user: User) -> str:
    """Return where a suggestion is followed, for who may."""
    if idea.action == "mail":
        return reverse("timeline_mail", args=[customer.pk]) if user.has_perm(WRITE_MAIL) else ""
    if idea.action:
        return reverse("timeline_log", args=[customer.pk, idea.action]) if user.has_perm(ADD) else ""
    return idea.url


PANELS.register(
    Panel(
        name="next",
        title=_("Do next"),
        template="crm_core/timeline/next_panel.html",
        context=next_panel,
        order=2,
        area=MAIN,
    )
)
PANELS.register(
    Panel(
        name="timeline",
        title=_("Timeline"),
        template="crm_core/timeline/panel.html",
        context=timeline_panel,
        order=50,
        area=ACTIVITY,
    )
)
