"""A day in the warehouse: the queues, a pick list, a shipment with its scan field and its papers."""

import re
from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.backoffice.access import READS, View, require_permissions
from shop.fulfilment import services
from shop.fulfilment.carrying import order_label
from shop.fulfilment.forms import DeliveredForm, ParcelForm, SplitForm
from shop.fulfilment.models import OPEN_STATES, Parcel, Shipment, ShipmentLine, ShipmentState, Wave
from shop.fulfilment.pick_lists import bins_of, by_bin, pick_rows
from shop.fulfilment.queues import (
    BY_NAME,
    QUEUES,
    problems_of,
    queue_counts,
    queue_rows,
    shipments_visible_to,
    with_problems,
)
from shop.fulfilment.scanning import COUNTERS
from shop.fulfilment.slips import packing_slip
from shop.order.exceptions import MoveForbiddenError
from shop.order_statuses import CHANGE, DISPATCH
from shop.payments.gateways import GatewayError
from shop.pdf.responses import pdf_response

SEE = "fulfilment.view_shipment"
PER_PAGE = 50
UNPROCESSABLE = 422
KEY = re.compile(r"[0-9]{1,18}\Z")
REFUSALS = (GatewayError, InvalidOrderStatus, InvalidStockAdjustment)


def require_view(view: View) -> View:
    """Let in who may see shipments; a form may be sent by who may dispatch orders."""
    reading, sending = require_permissions(view, [SEE]), require_change(view)

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return (reading if request.method in READS else sending)(request, *args, **kwargs)

    return checked


def require_change(view: View) -> View:
    """Let in who may dispatch orders."""
    return require_permissions(view, [SEE, CHANGE, DISPATCH])


def may_ship(request: HttpRequest) -> bool:
    """Tell whether this user may do something, not only look."""
    return bool(request.user.has_perms((CHANGE, DISPATCH)))


def page(
    request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page below the queues."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("fulfilment:queues"), "label": _("Fulfilment")},
        {"url": "", "label": title},
    ]
    heading = {
        "header_title": title,
        "page_title": title,
        "header_icon": "upload",
        "breadcrumbs_items": crumbs,
    }
    told = {**heading, "may_ship": may_ship(request), **context}
    return render(request, f"fulfilment/{template}.html", told, status=status)


def attempt(request: HttpRequest, call: Callable[[], object], *, done: str = "") -> bool:
    """Make a call that staff asked for and tell what came of it; return whether it was done."""
    try:
        call()
    except MoveForbiddenError as error:
        raise PermissionDenied from error
    except REFUSALS as error:
        messages.error(request, str(error))
        return False
    if done:
        messages.success(request, done)
    return True


def shipment_or_404(request: HttpRequest, pk: int) -> Shipment:
    """Find a shipment that this user may see, marked with what is in its way."""
    rows = with_problems(shipments_visible_to(request.user))
    return get_object_or_404(rows.select_related("order__shipping_address", "warehouse", "wave", "by"), pk=pk)


@require_view
@require_safe
def queues(request: HttpRequest) -> HttpResponse:
    """List one queue, with the number of each."""
    queue = BY_NAME.get(request.GET.get("queue", ""), QUEUES[0])
    visible = shipments_visible_to(request.user)
    rows = queue_rows(visible, queue).prefetch_related(
        Prefetch("lines", ShipmentLine.objects.select_related("line"))
    )
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    shipments = list(found)
    problems = problems_of(shipments)
    counts = queue_counts(visible)
    return page(
        request,
        "queues",
        title=_("Today's orders"),
        queue=queue,
        tabs=[(each, counts[each.name]) for each in QUEUES],
        found=found,
        rows=[(each, problems[each.pk]) for each in shipments],
        picks=queue.name == "paid",
        query=f"queue={queue.name}&",
    )


