"""Buying in the back office: what is to be bought again, purchase orders, goods received."""

from collections.abc import Callable
from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.db.models import DecimalField, F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.access import require_permissions
from shop.backoffice.listing import ListView
from shop.numbers import whole_number
from shop.pdf.responses import pdf_response
from shop.purchasing.document import purchase_order_pdf
from shop.purchasing.exceptions import PurchasingError
from shop.purchasing.forms import ConfirmForm, OrderLinesForm
from shop.purchasing.models import PurchaseOrder, PurchaseOrderLine
from shop.purchasing.reorder import COVER_DAYS, SAFETY_DAYS, SALES_DAYS, propose
from shop.purchasing.sending import send_order
from shop.purchasing.services import (
    DraftLine,
    cancel_order,
    change_draft,
    close_order,
    confirm_order,
    draft_order,
    draft_proposals,
    mark_sent,
    receive_goods,
    units_in_drafts,
)
from shop.purchasing.services.orders import order_value
from shop.purchasing.services.receipts import MOST_UNITS
from shop.user.models import User

SEE, CHANGE, ADD = (f"purchasing.{action}_purchaseorder" for action in ("view", "change", "add"))


class PurchaseOrderListView(ListView):
    """The purchase orders, the latest first, with what they come to."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Offer the proposals, and an order by hand to those who may."""
        url = reverse("purchase-orders:reorder")
        buttons = [HeaderButton(_("Reorder proposals"), url=url, icon_name="download")]
        if self.request.user.has_perm(ADD):
            url = reverse("purchase-orders:new")
            buttons.append(HeaderButton(_("New purchase order"), url=url, icon_name="plus"))
        return buttons

    def get_base_queryset(self) -> QuerySet:
        """Load vendor and warehouse, and add up the lines."""
        money = DecimalField(max_digits=14, decimal_places=2)
        value = Sum(F("lines__quantity") * F("lines__unit_cost"), output_field=money)
        found: QuerySet = super().get_base_queryset()
        return found.select_related("vendor", "warehouse").annotate(value=value)


def _page(request: HttpRequest, template: str, *, title: str, **context: object) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("purchase-orders:index"), "label": _("Purchase orders")},
        {"url": "", "label": title},
    ]
    shared = {
        "header_title": title,
        "page_title": title,
        "header_icon": "download",
        "breadcrumbs_items": crumbs,
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, f"purchasing/{template}.html", {**shared, **context})


@require_http_methods(["GET", "HEAD", "POST"])
def _reorder(request: HttpRequest) -> HttpResponse:
    """List what is to be bought again; a POST drafts what was ticked, with the quantities typed."""
    errors: dict[int, str] = {}
    if request.method == "POST":
        chosen, errors = _chosen(request)
        if errors:
            messages.error(request, _("Some quantities cannot be read; nothing has been drafted."))
        elif (drafted := _drafted(request, chosen)) is not None:
            return drafted
    proposals = propose()
    drafts = units_in_drafts([proposal.record.pk for proposal in proposals])
    rows = [
        {
            "proposal": proposal,
            "in_drafts": drafts.get(proposal.record.pk, 0),
            "typed": request.POST.get(f"units-{proposal.offer.pk}", proposal.need.quantity)
            if proposal.offer
            else "",
            "error": errors.get(proposal.offer.pk, "") if proposal.offer else "",
        }
        for proposal in proposals
    ]
    return _page(
        request,
        "reorder",
        title=_("Reorder proposals"),
        rows=rows,
        picked=set(request.POST.getlist("buy")),
        may_add=request.user.has_perm(ADD),
        days={"sales": SALES_DAYS, "safety": SAFETY_DAYS, "cover": COVER_DAYS},
    )


def _chosen(request: HttpRequest) -> tuple[dict[int, int], dict[int, str]]:
    """Read which vendor's products were ticked, with how many units; what cannot be read is named."""
    chosen: dict[int, int] = {}
    errors: dict[int, str] = {}
    for key in filter(None, map(whole_number, request.POST.getlist("buy"))):
        number = whole_number(request.POST.get(f"units-{key}", "").strip(), most=MOST_UNITS)
        if number:
            chosen[key] = number
        else:
            errors[key] = _("Enter a whole number.")
    return chosen, errors


def _drafted(request: HttpRequest, chosen: dict[int, int]) -> HttpResponse | None:
    try:
        orders = draft_proposals(chosen, user=_person(request))
    except PurchasingError as error:
        messages.error(request, str(error))
        return None
    if not orders:
        messages.warning(request, _("Nothing was drafted: tick products that are in no draft yet."))
        return redirect("purchase-orders:reorder")
    told = ngettext("%(n)d draft made.", "%(n)d drafts made.", len(orders)) % {"n": len(orders)}
    messages.success(request, told)
    if len(orders) == 1:
        return redirect("purchase-orders:order", pk=orders[0].pk)
    return redirect("purchase-orders:index")


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def _new(request: HttpRequest) -> HttpResponse:
    """Draft a purchase order by hand."""
    form = OrderLinesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = {record: DraftLine(quantity=number) for record, number in form.pieces.items()}
        try:
            order = draft_order(
                data["vendor"], data["warehouse"], wanted, note=data["note"], user=_person(request)
            )
        except PurchasingError as error:
            form.add_error(None, str(error))
        else:
            return redirect("purchase-orders:order", pk=order.pk)
    return _page(request, "form", title=_("New purchase order"), form=form, button=_("Save as draft"))


