"""Withdrawing from a contract: finding the order, the statement, its confirmation, the receipt.

Whoever has the order's page, its number with its e-mail address, or the link of a receipt may; nobody logs
in.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.order.models import Order
from shop.returns.lookup import OrderLookupForm
from shop.withdrawal.deciding import decide_or_wait
from shop.withdrawal.exceptions import WithdrawalRefusedError
from shop.withdrawal.forms import StatementForm
from shop.withdrawal.links import order_of_token, receipt_token, statement_token, withdrawal_of_token
from shop.withdrawal.queries import WithdrawalRight, right_of
from shop.withdrawal.services import confirm, find_withdrawal, statement_text

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for number and address of the order; who knows both goes on to the statement."""
    form = OrderLookupForm(request.POST if request.method == "POST" else None)
    status = form.find(request) if form.is_bound else 200
    if form.order is not None:
        return redirect("withdrawal:statement", statement_token(form.order))
    return render(request, "withdrawal/find.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, token: str) -> HttpResponse:
    """Make the statement (first step), show it as it will be kept and take its confirmation (second)."""
    order = order_of_token(token)
    if order is None:
        raise Http404(_("There is no order for this link."))
    if request.POST.get("step") == "confirm":  # a second click leads to the receipt of the first
        done = find_withdrawal(order, request.POST.get("key", ""))
        if done is not None:
            return redirect("withdrawal:receipt", receipt_token(done))
    right = right_of(order)
    context = {"order": order, "right": right}
    if not right.is_open:
        return render(request, "withdrawal/closed.html", context)
    form = StatementForm(request.POST or None, lines=right.lines, initial=_known(request, order))
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "withdrawal/statement.html", {**context, "form": form}, status=status)
    if request.POST.get("step") == "confirm":
        return _confirm(request, order, form, context)
    if request.POST.get("step") == "change":
        return render(request, "withdrawal/statement.html", {**context, "form": form})
    return _ask(request, form, order, right)


def _known(request: HttpRequest, order: Order) -> dict[str, str]:
    """Return what need not be typed: the order's address, the name of its buyer who is logged in."""
    user = request.user
    is_theirs = user.is_authenticated and user.pk == order.user_id
    name = user.get_full_name() if user.is_authenticated and is_theirs else ""
    return {"email": order.email or "", "name": name}


def _ask(request: HttpRequest, form: StatementForm, order: Order, right: WithdrawalRight) -> HttpResponse:
    chosen = [(item, form.pieces[item.line.pk]) for item in right.lines if item.line.pk in form.pieces]
    words = statement_text(order, chosen)
    form.hide()
    context = {"order": order, "right": right, "form": form, "statement": words}
    return render(request, "withdrawal/confirm.html", context)


def _confirm(
    request: HttpRequest, order: Order, form: StatementForm, context: dict[str, object]
) -> HttpResponse:
    try:
        withdrawal = confirm(
            order,
            form.pieces,
            key=form.cleaned_data["key"],
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            language=get_language() or "",
        )
    except WithdrawalRefusedError as refusal:
        form.add_error(None, str(refusal))
        page = {**context, "form": form}
        return render(request, "withdrawal/statement.html", page, status=UNPROCESSABLE)
    decide_or_wait(withdrawal)
    return redirect("withdrawal:receipt", receipt_token(withdrawal))


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was confirmed, when, and what has become of it; to print or keep."""
    withdrawal = withdrawal_of_token(token)
    if withdrawal is None:
        raise Http404(_("There is no withdrawal for this link."))
    outcome = getattr(withdrawal, "outcome", None)
    return render(request, "withdrawal/receipt.html", {"withdrawal": withdrawal, "outcome": outcome})
