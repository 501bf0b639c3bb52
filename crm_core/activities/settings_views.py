"""How somebody wants to be told of activities, and the address of their calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_core.activities.feed import end_feed, feed_path, renew_feed
from crm_core.activities.forms import SettingsForm
from crm_core.activities.models import ActivitySettings
from crm_core.activities.pages import SEES_CUSTOMERS, VIEW
from shop.backoffice.access import renders_forbidden
from shop.user.models import UserRequest

INVALID = 422


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required([SEES_CUSTOMERS, VIEW], raise_exception=True)
def settings(request: UserRequest) -> HttpResponse:
    """Show and save one's own settings."""
    kept = ActivitySettings.objects.filter(user=request.user).first() or ActivitySettings(user=request.user)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        ActivitySettings.objects.update_or_create(user=request.user, defaults=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("activity_settings")
    path = feed_path(kept)
    context = {
        "form": form,
        "feed_url": request.build_absolute_uri(path) if path else "",
        "header_title": _("Reminders and calendar"),
        "header_icon": "cog",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("my_day"), "label": _("My day")},
            {"url": "", "label": _("Reminders and calendar")},
        ],
    }
    return render(
        request, "crm_core/activities/settings.html", context, status=INVALID if form.errors else 200
    )


@require_POST
@renders_forbidden
@permission_required([SEES_CUSTOMERS, VIEW], raise_exception=True)
def calendar_address(request: UserRequest) -> HttpResponse:
    """Make a new address of one's calendar, or take it away (`end`); the old one leads nowhere."""
    if request.POST.get("end") == "1":
        end_feed(request.user)
        messages.success(request, _("The address leads nowhere any more."))
    else:
        renew_feed(request.user)
        messages.success(request, _("Your calendar has a new address."))
    return redirect("activity_settings")
