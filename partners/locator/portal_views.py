"""The entry in the locator as its partner writes it."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.accounts.pages import PartnerRequest, partner_view
from partners.locator.company_permissions import LISTING
from partners.locator.forms import ListingForm
from partners.locator.queries import latest_of, shown_of
from partners.locator.services import submit_listing, withdraw_listing

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(LISTING)
def listing(request: PartnerRequest) -> HttpResponse:
    """Show the entry as it stands, take a new version of it, or take it off the storefront."""
    account = request.partner_access.account
    if request.method == "POST" and request.POST.get("withdraw"):
        if withdraw_listing(account, by=request.user):
            messages.success(request, _("Your entry is withdrawn: customers do not find you any more."))
        return redirect("partner_locator:listing")
    latest = latest_of(account)
    form = ListingForm(
        request.POST if request.method == "POST" else None, initial=model_to_dict(latest) if latest else None
    )
    if form.is_bound and form.is_valid():
        new = form.save(commit=False)
        new.account = account
        submit_listing(new, specialties=form.cleaned_data["specialties"], by=request.user)
        messages.success(request, _("Your entry is submitted. It is published once we have approved it."))
        return redirect("partner_locator:listing")
    context = {"account": account, "form": form, "latest": latest, "shown": shown_of(account)}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "partners/locator/listing.html", context, status=status)
