"""A company's tenders: posting, watching, comparing, awarding."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from crm_core.tenders.awarding import award, basket_to_order
from crm_core.tenders.errors import TenderError
from crm_core.tenders.forms import BaseLines, CancelForm, DeadlineForm, LineFormSet, TenderForm, lines_of
from crm_core.tenders.models import Tender, TenderFile, TenderState
from crm_core.tenders.queries import POST, comparison, number_of_bids, tenders_of_company, unmapped
from crm_core.tenders.services import cancel, close_if_due, extend, publish_tender, save_draft
from shop.b2b.models import Company
from shop.b2b.pages import CompanyRequest, company_view
from shop.checkout.agreed import check_out
from shop.configuration.queries import shop_currency
from shop.numbers import whole_number
from shop.uploads.private import private_file
from shop.user.models import User

PER_PAGE, UNPROCESSABLE, CONFLICT = 20, 422, 409
TEMPLATES = "crm_core/tenders/buyer"
ORDER = "orders.place"


@never_cache
@require_safe
@company_view(POST)
def company_list(request: HttpRequest) -> HttpResponse:
    """The tenders that somebody sees for their company, the latest first."""
    access = cast("CompanyRequest", request).company_access
    page = Paginator(tenders_of_company(access), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "tenders": page.object_list, "page_title": _("Tenders")}
    return render(request, f"{TEMPLATES}/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@company_view(POST)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new tender, or a draft; it is kept, and with the other button published at once."""
    access, user = cast("CompanyRequest", request).company_access, cast("User", request.user)
    tender = _draft(request, pk)
    form = TenderForm(request.POST or None, files=request.FILES or None, instance=tender)
    lines = cast("type[BaseLines]", LineFormSet)(
        request.POST or None, prefix="lines", initial=lines_of(tender), form_kwargs={"buyer": user}
    )
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        written = form.save(commit=False)
        if written.pk is None:
            written.company = get_object_or_404(Company, pk=access.company_id)
            written.user, written.currency = user, shop_currency()
        try:
            said = form.cleaned_data
            save_draft(written, lines.wanted, files=said["attachments"], without=said.get("remove", ()))
            if request.POST.get("do") == "publish":
                publish_tender(written, now=timezone.now())
                messages.success(request, _("The tender is published. We invite colleagues to bid."))
        except TenderError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("company_tenders:show", written.pk)
    title = _("Edit the tender") if tender else _("New tender")
    context = {"form": form, "lines": lines, "tender": tender, "page_title": title}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, f"{TEMPLATES}/edit.html", context, status=status)


@require_safe
@company_view(POST)
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """An attachment of a tender that somebody sees for their company."""
    tenders = tenders_of_company(cast("CompanyRequest", request).company_access)
    found = get_object_or_404(TenderFile, pk=file, tender=pk, tender__in=tenders.values("pk"))
    return cast("HttpResponse", private_file(found.file, name=found.name))


def _draft(request: HttpRequest, pk: int | None) -> Tender | None:
    if pk is None:
        return None
    rows = tenders_of_company(cast("CompanyRequest", request).company_access)
    return get_object_or_404(rows.filter(state=TenderState.DRAFT), pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@company_view(POST)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One tender with its bids once they are opened; a POST does what its button says."""
    access = cast("CompanyRequest", request).company_access
    tender = get_object_or_404(tenders_of_company(access).select_related("order", "user"), pk=pk)
    close_if_due(tender, now=timezone.now())
    if request.method != "POST":
        return _page(request, tender)
    action = ACTIONS.get(request.POST.get("do", ""))
    return action(request, tender) if action else _page(request, tender, status=UNPROCESSABLE)


def _page(request: HttpRequest, tender: Tender, *, status: int = 200, **forms: object) -> HttpResponse:
    access = cast("CompanyRequest", request).company_access
    now = timezone.now()
    context: dict[str, object] = {
        "tender": tender,
        "comparison": comparison(tender, now=now),
        "is_opened": tender.is_opened(now),
        "takes_bids": tender.takes_bids(now),
        "bids": number_of_bids(tender) if tender.published_at else 0,
        "unmapped": bool(unmapped(tender)),
        "files": list(tender.files.all()),
        "may_order": access.can(ORDER),
        "deadline_form": DeadlineForm(),
        "cancel_form": CancelForm(),
        "page_title": str(tender),
        **forms,
    }
    return render(request, f"{TEMPLATES}/show.html", context, status=status)


def _done(request: HttpRequest, tender: Tender, work: Callable[[], object], words: str) -> HttpResponse:
    try:
        work()
    except TenderError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("company_tenders:show", tender.pk)


def _publish(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Let it be bid for."""
    words = _("The tender is published. We invite colleagues to bid.")
    return _done(request, tender, lambda: publish_tender(tender, now=timezone.now()), words)


def _extend(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Give more time."""
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return _page(request, tender, deadline_form=form, status=UNPROCESSABLE)
    deadline = form.cleaned_data["deadline"]
    words = _("The deadline is later now; the bidders hear of it.")
    return _done(request, tender, lambda: extend(tender, deadline, now=timezone.now()), words)


def _cancel(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Need it no more."""
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, tender, cancel_form=form, status=UNPROCESSABLE)
    reason = form.cleaned_data["reason"]
    words = _("The tender is cancelled; the bidders hear of it.")
    return _done(request, tender, lambda: cancel(tender, reason=reason, now=timezone.now()), words)


def _award(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Take one bid, and go on to order just that."""
    bid, user = whole_number(request.POST.get("bid")) or 0, cast("User", request.user)
    try:
        award(tender, bid, by=user, now=timezone.now())
    except TenderError as refusal:
        messages.error(request, str(refusal))
        return redirect("company_tenders:show", tender.pk)
    access = cast("CompanyRequest", request).company_access
    if not access.can(ORDER):
        messages.success(request, _("The tender is awarded. A colleague who may place orders can order it."))
        return redirect("company_tenders:show", tender.pk)
    return _order(request, tender)


def _order(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Go to the checkout with what was awarded, at just its prices."""
    if not cast("CompanyRequest", request).company_access.can(ORDER):
        raise PermissionDenied
    try:
        basket = basket_to_order(tender, by=cast("User", request.user))
    except TenderError as refusal:
        messages.error(request, str(refusal))
        return redirect("company_tenders:show", tender.pk)
    back = reverse("company_tenders:show", args=[tender.pk])
    return redirect(check_out(request, basket, back=back))


ACTIONS = {"publish": _publish, "extend": _extend, "cancel": _cancel, "award": _award, "order": _order}
