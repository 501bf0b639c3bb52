"""Deliveries, counts and transfers."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Prefetch, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from shop.numbers import whole_number
from shop.partner.models import StockRecord
from shop.stock.exceptions import StockError
from shop.stock.forms import CountForm, ReceiveForm, TransferForm
from shop.stock.models import (
    StockCount,
    StockCountLine,
    StockLevel,
    StockTransfer,
    StockTransferLine,
    Warehouse,
)
from shop.stock.services import (
    cancel_count,
    cancel_transfer,
    enter_count,
    post_count,
    receive,
    receive_transfer,
    send_transfer,
    start_count,
    start_transfer,
)
from shop.stock.views.common import render_page, require_change, require_view, run_action
from shop.stock.views.levels import NAMING
from shop.user.models import User

LARGEST = 1_000_000
NAMED = "stockrecord__product__parent"


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def receiving(request: HttpRequest) -> HttpResponse:
    """Put a delivery on the shelves: all its lines or none."""
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place, reference = form.cleaned_data["warehouse"], form.cleaned_data["reference"]
        pieces = sum(form.pieces.values())
        done = ngettext("%(n)d unit received.", "%(n)d units received.", pieces) % {"n": pieces}
        if run_action(request, lambda: _receive(form.pieces, place, reference, request.user), done=done):
            return redirect("stock:index")
    return render_page(
        request, "form", title=_("Receive stock"), icon="download", form=form, button=_("Receive")
    )


@transaction.atomic
def _receive(
    pieces: Mapping[StockRecord, int], place: Warehouse, reference: str, user: User | AnonymousUser
) -> None:
    for record, number in sorted(pieces.items(), key=lambda pair: pair[0].pk):
        receive(record, place, quantity=number, reference=reference, user=user)


@require_view
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """List the stocktakes, the latest first."""
    rows = StockCount.objects.select_related("warehouse", "user").annotate(
        products=Count("lines"), done=Count("lines", filter=Q(lines__counted__isnull=False))
    )
    found = Paginator(rows.order_by("-pk"), 50).get_page(request.GET.get("p"))
    return render_page(request, "counts", title=_("Stock counts"), icon="list-ol", rows=found)


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def new_count(request: HttpRequest) -> HttpResponse:
    """Begin a stocktake with its stock_count."""
    form = CountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        levels = StockLevel.objects.filter(bin_location__istartswith=form.cleaned_data["bin_location"])
        stock_count = start_count(
            form.cleaned_data["warehouse"], levels=levels, note=form.cleaned_data["note"], user=request.user
        )
        return redirect("stock:count", pk=stock_count.pk)
    return render_page(
        request, "form", title=_("Start a count"), icon="list-ol", form=form, button=_("Start")
    )


@require_view
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the stock_count; a POST keeps what was counted, posts the differences or gives the count up."""
    stock_count = get_object_or_404(StockCount.objects.select_related("warehouse", "user"), pk=pk)
    lines = stock_count.lines.select_related(f"level__{NAMED}", "level__stockrecord").prefetch_related(
        Prefetch("level__stockrecord__product__attribute_values", NAMING)
    )
    found = Paginator(lines.order_by("pk"), 200).get_page(request.GET.get("p"))
    errors: dict[int, str] = {}
    typed: dict[int, str] = {}
    if request.method == "POST":
        entered, errors, typed = _entered(request, found)
        if errors:
            messages.error(request, _("Some numbers cannot be read; nothing has been saved yet."))
        elif run_action(request, lambda: _work_on(stock_count, entered, request), done=_("Count saved.")):
            return redirect(f"{request.path}?p={found.number}")
    rows = [
        {
            "line": line,
            "typed": typed.get(line.pk, "" if line.counted is None else line.counted),
            "error": errors.get(line.pk, ""),
            "difference": None if line.expected is None else (line.counted or 0) - line.expected,
        }
        for line in found
    ]
    title = f"{stock_count.number} · {stock_count.warehouse}"
    return render_page(
        request, "count", title=title, icon="list-ol", stock_count=stock_count, rows=rows, lines=found
    )


def _entered(
    request: HttpRequest, lines: Iterable[StockCountLine]
) -> tuple[dict[int, int | None], dict[int, str], dict[int, str]]:
    """Read the numbers of this page; those that are none are named and kept as typed."""
    entered: dict[int, int | None] = {}
    errors: dict[int, str] = {}
    typed: dict[int, str] = {}
    for line in lines:
        text = request.POST.get(f"counted-{line.pk}")
        if text is None:
            continue
        typed[line.pk] = text = text.strip()
        number = whole_number(text, most=LARGEST)
        if text and number is None:
            errors[line.pk] = _("Enter a whole number.")
        else:
            entered[line.pk] = number
    return entered, errors, typed


def _work_on(stock_count: StockCount, entered: dict[int, int | None], request: HttpRequest) -> None:
    action = request.POST.get("action")
    if action == "cancel":
        cancel_count(stock_count)
        return
    enter_count(stock_count, entered)
    if action == "post":
        post_count(stock_count, user=request.user)


@require_view
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """List the transfers, the latest first."""
    rows = StockTransfer.objects.select_related("source", "destination", "user")
    rows = rows.annotate(pieces=Sum("lines__quantity")).order_by("-pk")
    found = Paginator(rows, 50).get_page(request.GET.get("p"))
    return render_page(request, "transfers", title=_("Transfers"), icon="redirect", rows=found)


@require_change
@require_http_methods(["GET", "HEAD", "POST"])
def new_transfer(request: HttpRequest) -> HttpResponse:
    """Draft a transfer."""
    form = TransferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            document = start_transfer(
                data["source"], data["destination"], form.pieces, note=data["note"], user=request.user
            )
        except StockError as error:
            form.add_error(None, str(error))
        else:
            return redirect("stock:transfer", pk=document.pk)
    return render_page(
        request, "form", title=_("Create a transfer"), icon="redirect", form=form, button=_("Save as draft")
    )


@require_view
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a transfer; a POST sends it, notes what arrived or gives it up."""
    papers = StockTransfer.objects.select_related("source", "destination", "user")
    document = get_object_or_404(papers, pk=pk)
    lines = list(
        document.lines.select_related(NAMED).prefetch_related(
            Prefetch("stockrecord__product__attribute_values", NAMING)
        )
    )
    if request.method == "POST" and run_action(
        request, lambda: _move_on(document, lines, request), done=_("Transfer saved.")
    ):
        return redirect("stock:transfer", pk=document.pk)
    title = f"{document.number} · {document.source} → {document.destination}"
    return render_page(request, "transfer", title=title, icon="redirect", document=document, lines=lines)


def _move_on(document: StockTransfer, lines: list[StockTransferLine], request: HttpRequest) -> None:
    action = request.POST.get("action")
    if action == "send":
        send_transfer(document, user=request.user)
    elif action == "receive":
        received = {}
        for line in lines:
            number = whole_number(request.POST.get(f"received-{line.pk}", "").strip(), most=LARGEST)
            if number is None:
                raise StockError(_("Enter the quantity received for each product."))
            received[line.pk] = number
        receive_transfer(document, received, user=request.user)
    elif action == "cancel":
        cancel_transfer(document)
