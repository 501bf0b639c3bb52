"""Warranties for customers: checking a serial number, registering one, asking for a repair.

Whoever has the order's page, or as a guest its number with its e-mail address, sees the warranties of the
order; a serial number alone tells product and days, and nothing of who bought it.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.returns.lookup import OrderLookupForm
from shop.returns.mail import return_address
from shop.returns.policy import policy
from shop.user.models import UserRequest
from shop.warranties.forms import RegisterForm, RepairForm, SerialForm
from shop.warranties.links import order_of_token, order_token, repair_of_token, repair_token
from shop.warranties.models import Repair, WarrantyUnit
from shop.warranties.queries import Entitlement, entitlement_of, units_of, units_of_account
from shop.warranties.repairs import cancel
from shop.warranties.services import register_serial, request_repair
from shop.warranties.states import MOVES

UNPROCESSABLE = 422
A_PAGE = 24


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Tell what is known of a serial number, or lead a guest to the warranties of their order."""
    is_order = "number" in request.POST
    order_form = OrderLookupForm(request.POST if is_order else None)
    form = SerialForm(request.POST if request.method == "POST" and not is_order else None)
    status = 200
    found: list[Entitlement] = []
    if order_form.is_bound:
        status = order_form.find(request)
        if order_form.order is not None:
            if order_form.order.user_id is None:
                return redirect("warranties:order", order_token(order_form.order))
            return redirect("customer:order", order_number=order_form.order.number)
    elif form.is_bound:
        status, found = form.check(request)
    page = {"form": form, "order_form": order_form, "found": found}
    return render(request, "warranties/check.html", page, status=status)


@never_cache
@require_safe
@login_required
def own(request: UserRequest) -> HttpResponse:
    """List what somebody has under warranty, the latest first."""
    page_obj = Paginator(units_of_account(request.user), A_PAGE).get_page(request.GET.get("page"))
    page = {
        "page_title": _("Warranties"),
        "rows": [_row(unit) for unit in page_obj],
        "page_obj": page_obj,
        "is_paginated": page_obj.has_other_pages(),
    }
    return render(request, "warranties/own.html", page)


def _row(unit: WarrantyUnit, form: RegisterForm | None = None) -> dict[str, object]:
    """Put together what a list says of one unit; its repairs are at hand."""
    repairs = list(unit.repairs.all())
    return {
        "unit": unit,
        "entitlement": entitlement_of(unit),
        "repairs": [(repair, repair_token(repair)) for repair in repairs],
        "is_in_repair": any(repair.is_open for repair in repairs),
        "token": order_token(unit.line.order),
        "form": form,
    }


def _order(token: str) -> Order:
    order = order_of_token(token)
    if order is None:
        raise Http404(_("There is no order for this link."))
    return order


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show the warranties of an order; a POST registers the serial number of one item."""
    found = _order(token)
    units = list(units_of(found))
    asked = request.POST.get("unit", "")
    forms = {
        unit.pk: RegisterForm(request.POST if str(unit.pk) == asked else None, unit=unit)
        for unit in units
        if not unit.serial or str(unit.pk) == asked
    }
    for unit in units:
        form = forms.get(unit.pk)
        if form is None or not form.is_valid():
            continue
        try:
            register_serial(unit, form.cleaned_data["serial"])
        except ChangeRefusedError as refusal:
            form.add_error("serial", str(refusal))
            continue
        messages.success(request, _("The serial number is registered."))
        return redirect("warranties:order", token)
    page = {
        "order": found,
        "token": token,
        "rows": [_row(unit, forms.get(unit.pk)) for unit in units],
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "warranties/order.html", page, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Ask for the repair of one item of an order; a second click leads to the repair of the first."""
    found = _order(token)
    unit = get_object_or_404(units_of(found), pk=pk)
    form = RepairForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = request_repair(unit, fault=said["fault"], key=said["key"])
        except ChangeRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("warranties:repair", repair_token(made))
    page = {"order": found, "unit": unit, "form": form, "token": token, "entitlement": entitlement_of(unit)}
    return render(request, "warranties/claim.html", page, status=UNPROCESSABLE if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a repair stands and where to send the item; let its customer give it up before that."""
    found = repair_of_token(token)
    if found is None:
        raise Http404(_("There is no repair for this link."))
    if request.method == "POST":
        return _cancelled(request, found, token)
    page = {
        "repair": found,
        "unit": found.unit,
        "order": found.unit.line.order,
        "address": return_address(policy()),
        "may_cancel": found.state in MOVES["cancel"].sources,
    }
    return render(request, "warranties/repair.html", page)


def _cancelled(request: HttpRequest, found: Repair, token: str) -> HttpResponse:
    try:
        cancel(found)
        messages.success(request, _("The repair is cancelled."))
    except ChangeRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("warranties:repair", token)
