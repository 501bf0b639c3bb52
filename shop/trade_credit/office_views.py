"""Receivables in the back office: who owes what, orders to approve, disputes, reminders."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.b2b.models import Company
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.backoffice.signals import list_exported
from shop.trade_credit.approvals import APPROVE, approve, reject
from shop.trade_credit.debtors import debtor_lines, debtors, reminders_of
from shop.trade_credit.disputes import RESOLVE, resolve_dispute
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.models import CreditApproval, DunningSettings, InvoiceDispute, Receivable
from shop.trade_credit.office_forms import DecisionForm, DunningSettingsForm, ResolveForm
from shop.trade_credit.queries import BUCKETS
from shop.trade_credit.views.invoices import table
from shop.trade_credit.words import SHORT_NAMES
from shop.user.models import UserRequest

SEE = "trade_credit.view_receivable"
CHANGE_SETTINGS = "trade_credit.change_dunningsettings"
PER_PAGE, SHOWN = 50, 200
REFUSED = 422


def page(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    icon: str = "table",
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Render a page of receivables with its way back."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("receivables:index"), "label": _("Receivables")},
        {"url": "", "label": title},
    ]
    if template == "list":
        del crumbs[1]
    heading = {"header_title": title, "page_title": title, "header_icon": icon, "breadcrumbs_items": crumbs}
    return render(request, f"trade_credit/office/{template}.html", {**heading, **context}, status=status)


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List who owes what by age, most overdue first; as CSV too."""
    is_overdue = request.GET.get("show") == "overdue"
    rows = debtors(only_overdue=is_overdue)
    if request.GET.get("as") == "csv":
        list_exported.send(index, model=Receivable, user=request.user, name="receivables", columns=["CSV"])
        return table("receivables.csv", debtor_lines(rows))
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return page(
        request,
        "list",
        _("Receivables"),
        rows=shown,
        reminders=reminders_of(list(shown)),
        buckets=[SHORT_NAMES[name] for name, _first in BUCKETS],
        is_overdue=is_overdue,
        asked=CreditApproval.objects.filter(state=CreditApproval.State.ASKED).count(),
        disputed=InvoiceDispute.objects.filter(state=InvoiceDispute.State.OPEN).count(),
    )


@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """List the orders above a limit that wait, the oldest first."""
    waiting = CreditApproval.objects.filter(state=CreditApproval.State.ASKED)
    rows = waiting.select_related("order__company", "account__company")[:SHOWN]
    return page(request, "approvals", _("Orders above the credit limit"), rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: UserRequest, pk: int) -> HttpResponse:
    """Decide about one."""
    rows = CreditApproval.objects.select_related("order__company", "account__company", "by")
    found = get_object_or_404(rows, pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        decide = approve if data["decision"] == "approve" else reject
        try:
            decide(found, by=request.user, note=data["note"])
        except CreditRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Decided, and the customer is told."))
            return redirect("receivables:approvals")
    title = _("Order %(number)s above the credit limit") % {"number": found.order.number}
    may_decide = request.user.has_perm(APPROVE) and found.state == CreditApproval.State.ASKED
    status = REFUSED if form.is_bound else 200
    return page(request, "approval", title, status=status, found=found, form=form, may_decide=may_decide)


@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """List the disputes, open ones first."""
    rows = InvoiceDispute.objects.select_related("document", "order__company").order_by("-state", "-pk")
    if request.GET.get("show") != "all":
        rows = rows.filter(state=InvoiceDispute.State.OPEN)
    return page(request, "disputes", _("Disputed invoices"), rows=rows[:SHOWN])


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: UserRequest, pk: int) -> HttpResponse:
    """Answer one."""
    rows = InvoiceDispute.objects.select_related(
        "document", "order__company", "line", "opened_by", "resolved_by"
    )
    found = get_object_or_404(rows, pk=pk)
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            resolve_dispute(
                found, is_accepted=data["decision"] == "accept", answer=data["answer"], by=request.user
            )
        except CreditRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Answered, and the customer is told."))
            return redirect("receivables:disputes")
    title = _("Dispute of invoice %(number)s") % {"number": found.document.number}
    may_resolve = request.user.has_perm(RESOLVE) and found.state == InvoiceDispute.State.OPEN
    status = REFUSED if form.is_bound else 200
    return page(request, "dispute", title, status=status, found=found, form=form, may_resolve=may_resolve)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Change when companies are reminded."""
    with locked(DunningSettings.load()) as held:
        form = merging_form(DunningSettingsForm)(request.POST or None, instance=held)
        is_kept = request.method == "POST" and form.is_valid()
        if is_kept:
            form.save()
    if is_kept:
        report_merge(request, form)
        messages.success(request, _("The settings are saved."))
        return redirect("receivables:settings")
    status = 200 if not form.is_bound else CONFLICT if form.conflicts else REFUSED
    return page(request, "settings", _("Payment reminders"), icon="mail", status=status, form=form)


def find_company(pk: int) -> Company:
    """Return a company. Raises Http404."""
    return get_object_or_404(Company, pk=pk)
