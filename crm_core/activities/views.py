"""The page of an activity, planning and changing one, and saying that it is done."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_core.activities.about import about_link, record_of
from crm_core.activities.access import AssigneeRefusedError, activity_or_404
from crm_core.activities.forms import ActivityForm, CompleteForm, MoveForm
from crm_core.activities.mentions import note_mentions, see_mentions
from crm_core.activities.models import Activity
from crm_core.activities.pages import ADD, CHANGE, SEES_CUSTOMERS, VIEW, activity_url, icon_of
from crm_core.activities.reasons import reason_words
from crm_core.activities.services import (
    cancel_activity,
    complete_activity,
    moved_to,
    plan_activity,
    reschedule,
)
from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.models import Customer
from crm_core.timeline.views import is_fragment
from shop.backoffice.access import renders_forbidden
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.safe_redirects import safe_redirect_url
from shop.user.models import User, UserRequest

INVALID = 422
LONGEST_KEY = 18
MOST_DAYS_DIGITS = 4


def number_of(typed: str) -> int | None:
    """Read a key of a row from an address; None for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_KEY else None


def back_url(request: HttpRequest, otherwise: str) -> str:
    """Return where somebody came from, as the address or the form says, if it is a page of ours."""
    return safe_redirect_url(request, request.POST.get("back"), request.GET.get("back"), otherwise=otherwise)


def breadcrumbs(title: str) -> list[dict[str, str]]:
    """Lead back to the list."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("activities:index"), "label": _("Activities")},
        {"url": "", "label": title},
    ]


def _shown(
    request: HttpRequest, form: forms.BaseForm, title: str, *, status: int = 200, **values: object
) -> HttpResponse:
    """Show a form: alone for a script, which reads it whatever the status, else on its page."""
    context = {
        "form": form,
        "header_title": title,
        "header_icon": "calendar-check",
        "breadcrumbs_items": breadcrumbs(title),
        **values,
    }
    if is_fragment(request):
        return render(request, "crm_core/activities/compose_form.html", context)
    return render(request, "crm_core/activities/compose.html", context, status=status)


def _done(request: HttpRequest, url: str, words: str) -> HttpResponse:
    messages.success(request, words)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"X-Location": url})
    return redirect(url)


@require_safe
@renders_forbidden
@permission_required([SEES_CUSTOMERS, VIEW], raise_exception=True)
def page(request: UserRequest, pk: int) -> HttpResponse:
    """Show one activity with its reason, and what may be done with it."""
    activity = activity_or_404(request.user, pk)
    see_mentions(request.user, activity=activity)
    may_change = activity.is_open and request.user.has_perm(CHANGE)
    context = {
        "activity": activity,
        "reason": reason_words(activity),
        "about": about_link(activity, request.user),
        "customer_name": name_for(request.user, activity.customer) if activity.customer else "",
        "may_change": may_change,
        "move": MoveForm(initial={"day": activity.day}),
        "header_title": activity.subject,
        "header_icon": icon_of(activity),
        "breadcrumbs_items": breadcrumbs(activity.subject),
    }
    return render(request, "crm_core/activities/page.html", context)


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required([SEES_CUSTOMERS, ADD], raise_exception=True)
def plan(request: UserRequest) -> HttpResponse:
    """Plan an activity; the address may name customer, day, kind, and what it is about."""
    customer = _customer(request)
    about = record_of(request.GET.get("about", ""), request.user)
    if (
        customer is None
        and about is not None
        and isinstance(owner := getattr(about, "customer", None), Customer)
    ):
        customer = seen_or_404(request.user, owner.pk)
    data = request.POST if request.method == "POST" else None
    form = ActivityForm(data=data, user=request.user, initial=_initial(request, customer))
    if request.method == "POST" and form.is_valid():
        activity = plan_activity(form.planned(about=about))
        note_mentions(activity.note, by=request.user, activity=activity)
        return _done(
            request,
            back_url(request, activity_url(activity)),
            _("Planned: %(activity)s") % {"activity": activity},
        )
    where = reverse("customers:inspect", args=[customer.pk]) if customer else reverse("my_day")
    return _shown(
        request,
        form,
        _("Plan an activity"),
        status=INVALID if form.errors else 200,
        action=request.get_full_path(),
        submit=_("Plan"),
        cancel_url=back_url(request, where),
    )


def _customer(request: UserRequest) -> Customer | None:
    number = number_of(request.GET.get("customer", ""))
    return seen_or_404(request.user, number) if number is not None else None


def _initial(request: UserRequest, customer: Customer | None) -> dict[str, object]:
    """Read from the address what the form begins with."""
    kind = request.GET.get("kind", "")
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = timezone.localdate()
    return {
        "kind": kind if kind in Activity.Kind else Activity.Kind.TODO,
        "customer": customer.pk if customer else None,
        "day": day,
        "assignee": request.user.pk,
    }


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required([SEES_CUSTOMERS, CHANGE], raise_exception=True)
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change an open activity; two who change it lose nothing of each other's."""
    activity = activity_or_404(request.user, pk)
    status = 200
    with locked(activity) as held:
        if not held.is_open:
            return _too_late(request, held)
        data = request.POST if request.method == "POST" else None
        form = merging_form(ActivityForm)(data=data, instance=held, user=request.user)
        if request.method == "POST":
            if form.is_valid():
                saved = form.save()
                note_mentions(saved.note, by=request.user, activity=saved)
                report_merge(request, form)
                return _done(request, back_url(request, activity_url(saved)), _("Saved."))
            status = CONFLICT if getattr(form, "conflicts", None) else INVALID
    return _shown(
        request,
        form,
        _("Edit: %(activity)s") % {"activity": activity},
        status=status,
        action=request.get_full_path(),
        submit=_("Save"),
        cancel_url=back_url(request, activity_url(activity)),
    )


