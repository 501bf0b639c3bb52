"""Market development funds in the portal: what is left, requests, claims with their proof."""

from pathlib import PurePosixPath
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.accounts.access import PartnerAccess
from partners.accounts.pages import PartnerRequest, partner_view
from partners.funds.exceptions import FundsRefusedError
from partners.funds.forms import ClaimForm, FundRequestForm
from partners.funds.models import ClaimProof, FundRequest
from partners.funds.queries import REQUEST_FUNDS, allocations_of, claims_for, requests_for, result_of
from partners.funds.services import claim, submit
from shop.uploads.private import private_file

PER_PAGE = 20
UNPROCESSABLE = 422
READS_AND_WRITES = ["GET", "HEAD", "POST"]
Status = FundRequest.Status
#: What its partner may still change.
OPEN = (Status.DRAFT, Status.DECLINED)


def _access(request: HttpRequest) -> PartnerAccess:
    return cast("PartnerRequest", request).partner_access


@require_safe
@partner_view(REQUEST_FUNDS)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is left of each budget and the requests, the latest first."""
    access = _access(request)
    found = requests_for(access)
    context = {
        "account": access.account,
        "allocations": allocations_of(access.account.pk).annotate(left=F("amount") - F("committed")),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "partners/funds/overview.html", context)


@require_http_methods(READS_AND_WRITES)
@partner_view(REQUEST_FUNDS)
def create(request: HttpRequest) -> HttpResponse:
    """Take a new request: kept as a draft, or submitted at once."""
    access = _access(request)
    if not allocations_of(access.account.pk).exists():
        messages.info(request, _("There is no budget for you at the moment."))
        return redirect("partner_funds:overview")
    return _edit(request, access, FundRequest(created_by_id=access.user_id))


@require_http_methods(READS_AND_WRITES)
@partner_view(REQUEST_FUNDS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or one that was declined."""
    access = _access(request)
    found = get_object_or_404(requests_for(access), pk=pk)
    if found.status not in OPEN:
        messages.error(request, _("This request is submitted and cannot be changed any more."))
        return redirect("partner_funds:show", pk=pk)
    return _edit(request, access, found)


def _edit(request: HttpRequest, access: PartnerAccess, found: FundRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = FundRequestForm(data, instance=found, account_id=access.account.pk)
    if form.is_bound and form.is_valid():
        saved = form.save()
        if "submit" in request.POST:
            submit(saved)
            messages.success(request, _("Your request is submitted. You get a mail with the decision."))
        else:
            messages.success(request, _("Your draft is saved."))
        return redirect("partner_funds:show", pk=saved.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"account": access.account, "form": form, "fund_request": found}
    return render(request, "partners/funds/request_form.html", context, status=status)


@require_safe
@partner_view(REQUEST_FUNDS)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request, its claims and what it brought."""
    found = get_object_or_404(requests_for(_access(request)), pk=pk)
    return _show(request, found, ClaimForm(currency=found.allocation.budget.currency))


def _show(request: HttpRequest, found: FundRequest, form: ClaimForm, *, status: int = 200) -> HttpResponse:
    has_result = found.status in {Status.APPROVED, Status.CLOSED}
    context = {
        "account": _access(request).account,
        "fund_request": found,
        "currency": found.allocation.budget.currency,
        "left": found.approved_amount - found.claimed,
        "claims": found.claims.prefetch_related("proofs"),
        "result": result_of(found) if has_result else None,
        "is_open": found.status in OPEN,
        "form": form,
    }
    return render(request, "partners/funds/request.html", context, status=status)


@require_POST
@partner_view(REQUEST_FUNDS)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a draft; a second click changes nothing."""
    found = get_object_or_404(requests_for(_access(request)), pk=pk)
    submit(found)
    messages.success(request, _("Your request is submitted. You get a mail with the decision."))
    return redirect("partner_funds:show", pk=pk)


@require_POST
@partner_view(REQUEST_FUNDS)
def add_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a claim with its proof; what was typed stays where it is refused."""
    access = _access(request)
    found = get_object_or_404(requests_for(access), pk=pk)
    form = ClaimForm(request.POST, request.FILES, currency=found.allocation.budget.currency)
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("amount", "proofs", "token", "comment")}
        try:
            claim(found, by=cast("PartnerRequest", request).user, **typed)
        except FundsRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your claim is submitted. You get a mail with the decision."))
            return redirect("partner_funds:show", pk=pk)
    return _show(request, found, form, status=UNPROCESSABLE)


@require_safe
@partner_view(REQUEST_FUNDS)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a proof to the partner that sent it."""
    found = get_object_or_404(ClaimProof, pk=pk, claim__in=claims_for(_access(request)))
    return cast("HttpResponse", private_file(found.file, name=PurePosixPath(found.file.name or "").name))
