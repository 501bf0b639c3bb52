"""The event log in the back office, below `/cms/events/`."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.defaults import permission_denied

from shop.events.forms import DeliveryFilterForm
from shop.events.models import Delivery
from shop.events.queries import COUNT_LIMIT, backlog, listed_deliveries
from shop.events.services import replay
from shop.numbers import whole_number

VIEW = "events.view_delivery"
REPLAY = "events.replay_delivery"
PAGE_SIZE = 50


@require_safe
def delivery_list(request: HttpRequest) -> HttpResponse:
    """Show the deliveries, newest first, 50 a page; needs `events.view_delivery`.

    Context: `deliveries`, `filter_form`, `backlog`, `count_limit`, `older_url` (empty on
    the last page), `may_replay`, `breadcrumbs_items`, `header_title`, `header_icon`.
    """
    if not request.user.has_perm(VIEW):
        return forbidden(request)
    form = DeliveryFilterForm(request.GET)
    found = Delivery.objects.none()
    if form.is_valid():
        found = listed_deliveries(**form.cleaned_data, before=requested_id(request))
    rows = list(found[: PAGE_SIZE + 1])
    deliveries, older_url = rows[:PAGE_SIZE], ""
    if len(rows) > PAGE_SIZE:
        older_url = "?" + urlencode({**form.cleaned_data, "before": deliveries[-1].pk})
    context = {
        **header(),
        "deliveries": deliveries,
        "filter_form": form,
        "backlog": backlog(),
        "count_limit": COUNT_LIMIT,
        "older_url": older_url,
        "may_replay": request.user.has_perm(REPLAY),
    }
    return render(request, "events/delivery_list.html", context)


@require_safe
def delivery_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one delivery with its event's payload and its last error; needs `events.view_delivery`."""
    if not request.user.has_perm(VIEW):
        return forbidden(request)
    delivery = get_object_or_404(Delivery.objects.select_related("event"), pk=pk)
    may_replay = request.user.has_perm(REPLAY) and delivery.state != Delivery.State.PENDING
    context = {**header(str(delivery)), "delivery": delivery, "may_replay": may_replay}
    return render(request, "events/delivery_detail.html", context)


@require_POST
def replay_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Deliver one again, unless it is still on its way; needs `events.replay_delivery`."""
    if not request.user.has_perms([VIEW, REPLAY]):
        return forbidden(request)
    delivery = get_object_or_404(Delivery, pk=pk)
    tell(request, replay(Delivery.objects.filter(pk=delivery.pk)))
    return redirect("events:detail", pk=delivery.pk)


@require_POST
def replay_dead(request: HttpRequest) -> HttpResponse:
    """Deliver the dead ones of the filtered list again; needs `events.replay_delivery`."""
    if not request.user.has_perms([VIEW, REPLAY]):
        return forbidden(request)
    form = DeliveryFilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Unknown filter; nothing was replayed."))
        return redirect("events:index")
    wanted = {**form.cleaned_data, "state": Delivery.State.DEAD}
    dead = listed_deliveries(**wanted).select_related(None).order_by()
    tell(request, replay(dead))
    return redirect(f"{reverse('events:index')}?{urlencode(form.cleaned_data)}")


def tell(request: HttpRequest, count: int) -> None:
    """Say how many are on their way again."""
    text = ngettext(
        "%(count)d delivery has been queued again.", "%(count)d deliveries have been queued again.", count
    )
    messages.success(request, text % {"count": count})


def requested_id(request: HttpRequest) -> int | None:
    """Read where the page begins; what is not a number begins at the top."""
    return whole_number(request.GET.get("before", ""))


def forbidden(request: HttpRequest) -> HttpResponse:
    """Refuse with 403; a raised PermissionDenied would become Wagtail's redirect."""
    return permission_denied(request, PermissionDenied())


def header(title: str = "") -> dict[str, object]:
    """Give what Wagtail's page header shows."""
    name = _("Event log")
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("events:index"), "label": name},
    ]
    if title:
        items.append({"url": "", "label": title})
    return {"breadcrumbs_items": items, "header_title": title or name, "header_icon": "history"}