def _too_late(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Say that somebody else was quicker."""
    words = _("This is done already, by %(name)s.") % {"name": activity.done_by or _("somebody")}
    messages.warning(request, words)
    url = back_url(request, activity_url(activity))
    if is_fragment(request):
        return HttpResponse(status=204, headers={"X-Location": url})
    return redirect(url)


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required([SEES_CUSTOMERS, CHANGE], raise_exception=True)
def complete(request: UserRequest, pk: int) -> HttpResponse:
    """Say that an activity is done, what came of it and what is next; who comes second is told so."""
    activity = activity_or_404(request.user, pk)
    if not activity.is_open:
        return _too_late(request, activity)
    form = complete_form(activity, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = complete_activity(
                activity,
                by=request.user,
                outcome=form.cleaned_data.get("outcome", ""),
                note=form.cleaned_data["note"],
                next_step=form.next_activity(activity, request.user),
            )
        except AssigneeRefusedError as refusal:
            form.add_error("next_for", str(refusal))
        else:
            if done is None:
                return _too_late(request, activity_or_404(request.user, pk))
            note_mentions(form.cleaned_data["note"], by=request.user, activity=done.activity)
            words = _("Done: %(activity)s") % {"activity": activity}
            return _done(request, back_url(request, activity_url(activity)), words)
    return _shown(
        request,
        form,
        _("Done: %(activity)s") % {"activity": activity},
        status=INVALID if form.errors else 200,
        action=request.get_full_path(),
        submit=pgettext("finish an activity", "Done"),
        cancel_url=back_url(request, activity_url(activity)),
    )


def complete_form(activity: Activity, user: User, data: object = None) -> CompleteForm:
    """Return the form with which an activity is done."""
    form = CompleteForm(data=data, initial={"next_for": user.pk})  # type: ignore[arg-type] # QueryDict or None
    form.fit(activity, user)
    return form


@require_POST
@renders_forbidden
@permission_required([SEES_CUSTOMERS, CHANGE], raise_exception=True)
def move(request: UserRequest, pk: int) -> HttpResponse:
    """Move an activity to another `day`, or by so many `days`; its time of day stays."""
    activity = activity_or_404(request.user, pk)
    day = _new_day(request, activity)
    if day is None:
        messages.error(request, _("Choose a day in the coming ten years."))
        return redirect(back_url(request, activity_url(activity)))
    if not reschedule(activity, moved_to(activity, day)):
        return _too_late(request, activity_or_404(request.user, pk))
    words = _("%(activity)s: moved to %(day)s") % {"activity": activity, "day": _words_of(day)}
    return _done(request, back_url(request, activity_url(activity)), words)


@require_POST
@renders_forbidden
@permission_required([SEES_CUSTOMERS, CHANGE], raise_exception=True)
def cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Call an activity off, skip one of a series, or end the series (`ends_series`)."""
    activity = activity_or_404(request.user, pk)
    done = cancel_activity(activity, by=request.user, ends_series=request.POST.get("ends_series") == "1")
    if done is None:
        return _too_late(request, activity_or_404(request.user, pk))
    if done.following is not None:
        words = _("Skipped; the next one is due on %(day)s.") % {"day": _words_of(done.following.day)}
    else:
        words = _("Called off: %(activity)s") % {"activity": activity}
    return _done(request, back_url(request, activity_url(activity)), words)


def _words_of(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _new_day(request: HttpRequest, activity: Activity) -> date | None:
    """Read the new day: `day`, or `days` from its own, of a `snooze` from today at the earliest."""
    days = request.POST.get("days", "")
    data = {"day": request.POST.get("day", "")}
    if days.removeprefix("-").isdecimal() and len(days) <= MOST_DAYS_DIGITS:
        begin = max(activity.day, timezone.localdate()) if request.POST.get("snooze") else activity.day
        data = {"day": (begin + timedelta(days=int(days))).isoformat()}
    form = MoveForm(data)
    return form.cleaned_data["day"] if form.is_valid() else None
