"""The page of one shipment: what is in it, the scan field, its parcels, and the step that is next."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from shop.fulfilment import services
from shop.fulfilment.carrying import order_label
from shop.fulfilment.delivering import pickup_ready, waiting_pickup
from shop.fulfilment.forms import ContentsForm, DeliveredForm, ParcelForm, SplitForm
from shop.fulfilment.links import links_of
from shop.fulfilment.models import OPEN_STATES, Parcel, Shipment, ShipmentLine, ShipmentState
from shop.fulfilment.office import REFUSALS, UNPROCESSABLE, attempt, page, require_view, shipment_or_404
from shop.fulfilment.pick_lists import bins_of
from shop.fulfilment.queries import with_contents
from shop.fulfilment.queues import problems_of
from shop.fulfilment.scanning import COUNTERS
from shop.order.exceptions import MoveForbiddenError

SEVERAL = 2
OF_PARCEL = ("parcel_id", "contents")


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


def show(request: HttpRequest, found: Shipment, *, status: int = 200, **forms: object) -> HttpResponse:
    """Render the page of a shipment, with forms that were refused."""
    rows = found.lines.select_related("line__product", "line__stockrecord")
    lines = list(rows.prefetch_related("line__attributes__option").order_by("pk"))
    bins = bins_of(found)
    is_picking = found.state == ShipmentState.PICKING
    counted = [(row, bins.get(row.line_id, ""), row.picked if is_picking else row.packed) for row in lines]
    parcels = list(with_contents().filter(shipment=found).order_by("pk"))
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
        parcels=parcels,
        boxes=_boxes(found, parcels, [row for row, _bin, _number in counted], forms),
        into=request.GET.get("parcel", ""),
        labelled=set(found.parcels.exclude(label=None).values_list("pk", flat=True)),
        scans=found.state in COUNTERS,
        is_open=found.state in OPEN_STATES,
        scan_key=uuid4(),
        links=links_of(found),
        pickup=waiting_pickup(found.order) if found.state == ShipmentState.PACKED else None,
        **{
            "parcel_form": ParcelForm(),
            "split_form": SplitForm(shipment=found),
            "delivered_form": DeliveredForm(),
            **forms,
        },
    )


def _boxes(
    found: Shipment, parcels: list[Parcel], rows: list[ShipmentLine], forms: dict[str, object]
) -> list[tuple[Parcel, object]]:
    """Pair each parcel with the form of its contents: at the packing table, where there are several."""
    if found.state != ShipmentState.PICKED or len(parcels) < SEVERAL:
        return [(parcel, None) for parcel in parcels]
    refused = forms.get("contents_form")
    return [
        (
            parcel,
            refused
            if isinstance(refused, ContentsForm) and refused.parcel_id == parcel.pk
            else ContentsForm(parcel=parcel, rows=rows),
        )
        for parcel in parcels
    ]


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
    asked = request.POST.get("parcel", "")
    parcel = next((each for each in found.parcels.defer("label") if str(each.pk) == asked), None)
    is_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        result = services.scan(found, code, key=key, parcel=parcel, by=request.user)
    except MoveForbiddenError as error:
        raise PermissionDenied from error
    except REFUSALS as error:
        if is_script:
            return JsonResponse({"outcome": "closed", "message": str(error)}, status=UNPROCESSABLE)
        messages.error(request, str(error))
        return redirect("fulfilment:shipment", pk=found.pk)
    if is_script:
        names = ("outcome", "message", "line_id", "counted", "wanted", "left", "is_good", *OF_PARCEL)
        return JsonResponse({name: getattr(result, name) for name in names})
    (messages.success if result.is_good else messages.error)(request, result.message)
    into = f"?parcel={parcel.pk}" if parcel else ""
    return redirect(reverse("fulfilment:shipment", args=[found.pk]) + into + "#scan")


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


def _contents(request: HttpRequest, found: Shipment) -> HttpResponse:
    parcel = _parcel(request, found)
    rows = list(found.lines.select_related("line").order_by("pk"))
    form = ContentsForm(request.POST, parcel=parcel, rows=rows)
    if not form.is_valid():
        return show(request, found, status=UNPROCESSABLE, contents_form=form)
    attempt(
        request,
        lambda: services.put_in_parcel(parcel, form.pieces, by=request.user),
        done=_("The contents are noted."),
    )
    return redirect("fulfilment:shipment", pk=found.pk)


def _make_label(request: HttpRequest, found: Shipment) -> HttpResponse:
    parcel = _parcel(request, found)
    attempt(request, lambda: order_label(parcel, by=request.user), done=_("Label made."))
    return redirect("fulfilment:shipment", pk=found.pk)


def _split(request: HttpRequest, found: Shipment) -> HttpResponse:
    form = SplitForm(request.POST, shipment=found)
    if not form.is_valid():
        return show(request, found, status=UNPROCESSABLE, split_form=form)
    rest: list[Shipment | None] = []
    if attempt(request, lambda: rest.append(services.split(found, form.pieces, by=request.user))):
        others = _("The other items wait for another shipment.")
        messages.success(request, others if rest[0] else _("The cancelled items are no longer in it."))
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
    "pickup_ready": _plain(pickup_ready, gettext_lazy("The customer gets an e-mail to come.")),
    "deliver": _deliver,
    "split": _split,
    "add_parcel": _add_parcel,
    "remove_parcel": _remove_parcel,
    "contents": _contents,
    "make_label": _make_label,
}
