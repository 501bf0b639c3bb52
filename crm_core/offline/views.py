"""Work without a network: the page, its worker, what a device takes along and what it sends."""

from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.access.viewing import note_views
from crm_core.offline import services
from crm_core.offline.models import OfflineOrder
from crm_core.offline.queries import customer_data, day_data, order_url, waiting_of
from crm_core.offline.reading import MOST_LINES, MOST_NOTE, MOST_REMARK, read_note, read_order
from shop.user.models import User, UserRequest

CONFLICT, UNPROCESSABLE = 409, 422
WORKER = "js/offline-worker.js"


@require_safe
@never_cache
def shell(request: UserRequest) -> HttpResponse:
    """Show the page that works without a network. Nothing in it is of a customer: the device keeps it."""
    bounds = {"most_lines": MOST_LINES, "most_note": MOST_NOTE, "most_remark": MOST_REMARK}
    return render(request, "crm_core/offline/page.html", bounds)


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from below the page, which makes that page and no other its own."""
    path = finders.find(WORKER)
    if not isinstance(path, str):
        raise Http404
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - a path that Django found
        return HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")


@require_GET
@never_cache
def day(request: UserRequest) -> JsonResponse:
    """Answer with one's day, and with the token without which nothing is sent."""
    return JsonResponse(day_data(request.user) | {"csrf": get_token(request)})


@require_GET
@never_cache
def customer(request: UserRequest, pk: int) -> JsonResponse:
    """Answer with what one takes along of a customer; it is noted that they were looked at."""
    found = seen_or_404(request.user, pk)
    note_views(request.user, found.pk, page="offline")
    return JsonResponse(customer_data(found, request.user))


@require_POST
def note(request: UserRequest) -> JsonResponse:
    """Take a note, once for each key; 201 and where it stands, or words for a refusal."""
    try:
        written = read_note(request.body)
        entry = services.take_note(seen_or_404(request.user, written.customer), written, by=request.user)
    except (ValidationError, services.RefusedError) as refusal:
        return _refused(refusal)
    url = reverse("customers:inspect", args=[entry.customer_id]) + f"#entry-{entry.pk}"
    return JsonResponse({"state": "taken", "url": url}, status=201)


@require_POST
def order(request: UserRequest) -> JsonResponse:
    """Take an order, once for each key; 201, what became of it and where it goes on, or words."""
    try:
        written = read_order(request.body)
        found = services.take_order(seen_or_404(request.user, written.customer), written, by=request.user)
    except (ValidationError, services.RefusedError) as refusal:
        return _refused(refusal)
    return JsonResponse({"state": found.state, "url": order_url(found)}, status=201)


def _refused(refusal: ValidationError | services.RefusedError) -> JsonResponse:
    if isinstance(refusal, ValidationError):
        return JsonResponse({"words": " ".join(refusal.messages)}, status=UNPROCESSABLE)
    return JsonResponse({"words": str(refusal)}, status=CONFLICT)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def waiting_order(request: UserRequest, key: UUID) -> HttpResponse:
    """Show what is different from what was written; take it over as it is now, or throw it away."""
    found = get_object_or_404(
        OfflineOrder.objects.select_related("customer__company", "by"), key=key, by=request.user
    )
    seen_or_404(request.user, found.customer_id)
    if found.state != OfflineOrder.State.WAITING:
        return redirect(order_url(found))
    if request.method == "POST":
        return _decided(request, found)
    return _shown(request, found)


def _decided(request: UserRequest, found: OfflineOrder) -> HttpResponse:
    if request.POST.get("do") == "discard":
        if services.discard(found):
            messages.success(request, _("The order has been discarded."))
        return redirect("offline")
    try:
        is_taken = services.confirm(found, seen=request.POST.get("seen", ""))
    except services.RefusedError as refusal:
        messages.error(request, str(refusal))
        return _shown(request, found, status=CONFLICT)
    if found.state != OfflineOrder.State.WAITING:
        if is_taken:
            messages.success(request, _("The items are in the order now. Nothing has been placed yet."))
        return redirect(order_url(found))
    messages.warning(request, _("Something has changed again. Please look once more."))
    return _shown(request, found, status=CONFLICT)


def _shown(request: UserRequest, found: OfflineOrder, *, status: int = 200) -> HttpResponse:
    user: User = request.user
    title = _("Order written offline for %(name)s") % {"name": name_for(user, found.customer)}
    context = {
        "order": found,
        "comparison": services.compare(found),
        "header_title": title,
        "page_title": title,
        "header_icon": "clipboard-list",
        "others": waiting_of(user).exclude(pk=found.pk).count(),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("my_day"), "label": _("My day")},
            {"url": reverse("offline"), "label": _("Offline work")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "crm_core/offline/order.html", context, status=status)
