"""Leads in the portal: what waits for an answer, what is being worked on, what became of the rest."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.accounts.pages import PartnerRequest, partner_view
from partners.deal_registrations.access import REGISTER
from partners.deal_registrations.models.registrations import EDITABLE
from partners.lead_distribution.company_permissions import ANSWER
from partners.lead_distribution.forms import CloseForm, DeclineForm
from partners.lead_distribution.models import LeadOffer
from partners.lead_distribution.queries import offers_of, told_of
from partners.lead_distribution.registering import registration_of
from partners.lead_distribution.services import (
    OfferRefusedError,
    accept,
    close,
    decline,
    note_partner_contact,
)
from shop.countries import country_name_of

PER_PAGE = 20
UNPROCESSABLE = 422


@require_safe
@partner_view(ANSWER)
def index(request: PartnerRequest) -> HttpResponse:
    """List the account's leads, those that wait for an answer first."""
    page = Paginator(offers_of(request.partner_access.account), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(offer, told_of(offer), _country_of(offer)) for offer in page.object_list]
    context = {"account": request.partner_access.account, "page": page, "rows": rows}
    return render(request, "partners/lead_distribution/index.html", context)


@require_safe
@partner_view(ANSWER)
def offer(request: PartnerRequest, pk: int) -> HttpResponse:
    """Show one of the account's leads, with what can be done about it."""
    return _page(request, _own(request, pk))


@partner_view(ANSWER)
@require_POST
def answer(request: PartnerRequest, pk: int) -> HttpResponse:
    """Carry out what the button says: accept, decline, contacted, won, lost."""
    found = _own(request, pk)
    said = request.POST.get("answer", "")
    forms = {"decline": DeclineForm, "lost": CloseForm}
    form = forms[said](request.POST) if said in forms else None
    if form is not None and not form.is_valid():
        return _page(request, found, form=form, said=said, status=UNPROCESSABLE)
    data = form.cleaned_data if form is not None else {}
    try:
        if said == "accept":
            accept(found, by=request.user)
            messages.success(request, _("The lead is yours. Here is who it is."))
        elif said == "decline":
            decline(found, reason=data["reason"], note=data["note"], by=request.user)
            messages.success(request, _("You have declined. Thank you for saying so quickly."))
            return redirect("lead_distribution:index")
        elif said == "contacted":
            note_partner_contact(found, by=request.user)
            messages.success(request, _("Noted: you have been in touch."))
        elif said == "register":
            return _register(request, found)
        elif said in ("won", "lost"):
            close(found, is_won=said == "won", note=data.get("note", ""), by=request.user)
            messages.success(request, _("Noted. Thank you."))
        else:
            raise Http404
    except OfferRefusedError:
        messages.error(request, _("This lead is not yours any more: it was recalled or closed meanwhile."))
        return redirect("lead_distribution:index")
    return redirect("lead_distribution:offer", pk=pk)


def _register(request: PartnerRequest, found: LeadOffer) -> HttpResponse:
    """Begin a registration for who registers deals; one that is begun, or handed in, is shown."""
    if not request.partner_access.can(REGISTER):
        raise PermissionDenied
    registration = registration_of(found, by=request.user)
    is_open = registration.state in EDITABLE
    return redirect(f"deal_registrations:{'edit' if is_open else 'show'}", pk=registration.pk)


def _own(request: PartnerRequest, pk: int) -> LeadOffer:
    found = offers_of(request.partner_access.account).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _country_of(offer: LeadOffer) -> str:
    return country_name_of(offer.lead.country) if offer.lead.country else ""


def _page(
    request: PartnerRequest,
    found: LeadOffer,
    *,
    form: Form | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "account": request.partner_access.account,
        "offer": found,
        "told": told_of(found),
        "country": _country_of(found),
        "products": found.lead.products.select_related("parent").order_by("pk")[:20],
        "decline_form": form if said == "decline" else DeclineForm(),
        "lost_form": form if said == "lost" else CloseForm(),
        "said": said,
        "may_register": request.partner_access.can(REGISTER),
    }
    return render(request, "partners/lead_distribution/offer.html", context, status=status)
