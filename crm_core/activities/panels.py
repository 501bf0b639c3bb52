"""Activities on the page of a customer, a deal, a lead ...: what is open, and one more in one step."""

from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm_core.activities.about import plan_url
from crm_core.activities.models import Activity
from crm_core.activities.pages import ADD, CHANGE, VIEW, activity_url, icon_of
from crm_core.activities.queries import activities_about, open_of_account
from crm_core.activities.reasons import reason_words
from crm_core.customers.access.fields import name_for
from crm_core.customers.attention import Suggestion, suggestions
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.timeline.pages import ADD as LOG, WRITE_MAIL
from shop.backoffice.panels import MAIN, Panel
from shop.user.models import User

MOST_STEPS = 5


def _row(activity: Activity, user: User, page_of: Customer | None) -> dict[str, object]:
    """Return one activity for the template; with whom it is, where that is not whose page it is."""
    person = activity.customer
    is_others = person is not None and page_of is not None and person.pk != page_of.pk
    return {
        "person": person if is_others else None,
        "person_name": name_for(user, person) if person is not None and is_others else "",
        "activity": activity,
        "icon": icon_of(activity),
        "reason": reason_words(activity),
        "url": activity_url(activity),
    }


def _open(
    activities: list[Activity], user: User, *, plan: str, back: str, page_of: Customer | None = None
) -> dict[str, object]:
    """Return what the template of open activities needs; the sixth says that there are more."""
    return {
        "steps": [_row(activity, user, page_of) for activity in activities[:MOST_STEPS]],
        "more": len(activities) > MOST_STEPS,
        "may_change": user.has_perm(CHANGE),
        "plan_url": f"{plan}&{urlencode({'back': back})}" if user.has_perm(ADD) else "",
        "back": back,
    }


def next_panel(customer: Customer, user: User) -> dict[str, object]:
    """What colleagues and rules planned with a customer and a company's people, and what suggests itself."""
    sees = user.has_perm(VIEW)
    planned = list(open_of_account(customer, user)[: MOST_STEPS + 1]) if sees else []
    return {
        **_open(
            planned,
            user,
            plan=f"{reverse('activity_plan')}?{urlencode({'customer': customer.pk})}",
            back=reverse("customers:inspect", args=[customer.pk]),
            page_of=customer,
        ),
        "ideas": [(idea, _url(idea, customer, user)) for idea in suggestions(customer, user)],
    }


def about_panel(record: Model, user: User, *, back: str) -> dict[str, object]:
    """What is open about a record, for a panel of its page: template `crm_core/activities/next_panel.html`.

    `back` is the address of the record's page. The record's kind is registered in `about.ABOUT`.
    """
    planned = list(activities_about(record, user)[: MOST_STEPS + 1]) if user.has_perm(VIEW) else []
    return {**_open(planned, user, plan=plan_url(record), back=back), "ideas": []}


def _url(idea: Suggestion, customer: Customer, user: User) -> str:
    """Return where a suggestion is followed, for who may."""
    if idea.action == "mail":
        return reverse("timeline_mail", args=[customer.pk]) if user.has_perm(WRITE_MAIL) else ""
    if idea.action:
        return reverse("timeline_log", args=[customer.pk, idea.action]) if user.has_perm(LOG) else ""
    return idea.url


PANELS.register(
    Panel(
        name="next",
        title=_("Do next"),
        template="crm_core/activities/next_panel.html",
        context=next_panel,
        order=2,
        area=MAIN,
    )
)