@require_change
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Put the ticked shipments on a pick list."""
    asked = [int(pk) for pk in request.POST.getlist("shipment") if KEY.match(pk)]
    shipments = list(shipments_visible_to(request.user).filter(pk__in=asked))
    made: list[Wave] = []

    def begin() -> None:
        wave, problems = services.start_picking(shipments, by=request.user)
        made.append(wave)
        for problem in problems:
            messages.warning(request, problem)

    if attempt(request, begin):
        return redirect("fulfilment:pick_list", pk=made[0].pk)
    return redirect("fulfilment:queues")


@require_view
@require_http_methods(["GET", "HEAD", "POST"])
def pick_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what to collect, bin by bin; a POST notes that all of it is collected."""
    wave = get_object_or_404(Wave.objects.select_related("warehouse", "by"), pk=pk)
    visible = shipments_visible_to(request.user).filter(wave=wave).select_related("order", "warehouse")
    shipments = list(visible.order_by("number"))
    if not shipments:
        raise Http404
    if request.method == "POST":
        waiting = [each for each in shipments if each.state == ShipmentState.PICKING]
        finish = [partial(services.finish_picking, each, by=request.user) for each in waiting]
        done = [call for call in finish if attempt(request, call)]
        if done:
            messages.success(request, _("The pick list is collected."))
        return redirect("fulfilment:pick_list", pk=pk)
    return page(
        request,
        "pick_list",
        title=_("Pick list %(number)s") % {"number": wave},
        wave=wave,
        shipments=shipments,
        bins=by_bin(pick_rows(shipments)),
        is_open=any(each.state == ShipmentState.PICKING for each in shipments),
    )


@require_view
@require_http_methods(["GET", "HEAD", "POST"])
def shipment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one shipment; a POST does the step that its button names."""
    found = shipment_or_404(request, pk)
    if request.method != "POST":
        return show(request, found)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        messages.error(request, _("This page has no such action."))
        return redirect("fulfilment:shipment", pk=pk)
    return step(request, found)


def show(request: HttpRequest, found: Shipment, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Render the page of a shipment, with forms that were refused."""
    rows = found.lines.select_related("line__product", "line__stockrecord")
    lines = list(rows.prefetch_related("line__attributes__option").order_by("pk"))
    bins = bins_of(found)
    is_picking = found.state == ShipmentState.PICKING
    counted = [(row, bins.get(row.line_id, ""), row.picked if is_picking else row.packed) for row in lines]
    return page(
        request,
        "shipment",
        title=found.number,
        status=status,
        shipment=found,
        lines=counted,
        counted=sum(number for _row, _bin, number in counted),
        wanted=sum(row.quantity for row in lines),
        problems=problems_of([found])[found.pk],
        parcels=list(found.parcels.defer("label")),
        labelled=set(found.parcels.exclude(label=None).values_list("pk", flat=True)),
        scans=found.state in COUNTERS,
        is_open=found.state in OPEN_STATES,
        scan_key=uuid4(),
        **{
            "parcel_form": ParcelForm(),
            "split_form": SplitForm(shipment=found),
            "delivered_form": DeliveredForm(),
            **forms,
        },
    )


def _plain(
    call: Callable[..., object], done: str | Promise
) -> Callable[[HttpRequest, Shipment], HttpResponse]:
    """Return a step that needs nothing but the shipment."""

    def step(request: HttpRequest, found: Shipment) -> HttpResponse:
        attempt(request, lambda: call(found, by=request.user), done=str(done))
        return redirect("fulfilment:shipment", pk=found.pk)

    return step


def _scan(request: HttpRequest, found: Shipment) -> HttpResponse:
    """Count one piece; a script gets the result as JSON, everybody else the page again."""
    code, key = request.POST.get("code", ""), request.POST.get("key", "") or str(uuid4())
    is_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        result = services.scan(found, code, key=key, by=request.user)
    except MoveForbiddenError as error:
        raise PermissionDenied from error
    except REFUSALS as error:
        if is_script:
            return JsonResponse({"outcome": "closed", "message": str(error)}, status=UNPROCESSABLE)
        messages.error(request, str(error))
        return redirect("fulfilment:shipment", pk=found.pk)
    if is_script:
        names = ("outcome", "message", "line_id", "counted", "wanted", "left", "is_good")
        return JsonResponse({name: getattr(result, name) for name in names})
    (messages.success if result.is_good else messages.error)(request, result.message)
    return redirect(reverse("fulfilment:shipment", args=[found.pk]) + "#scan")