@require_http_methods(["GET", "HEAD", "POST"])
def _edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    order = get_object_or_404(PurchaseOrder.objects.select_related("vendor", "warehouse"), pk=pk)
    lines = order.lines.select_related("stockrecord")
    initial = {
        "vendor": order.vendor_id,
        "warehouse": order.warehouse_id,
        "note": order.note,
        "lines": "\n".join(f"{line.stockrecord.partner_sku} {line.quantity}" for line in lines),
    }
    form = OrderLinesForm(request.POST or None, initial=initial)
    form.keep(order)
    if request.method == "POST" and form.is_valid():
        costs = {line.stockrecord_id: line.unit_cost for line in lines}
        wanted = {
            record: DraftLine(quantity=number, unit_cost=costs.get(record.pk))
            for record, number in form.pieces.items()
        }
        data = form.cleaned_data
        try:
            change_draft(order, wanted, note=data["note"], warehouse=data["warehouse"])
        except PurchasingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Draft saved."))
            return redirect("purchase-orders:order", pk=pk)
    title = _("Change %(order)s") % {"order": order.number}
    return _page(request, "form", title=title, form=form, button=_("Save as draft"))


@require_http_methods(["GET", "HEAD", "POST"])
def _order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a purchase order; a POST moves it on."""
    orders = PurchaseOrder.objects.select_related("vendor", "warehouse", "user")
    order = get_object_or_404(orders, pk=pk)
    lines = list(order.lines.select_related("stockrecord__product__parent"))
    confirm = ConfirmForm(
        request.POST if request.POST.get("action") == "confirm" else None,
        initial={"expected_on": order.expected_on, "vendor_reference": order.vendor_reference},
    )
    if request.method == "POST" and _moved(request, order, lines, confirm):
        return redirect("purchase-orders:order", pk=pk)
    return _page(
        request,
        "order",
        title=f"{order.number} · {order.vendor}",
        order=order,
        rows=[(line, request.POST.get(f"arrived-{line.pk}", "")) for line in lines],
        value=order_value(lines),
        receipts=order.receipts.select_related("user").prefetch_related("lines__line__stockrecord"),
        confirm=confirm,
        key=request.POST.get("key") or uuid4().hex,
        delivery_note=request.POST.get("delivery_note", ""),
        is_open=order.state in PurchaseOrder.OPEN,
    )


def _moved(
    request: HttpRequest, order: PurchaseOrder, lines: list[PurchaseOrderLine], confirm: ConfirmForm
) -> bool:
    """Do what somebody asked, and tell what came of it; False where the page is to show what was typed."""
    person = _person(request)
    moves: dict[str, tuple[Callable[[], object], str]] = {
        "send": (lambda: send_order(order, by=person), _("Sent to %(vendor)s.") % {"vendor": order.vendor}),
        "mark_sent": (lambda: mark_sent(order), _("Marked as sent.")),
        "close": (lambda: close_order(order), _("Closed: the rest is not coming.")),
        "cancel": (lambda: cancel_order(order), _("Cancelled.")),
        "receive": (lambda: _receive(request, order, lines), ""),
        "confirm": (
            lambda: confirm_order(order, **confirm.cleaned_data),
            _("Saved. Customers who wait are told of the new date."),
        ),
    }
    action = request.POST.get("action", "")
    if action not in moves or (action == "confirm" and not confirm.is_valid()):
        return False
    call, done = moves[action]
    try:
        call()
    except PurchasingError as error:
        messages.error(request, str(error))
        return False
    if done:
        messages.success(request, done)
    return True


def _receive(request: HttpRequest, order: PurchaseOrder, lines: list[PurchaseOrderLine]) -> None:
    """Book what arrived and tell what is missing or too much. Raises PurchasingError."""
    arrived: dict[int, int] = {}
    for line in lines:
        typed = request.POST.get(f"arrived-{line.pk}", "").strip()
        number = whole_number(typed, most=MOST_UNITS) if typed else 0
        if number is None:
            raise PurchasingError(_("“%(typed)s” is no number of units.") % {"typed": typed[:20]})
        arrived[line.pk] = number
    outcome = receive_goods(
        order,
        arrived,
        key=request.POST.get("key", "")[:64] or uuid4().hex,
        delivery_note=request.POST.get("delivery_note", "")[:64],
        user=_person(request),
    )
    if not outcome.is_new:
        messages.info(request, _("This delivery was booked already; nothing was booked again."))
        return
    messages.success(request, _("The delivery is booked."))
    for words, units in (
        (_("Still to come: %(lines)s."), outcome.short),
        (_("More than ordered: %(lines)s."), outcome.over),
    ):
        if units:
            listed = ", ".join(f"{number} × {sku}" for sku, number in units.items())
            messages.warning(request, words % {"lines": listed})


@require_safe
def _pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the order as the vendor gets it."""
    order = get_object_or_404(PurchaseOrder.objects.select_related("vendor", "warehouse"), pk=pk)
    return pdf_response(purchase_order_pdf(order), f"{order.number}.pdf")


reorder = require_permissions(_reorder, [SEE])
new = require_permissions(_new, [SEE, ADD])
edit = require_permissions(_edit, [SEE, CHANGE])
order = require_permissions(_order, [SEE])
pdf = require_permissions(_pdf, [SEE])
