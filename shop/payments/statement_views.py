"""Bank statements in the back office: upload, preview, book; what is left is assigned by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.backoffice.confirmation import KeptPreviews
from shop.configuration.queries import shop_currency
from shop.payments.exceptions import AlreadyPaidError, StatementError
from shop.payments.models import BankEntry, BankStatement
from shop.payments.statement_forms import AssignForm, ChoicesForm, StatementForm
from shop.payments.statements.assignment import assign_entry, ignore_entry, link_entry
from shop.payments.statements.csv_file import UnclearError
from shop.payments.statements.matching import match_waiting
from shop.payments.statements.parsing import digest_of
from shop.payments.statements.services import Preview, import_statement, preview_statement

SEE, IMPORT, ASSIGN = "payments.view_bankstatement", "payments.add_bankstatement", "payments.change_bankentry"
PREVIEWS = KeptPreviews(name="bank-statement", seconds=3600)
SHOWN = 25
SHOWN_OF_FILE = 200


def _need(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits to be assigned and the latest statements; needs `view_bankstatement`."""
    _need(request, SEE)
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    waiting = BankEntry.objects.filter(state=BankEntry.State.OPEN)
    entries = waiting.select_related("statement").prefetch_related("parts__charge__order")[:SHOWN]
    context = {
        "header_title": _("Bank statements"),
        "header_icon": "list-ul",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Bank statements")},
        ],
        "form": StatementForm(),
        "entries": match_waiting(list(entries)),
        "waiting": waiting.count(),
        "statements": BankStatement.objects.select_related("by")[:SHOWN],
        "may_import": request.user.has_perm(IMPORT),
        "may_assign": request.user.has_perm(ASSIGN),
        **more,
    }
    return render(request, "payments/statements.html", context, status=status)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what a file would book; nothing is written. Needs `add_bankstatement`.

    A file that was kept is read anew when it comes with `digest` and answers to what was unclear.
    """
    _need(request, IMPORT)
    kept = PREVIEWS.kept(request)
    if kept is None and "digest" in request.POST:
        return _too_old(request)
    form = StatementForm() if kept else StatementForm(request.POST, request.FILES)
    if kept is None and not form.is_valid():
        return _page(request, form=form, status=422)
    name, data = kept or (form.cleaned_data["file"].name, form.cleaned_data["file"].read())
    chosen = ChoicesForm(request.POST)
    digest = digest_of(data)
    PREVIEWS.keep(request, digest, (name, data))
    asked: dict[str, Any] = {"digest": digest, "file_name": name, "choices": chosen}
    try:
        found = preview_statement(data, currency=shop_currency(), choices=chosen.choices)
    except UnclearError as error:
        return _page(request, question=error, **asked)
    except StatementError as error:
        form.errors.setdefault("file", form.error_class()).append(str(error))
        return _page(request, form=form, status=422)
    return _page(request, **asked, **_told(found))


def _told(found: Preview) -> dict[str, Any]:
    """Prepare a preview for the page, which shows the first rows of a long file and counts all."""
    certain = sum(match.is_certain for match in found.matches)
    known = sum(match.is_known for match in found.matches)
    return {
        "matches": found.matches[:SHOWN_OF_FILE],
        "left_out": found.left_out[:SHOWN_OF_FILE],
        "open_questions": {question.name: question for question in found.questions},
        "numbers": {
            "certain": certain,
            "known": known,
            "waiting": len(found.matches) - certain - known,
            "left_out": len(found.left_out),
            "hidden": max(len(found.matches) - SHOWN_OF_FILE, 0),
            "hidden_left_out": max(len(found.left_out) - SHOWN_OF_FILE, 0),
        },
    }


@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Import the file that was previewed; needs `add_bankstatement`."""
    _need(request, IMPORT)
    kept = PREVIEWS.kept(request)
    if kept is None:
        return _too_old(request)
    name, data = kept
    try:
        statement = import_statement(
            data,
            name=name,
            currency=shop_currency(),
            by=request.user,
            choices=ChoicesForm(request.POST).choices,
        )
    except StatementError as error:
        messages.error(request, str(error))
        return redirect("payment_statements:index")
    booked = statement.entries.filter(state=BankEntry.State.BOOKED).count()
    left = statement.entries.filter(state=BankEntry.State.OPEN).count()
    text = _("%(booked)d transfers booked, %(left)d to be matched.")
    messages.success(request, text % {"booked": booked, "left": left})
    return redirect("payment_statements:index")


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a transfer, or a part, for an order named by hand; needs `change_bankentry`.

    `link` says that it is the payment noted by hand, `extra` that it came beyond what was due, `aside`
    that it is for no order.
    """
    _need(request, ASSIGN)
    entry = get_object_or_404(BankEntry, pk=pk)
    if "aside" in request.POST:
        if ignore_entry(entry):
            messages.success(request, _("The transfer is set aside."))
        return redirect("payment_statements:index")
    form = AssignForm(request.POST)
    asks_extra = False
    if form.is_valid():
        order, sums = form.cleaned_data.pop("number"), form.cleaned_data
        try:
            if "link" in request.POST:
                link_entry(entry, order, by=request.user, **sums)
            else:
                assign_entry(entry, order, by=request.user, is_extra="extra" in request.POST, **sums)
        except StatementError as error:
            asks_extra = isinstance(error, AlreadyPaidError)
            form.add_error("number", str(error))
        else:
            messages.success(request, _("The transfer is booked."))
            return redirect("payment_statements:index")
    entry.refresh_from_db()
    if entry.state != BankEntry.State.OPEN:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("payment_statements:index")
    return _page(request, failed=entry.pk, failed_form=form, asks_extra=asks_extra, status=422)


def _too_old(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Please choose the file again: the preview is too old."))
    return redirect("payment_statements:index")
