"""The locator on the storefront: the list with its map, a partner's page, the enquiry."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.assets.queries import logo_of
from partners.locator.enquiries import take_enquiry
from partners.locator.forms import EnquiryForm, FindForm
from partners.locator.maps import map_of
from partners.locator.models import PartnerListing
from partners.locator.queries import find, shown_listings, told_of
from partners.locator.schemas import partner_schema
from shop.storefront.structured_data import as_json_ld, breadcrumb_schema
from shop.uploads.private import private_file
from shop.user.models import User

ACTION = "partner_enquiry"
UNPROCESSABLE, TOO_MANY = 422, 429


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the partners that match, with a map of where they are; a fixed number of queries."""
    form = FindForm(request.GET)
    wanted = form.wanted()
    found = find(wanted)
    is_filtered = any((wanted.text, wanted.country, wanted.specialty, wanted.tier, wanted.product))
    crumbs = _crumbs((_("Find a partner"), ""))
    context = {
        "form": form,
        "found": found,
        "map": map_of(row.listing for row in found),
        "product": wanted.product,
        "is_filtered": is_filtered,
        "crumbs": crumbs,
        "robots": "noindex, follow" if is_filtered else "",
        "json_ld": as_json_ld([breadcrumb_schema(crumbs, base=_base(request), here=request.path)]),
    }
    return render(request, "partners/locator/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """Show a partner and take an enquiry; what was typed stays where it cannot be taken."""
    listing = _listing_or_404(code)
    company = listing.account.company.name
    if request.method != "POST":
        form = EnquiryForm(company=company, initial=_known_of(request))
        return _page(request, listing, form)
    form = EnquiryForm(request.POST, company=company)
    if not form.is_valid():
        return _page(request, listing, form, status=UNPROCESSABLE)
    if not form.is_spam:
        if not ratelimit.consume(request, action=ACTION, key=form.cleaned_data["email"].lower()):
            words = _(
                "Too many attempts in a short time. Please wait a few minutes; what you wrote is still here."
            )
            form.add_error(None, words)
            return _page(request, listing, form, status=TOO_MANY)
        user = request.user if isinstance(request.user, User) else None
        take_enquiry(listing, form, user=user, language=get_language() or "")
    messages.success(request, _("Thank you. Your enquiry is passed on; the answer comes by e-mail or phone."))
    return redirect(listing.get_absolute_url())


@require_safe
def logo(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand out the logo of a partner who shows it."""
    listing = _listing_or_404(code)
    found = logo_of(listing.account) if listing.shows_logo else None
    if found is None:
        raise Http404
    response = private_file(found.file, name="logo.png")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _listing_or_404(code: str) -> PartnerListing:
    return get_object_or_404(shown_listings(), account__code=code)


def _page(
    request: HttpRequest, listing: PartnerListing, form: EnquiryForm, *, status: int = 200
) -> HttpResponse:
    found = told_of(listing)
    index_url = reverse("partner_locator_public:index")
    crumbs = _crumbs((_("Find a partner"), index_url), (listing.account.company.name, ""))
    base = _base(request)
    context = {
        "listing": listing,
        "found": found,
        "has_logo": listing.shows_logo and logo_of(listing.account) is not None,
        "form": form,
        "map": map_of([listing]),
        "crumbs": crumbs,
        "json_ld": as_json_ld(
            [partner_schema(found, base=base), breadcrumb_schema(crumbs, base=base, here=request.path)]
        ),
    }
    return render(request, "partners/locator/partner.html", context, status=status)


def _known_of(request: HttpRequest) -> dict[str, object]:
    """Return what is known of who is logged in, and the product that they come from."""
    known: dict[str, object] = {"product": request.GET.get("product", "")}
    if isinstance(request.user, User):
        known |= {"name": request.user.get_full_name(), "email": request.user.email}
    return known


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Home"), reverse("wagtail_serve", args=[""])), *rest]


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")