def _count_all(request: HttpRequest, found: Shipment) -> HttpResponse:
    asked = request.POST.get("line", "")
    row = next((each for each in found.lines.all() if str(each.pk) == asked), None)
    if row is None:
        raise Http404
    attempt(request, lambda: services.count_all(row, by=request.user))
    return redirect("fulfilment:shipment", pk=found.pk)


def _add_parcel(request: HttpRequest, found: Shipment) -> HttpResponse:
    form = ParcelForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=UNPROCESSABLE, parcel_form=form)
    attempt(request, lambda: form.save(found, by=request.user), done=_("Parcel added."))
    return redirect("fulfilment:shipment", pk=found.pk)


def _parcel(request: HttpRequest, found: Shipment) -> Parcel:
    asked = request.POST.get("parcel", "")
    parcel = next((each for each in found.parcels.all() if str(each.pk) == asked), None)
    if parcel is None:
        raise Http404
    return parcel


def _remove_parcel(request: HttpRequest, found: Shipment) -> HttpResponse:
    parcel = _parcel(request, found)
    attempt(request, lambda: services.remove_parcel(parcel, by=request.user), done=_("Parcel removed."))
    return redirect("fulfilment:shipment", pk=found.pk)


def _make_label(request: HttpRequest, found: Shipment) -> HttpResponse:
    parcel = _parcel(request, found)
    attempt(request, lambda: order_label(parcel, by=request.user), done=_("Label made."))
    return redirect("fulfilment:shipment", pk=found.pk)


def _split(request: HttpRequest, found: Shipment) -> HttpResponse:
    form = SplitForm(request.POST, shipment=found)
    if not form.is_valid():
        return show(request, found, status=UNPROCESSABLE, split_form=form)
    done = _("The other items wait for another shipment.")
    attempt(request, lambda: services.split(found, form.pieces, by=request.user), done=done)
    return redirect("fulfilment:shipment", pk=found.pk)


def _deliver(request: HttpRequest, found: Shipment) -> HttpResponse:
    form = DeliveredForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=UNPROCESSABLE, delivered_form=form)
    moment = form.cleaned_data["at"]
    attempt(
        request, lambda: services.deliver(found, at=moment, by=request.user), done=_("Noted as delivered.")
    )
    return redirect("fulfilment:shipment", pk=found.pk)


def _start(request: HttpRequest, found: Shipment) -> HttpResponse:
    attempt(request, lambda: services.start_picking([found], by=request.user))
    return redirect("fulfilment:shipment", pk=found.pk)


STEPS: dict[str, Callable[[HttpRequest, Shipment], HttpResponse]] = {
    "start": _start,
    "scan": _scan,
    "count_all": _count_all,
    "picked": _plain(services.finish_picking, gettext_lazy("The items are collected.")),
    "put_back": _plain(services.put_back, gettext_lazy("The shipment waits to be picked again.")),
    "pack": _plain(services.pack, gettext_lazy("The shipment is packed.")),
    "reopen": _plain(services.reopen, gettext_lazy("The shipment is open again.")),
    "ship": _plain(services.ship, gettext_lazy("The shipment is on its way.")),
    "deliver": _deliver,
    "split": _split,
    "add_parcel": _add_parcel,
    "remove_parcel": _remove_parcel,
    "make_label": _make_label,
}


@require_view
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the packing slip."""
    found = shipment_or_404(request, pk)
    return pdf_response(packing_slip(found), f"{found.number}.pdf")


@require_view
@require_safe
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the label of a parcel."""
    visible = Parcel.objects.filter(shipment__in=shipments_visible_to(request.user).values("pk"))
    parcel = get_object_or_404(visible.exclude(label=None).select_related("shipment"), pk=pk)
    return pdf_response(bytes(parcel.label), f"{parcel.shipment.number}-{parcel.pk}.pdf")
