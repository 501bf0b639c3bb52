"""My day: what a colleague has to do, with its reason, and the open matters of the customer at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm_core.activities.about import about_link
from crm_core.activities.access import colleagues_of
from crm_core.activities.mentions import new_mentions, see_mentions
from crm_core.activities.models import Activity
from crm_core.activities.pages import ADD, CHANGE, SEES_CUSTOMERS, VIEW, activity_url, icon_of
from crm_core.activities.queries import Day, day_of_colleague, loads_of
from crm_core.activities.reasons import reason_words
from crm_core.activities.views import complete_form, number_of
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.viewing import note_views
from crm_core.customers.attention import open_items
from crm_core.timeline.queries import last_talk
from crm_core.timeline.views import entry_url
from shop.backoffice.access import renders_forbidden
from shop.user.models import User, UserRequest

TABS = (
    ("my_day", gettext_lazy("My day")),
    ("activities:index", gettext_lazy("List")),
    ("activity_calendar", gettext_lazy("Calendar")),
    ("activity_team", gettext_lazy("Team")),
)
#: A colleague's day is read among at most so many names.
MOST_COLLEAGUES = 200


@dataclass(frozen=True, kw_only=True)
class Row:
    """An activity as it stands in a day."""

    activity: Activity
    icon: str
    reason: str
    customer: str
    url: str
    is_current: bool


def tabs(request: HttpRequest) -> list[dict[str, object]]:
    """Return the ways to look at activities, of which the current one is marked."""
    current = request.resolver_match.view_name.removeprefix("wagtailadmin_") if request.resolver_match else ""
    return [{"label": label, "url": reverse(name), "is_current": name == current} for name, label in TABS]


def colleague_of(request: UserRequest) -> User:
    """Return whose work is looked at: one's own, or a colleague's that one sees. Raises Http404."""
    number = number_of(request.GET.get("of", ""))
    if number is None or number == request.user.pk:
        return request.user
    return get_object_or_404(colleagues_of(request.user), pk=number)  # guard: colleagues-of-others


@require_safe
@renders_forbidden
@permission_required([SEES_CUSTOMERS, VIEW], raise_exception=True)
def my_day(request: UserRequest) -> HttpResponse:
    """Show what is overdue, for today and soon; of one of them what to know before one calls."""
    colleague = colleague_of(request)
    day = day_of_colleague(colleague, seen_by=request.user)
    current = _current(request, day.all)
    if current is not None and current.customer_id is not None:
        note_views(request.user, current.customer_id, page="my_day")
    context = {
        "tabs": tabs(request),
        "colleague": colleague,
        "is_own": colleague.pk == request.user.pk,
        "colleagues": list(colleagues_of(request.user)[:MOST_COLLEAGUES]),
        "sections": _sections(request, day, current),
        "is_cut": day.is_cut,
        "card": _card(request, day.all, current) if current else None,
        "has_chosen": "at" in request.GET,
        "mentions": _mentions(request.user) if colleague.pk == request.user.pk else [],
        "may_plan": request.user.has_perm(ADD),
        "header_title": _("My day") if colleague.pk == request.user.pk else _day_of(colleague),
        "header_icon": "calendar-check",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("My day")},
        ],
    }
    return render(request, "crm_core/activities/my_day.html", context)


def _day_of(colleague: User) -> str:
    return _("Day of %(colleague)s") % {"colleague": colleague}


def _current(request: HttpRequest, activities: Sequence[Activity]) -> Activity | None:
    """Return the one that the address asks for, else the first."""
    number = number_of(request.GET.get("at", ""))
    return next((each for each in activities if each.pk == number), activities[0] if activities else None)


def _url_at(request: HttpRequest, activity: Activity | None) -> str:
    """Return the day at one of its activities."""
    query = {"of": request.GET["of"]} if request.GET.get("of") else {}
    if activity is not None:
        query["at"] = str(activity.pk)
    return reverse("my_day") + (f"?{urlencode(query)}" if query else "")


def _sections(request: UserRequest, day: Day, current: Activity | None) -> list[dict[str, object]]:
    named = (
        ("overdue", _("Overdue"), day.overdue),
        ("today", _("Today"), day.today),
        ("soon", _("Soon"), day.soon),
    )
    return [
        {"name": name, "title": title, "rows": [_row(request, each, current) for each in rows]}
        for name, title, rows in named
    ]


def _row(request: UserRequest, activity: Activity, current: Activity | None) -> Row:
    return Row(
        activity=activity,
        icon=icon_of(activity),
        reason=reason_words(activity),
        customer=name_for(request.user, activity.customer) if activity.customer else "",
        url=_url_at(request, activity),
        is_current=current is not None and activity.pk == current.pk,
    )


def _card(request: UserRequest, activities: Sequence[Activity], activity: Activity) -> dict[str, object]:
    """Tell what one wants to know of the customer at hand, in as many queries whatever the day holds."""
    customer, user = activity.customer, request.user
    after = activities[activities.index(activity) + 1 :]
    before = activities[: activities.index(activity)]
    following = next((each for each in after if not customer or each.customer_id != customer.pk), None)
    previous = next(
        (each for each in reversed(before) if not customer or each.customer_id != customer.pk), None
    )
    may_change = user.has_perm(CHANGE)
    # Once it is done, the day goes on at the next one.
    next_one = next(iter([*after, *before]), None)
    return {
        **vars(_row(request, activity, activity)),
        "about": about_link(activity, user),
        "customer_record": customer,
        "items": open_items(customer, user) if customer else [],
        "last_talk": last_talk(customer.pk) if customer else None,
        "hidden": fields_of(user).hidden,
        "form": complete_form(activity, user) if may_change else None,
        "back": _url_at(request, next_one),
        "here": _url_at(request, activity),
        "next_url": _url_at(request, following) if following else "",
        "previous_url": _url_at(request, previous) if previous else "",
        "place": activities.index(activity) + 1,
        "number": len(activities),
        "page_url": activity_url(activity),
    }


def _of_another(activities: Sequence[Activity], activity: Activity) -> Activity | None:
    """Return the first that is with another customer."""
    own = activity.customer_id
    return next((each for each in activities if own is None or each.customer_id != own), None)


def _mentions(user: User) -> list[dict[str, object]]:
    """Return where the user was named and has not looked yet."""
    rows = []
    for mention in new_mentions(user):
        customer = (
            mention.entry.customer
            if mention.entry
            else mention.activity.customer
            if mention.activity
            else None
        )
        words = mention.activity.subject if mention.activity else ""
        rows.append({"mention": mention, "words": words or (name_for(user, customer) if customer else "")})
    return rows


@require_POST
@renders_forbidden
@permission_required([SEES_CUSTOMERS, VIEW], raise_exception=True)
def open_mention(request: UserRequest, pk: int) -> HttpResponse:
    """Lead to where the user was named, and note that they have looked."""
    mention = next((each for each in new_mentions(request.user) if each.pk == pk), None)
    if mention is None:
        return redirect("my_day")
    see_mentions(request.user, pk=pk)
    if mention.entry is not None:
        return redirect(entry_url(mention.entry))
    return redirect(activity_url(mention.activity) if mention.activity else reverse("my_day"))


@require_safe
@renders_forbidden
@permission_required([SEES_CUSTOMERS, VIEW], raise_exception=True)
def team(request: UserRequest) -> HttpResponse:
    """Show what each colleague has to do, most overdue first; who sees no one else's work sees their own."""
    colleagues = list(colleagues_of(request.user)[:MOST_COLLEAGUES])
    loads = [
        load
        for load in loads_of(colleagues, seen_by=request.user)
        if load.overdue or load.today or load.week or load.done or load.colleague.pk == request.user.pk
    ]
    loads.sort(key=lambda load: (-load.overdue, -load.today, str(load.colleague)))
    context = {
        "tabs": tabs(request),
        "loads": loads,
        "most": max((load.total for load in loads), default=0) or 1,
        "header_title": _("Team"),
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("my_day"), "label": _("My day")},
            {"url": "", "label": _("Team")},
        ],
    }
    return render(request, "crm_core/activities/team.html", context)
