"""Bank statements in the back office: upload, preview, book; what is left is assigned by hand."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.payments.exceptions import StatementError
from shop.payments.models import BankEntry, BankStatement
from shop.payments.statement_forms import AssignForm, StatementForm
from shop.payments.statements.parsing import digest_of
from shop.payments.statements.services import (
    assign_entry,
    import_statement,
    preview_statement,
    set_aside,
)

SEE, IMPORT, ASSIGN = "payments.view_bankstatement", "payments.add_bankstatement", "payments.change_bankentry"
KEPT_SECONDS = 3600
SHOWN = 50


def _need(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits to be assigned and the latest statements; needs `view_bankstatement`."""
    _need(request, SEE)
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    waiting = BankEntry.objects.filter(state=BankEntry.State.OPEN)
    context = {
        "header_title": _("Bank statements"),
        "header_icon": "list-ul",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Bank statements")},
        ],
        "form": StatementForm(),
        "entries": waiting[:SHOWN],
        "waiting": waiting.count(),
        "statements": BankStatement.objects.select_related("by")[:SHOWN],
        "may_import": request.user.has_perm(IMPORT),
        "may_assign": request.user.has_perm(ASSIGN),
        **more,
    }
    return render(request, "payments/statements.html", context, status=status)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what a file would book; nothing is written. Needs `add_bankstatement`."""
    _need(request, IMPORT)
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        matches = preview_statement(data, currency=settings.OSCAR_DEFAULT_CURRENCY)
    except StatementError as error:
        form.add_error("file", str(error))
        return _page(request, form=form, status=422)
    digest = digest_of(data)
    cache.set(_place(request, digest), (file.name, data), KEPT_SECONDS)
    return _page(request, matches=matches, digest=digest, file_name=file.name)


@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Import the file that was previewed; needs `add_bankstatement`."""
    _need(request, IMPORT)
    kept = cache.get(_place(request, request.POST.get("digest", "")[:64]))
    if kept is None:
        messages.error(request, _("Please choose the file again: the preview is too old."))
        return redirect("payment_statements:index")
    name, data = kept
    try:
        statement = import_statement(
            data, name=name, currency=settings.OSCAR_DEFAULT_CURRENCY, by=request.user
        )
    except StatementError as error:
        messages.error(request, str(error))
        return redirect("payment_statements:index")
    booked = statement.entries.filter(state=BankEntry.State.BOOKED).count()
    left = statement.entries.filter(state=BankEntry.State.OPEN).count()
    text = _("%(booked)d transfers are booked, %(left)d wait to be assigned.")
    messages.success(request, text % {"booked": booked, "left": left})
    return redirect("payment_statements:index")


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a transfer for an order named by hand, or set it aside; needs `change_bankentry`."""
    _need(request, ASSIGN)
    entry = get_object_or_404(BankEntry, pk=pk)
    if "aside" in request.POST:
        if set_aside(entry):
            messages.success(request, _("The transfer is set aside."))
        return redirect("payment_statements:index")
    form = AssignForm(request.POST)
    if not form.is_valid():
        return _page(request, failed=entry.pk, failed_form=form, status=422)
    try:
        assign_entry(entry, form.cleaned_data["number"], by=request.user)
    except StatementError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The transfer is booked."))
    return redirect("payment_statements:index")


def _place(request: HttpRequest, digest: str) -> str:
    return f"bank-statement-{request.user.pk}-{digest}"
