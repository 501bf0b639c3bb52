"""Special prices in the portal: asking for one, and claiming what was sold at it."""

from pathlib import PurePosixPath
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.accounts.pages import PartnerRequest, partner_view
from partners.special_prices.company_permissions import CLAIM, VIEW
from partners.special_prices.forms import AgreementForm, ClaimForm
from partners.special_prices.models import SpecialPriceAgreement
from partners.special_prices.queries import agreements_of, claims_of
from partners.special_prices.services import ClaimRefusedError, claim
from shop.configuration.queries import shop_currency
from shop.uploads.private import private_file

PER_PAGE = 20
UNPROCESSABLE = 422


@require_safe
@partner_view(VIEW)
def agreements(request: PartnerRequest) -> HttpResponse:
    """List the account's special prices, 20 a page."""
    access = request.partner_access
    page = Paginator(agreements_of(access.account), PER_PAGE).get_page(request.GET.get("page"))
    context = {"account": access.account, "access": access, "page": page, "may_claim": access.can(CLAIM)}
    return render(request, "partners/special_prices/agreements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(CLAIM)
def request_price(request: PartnerRequest) -> HttpResponse:
    """Ask for a special price in the shop's currency."""
    access = request.partner_access
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: SpecialPriceAgreement = form.save(commit=False)
        made.account, made.currency, made.created_by = access.account, shop_currency(), request.user
        made.save()
        messages.success(request, _("Your request is sent. You see the answer here."))
        return redirect("special_prices:agreement", made.reference)
    status = UNPROCESSABLE if form.errors else 200
    context = {"account": access.account, "access": access, "form": form}
    return render(request, "partners/special_prices/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(VIEW)
def agreement(request: PartnerRequest, reference: UUID) -> HttpResponse:
    """Show a special price with its claims; a POST claims. Another account's is not found."""
    access = request.partner_access
    found = get_object_or_404(agreements_of(access.account), reference=reference)
    may_claim = access.can(CLAIM) and found.status == SpecialPriceAgreement.Status.APPROVED
    form = None
    if may_claim:
        form = ClaimForm(request.POST or None, request.FILES or None, agreement=found)
    if request.method == "POST" and form is not None and form.is_valid() and _claimed(request, found, form):
        return redirect("special_prices:agreement", found.reference)
    context = {
        "account": access.account,
        "access": access,
        "agreement": found,
        "claims": found.claims.all(),
        "form": form,
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "partners/special_prices/agreement.html", context, status=status)


def _claimed(request: PartnerRequest, found: SpecialPriceAgreement, form: ClaimForm) -> bool:
    try:
        claim(found, by=request.user, **form.cleaned_data)
    except ClaimRefusedError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("The claim is sent. Once approved, the credit is on your statement."))
    return True


@require_safe
@partner_view(VIEW)
def proof(request: PartnerRequest, reference: UUID) -> HttpResponse:
    """Hand out the copy of a claim's invoice to the partner that sent it."""
    claims = claims_of(request.partner_access.account).exclude(proof="")
    found = get_object_or_404(claims, reference=reference)
    return cast("HttpResponse", private_file(found.proof, name=PurePosixPath(found.proof.name or "").name))
