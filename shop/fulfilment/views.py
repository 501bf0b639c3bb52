"""A day in the warehouse: the queues, a pick list, papers. `shipment_page` has the page of one shipment."""

import re
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.fulfilment import services
from shop.fulfilment.models import Parcel, ShipmentLine, ShipmentState, Wave
from shop.fulfilment.office import attempt, page, require_change, require_view, shipment_or_404
from shop.fulfilment.pick_lists import by_bin, pick_rows
from shop.fulfilment.queues import (
    BY_NAME,
    QUEUES,
    problems_of,
    queue_counts,
    queue_rows,
    shipments_visible_to,
)
from shop.fulfilment.slips import packing_slip
from shop.pdf.responses import pdf_response

PER_PAGE = 50
KEY = re.compile(r"[0-9]{1,18}\Z")


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
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the packing slip."""
    found = shipment_or_404(request, pk)
    return pdf_response(packing_slip(found), f"{found.number}.pdf")


@require_view
@require_safe
def parcel_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the packing slip of one parcel; 404 where nobody said what is in it."""
    parcels = Parcel.objects.filter(lines__isnull=False).distinct().defer("label")
    parcel = get_object_or_404(parcels, pk=pk)
    found = shipment_or_404(request, parcel.shipment_id)
    return pdf_response(packing_slip(found, parcel), f"{found.number}-{parcel.pk}.pdf")


@require_view
@require_safe
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the label of a parcel."""
    visible = Parcel.objects.filter(shipment__in=shipments_visible_to(request.user).values("pk"))
    parcel = get_object_or_404(visible.exclude(label=None).select_related("shipment"), pk=pk)
    return pdf_response(bytes(parcel.label or b""), f"{parcel.shipment.number}-{parcel.pk}.pdf")
