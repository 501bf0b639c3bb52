"""Returning things: finding the order, choosing, the money in view, the return's own page.

Whoever has the order's page, or as a guest its number with its e-mail address, may ask; the page of a
return opens by its signed link.
"""

from decimal import Decimal

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.returns.forms import ChooseForm, DetailsForm
from shop.returns.links import form_token, order_of_token, return_of_token, return_token
from shop.returns.lookup import OrderLookupForm
from shop.returns.mail import return_address
from shop.returns.models import Return, ReturnSettings
from shop.returns.policy import policy
from shop.returns.queries import offered_reasons, returnable_lines
from shop.returns.replacements import replacements_of
from shop.returns.services import cancel, find_return, request_return
from shop.returns.settling import expected
from shop.returns.states import Outcome, move_of
from shop.uploads.private import private_file

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for number and address of the order; a guest who knows both goes on, an account logs in."""
    form = OrderLookupForm(request.POST if request.method == "POST" else None)
    status = form.find(request) if form.is_bound else 200
    if form.order is not None:
        if form.order.user_id is None:
            return redirect("returns:choose", form_token(form.order))
        return redirect("customer:order", order_number=form.order.number)
    return render(request, "returns/find.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Choose what goes back (first step), show the money, and take the request (second step)."""
    order = order_of_token(token)
    if order is None:
        raise Http404(_("There is no order for this link."))
    if request.POST.get("step") == "send":  # a second click leads to the return of the first
        made = find_return(order, request.POST.get("key", ""))
        if made is not None:
            return redirect("returns:show", return_token(made))
    rules, lines = policy(), returnable_lines(order)
    page: dict[str, object] = {"order": order, "lines": lines, "rules": rules}
    if not rules.is_offered or not any(item.is_offered for item in lines):
        return render(request, "returns/closed.html", page)
    form = ChooseForm(
        request.POST or None,
        lines=lines,
        reasons=offered_reasons(),
        replacements=replacements_of([item.line for item in lines], order),
        outcomes=outcomes_for(order),
    )
    page["form"] = form
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "returns/choose.html", page, status=status)
    if request.POST.get("step") == "change":
        return render(request, "returns/choose.html", page)
    return _second_step(request, order, form, page)


def outcomes_for(order: Order) -> list[tuple[str, str]]:
    """List what a buyer may want for the pieces; credit needs an address or account that can hold it."""
    found = [Outcome.REFUND, Outcome.EXCHANGE]
    if order.user_id or order.email:
        found.insert(1, Outcome.CREDIT)
    return [(each.value, str(each.label)) for each in found]


def _second_step(
    request: HttpRequest, order: Order, form: ChooseForm, page: dict[str, object]
) -> HttpResponse:
    rules, reasons = policy(), form.chosen_reasons
    is_asked = request.POST.get("step") == "send"
    details = DetailsForm(
        request.POST if is_asked else None,
        request.FILES if is_asked else None,
        needs_photos=any(reason.asks_for_photos for reason in reasons),
    )
    if is_asked and details.is_valid():
        try:
            made = request_return(
                order,
                form.wanted,
                key=form.cleaned_data["key"],
                outcome=form.cleaned_data["outcome"],
                comment=details.cleaned_data["comment"],
                photos=details.cleaned_data["photos"],
            )
        except ChangeRefusedError as refusal:
            form.add_error(None, str(refusal))
            return render(request, "returns/choose.html", page, status=UNPROCESSABLE)
        return redirect("returns:show", return_token(made))
    is_our_fault = any(reason.is_our_fault for reason in reasons)
    percent = Decimal(0) if is_our_fault else rules.restocking_percent
    shown = expected(order, form.wanted, percent=percent, outcome=form.cleaned_data["outcome"])
    if shown.problems:
        for problem in shown.problems:
            form.add_error(None, problem)
        return render(request, "returns/choose.html", page, status=UNPROCESSABLE)
    form.hide()
    payer = ReturnSettings.Payer.SHOP if is_our_fault else rules.return_delivery_paid_by
    page |= {"details": details, "shown": shown, "shop_pays": payer == ReturnSettings.Payer.SHOP}
    return render(request, "returns/confirm.html", page, status=UNPROCESSABLE if is_asked else 200)


def _found(token: str) -> Return:
    found = return_of_token(token)
    if found is None:
        raise Http404(_("There is no return for this link."))
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a return stands and where to send it; let its buyer give it up while nothing has come."""
    found = _found(token)
    if request.method == "POST":
        try:
            cancel(found)
            messages.success(request, _("The return is cancelled."))
        except ChangeRefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("returns:show", token)
    rules = policy()
    page = {
        "returned": found,
        "order": found.order,
        "token": token,
        "lines": found.lines.select_related("line", "reason", "replacement"),
        "settlements": found.settlements.all(),
        "address": return_address(rules),
        "instructions": rules.instructions,
        "may_cancel": found.state in move_of("cancel").sources,
        "shop_pays": found.return_delivery_paid_by == ReturnSettings.Payer.SHOP,
        "label": getattr(found, "label", None),
    }
    return render(request, "returns/show.html", page)


@never_cache
@require_safe
def label(request: HttpRequest, token: str) -> FileResponse:
    """Hand out the label of a return."""
    found = _found(token)
    made = getattr(found, "label", None)
    if made is None:
        raise Http404
    return private_file(made.file, name=f"{found.number}.pdf")
