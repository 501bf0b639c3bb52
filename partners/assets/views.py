"""Assets in the portal: found, taken as they are or with the partner's own logo."""

from typing import BinaryIO, cast
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.accounts.pages import PartnerRequest, partner_view
from partners.assets.company_permissions import BRAND, VIEW
from partners.assets.forms import AssetFilterForm, LogoForm
from partners.assets.models import AssetVersion
from partners.assets.queries import assets_for, logo_of, versions_by_id
from partners.assets.services import keep_logo, note_download, remove_logo
from shop.time_zones import shop_day
from shop.uploads.private import content_type_of, private_file

PER_PAGE = 20
UNPROCESSABLE = 422


@require_safe
@partner_view(VIEW)
def index(request: PartnerRequest) -> HttpResponse:
    """List what the account may use today, searched by words, kind and language."""
    account = request.partner_access.account
    found = assets_for(account, shop_day())
    form = AssetFilterForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    if data.get("q"):
        found = found.filter(Q(title__icontains=data["q"]) | Q(description__icontains=data["q"]))
    if data.get("kind"):
        found = found.filter(kind=data["kind"])
    if data.get("language"):
        found = found.filter(Q(language=data["language"]) | Q(language=""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    assets = list(page.object_list)
    versions = versions_by_id(assets)
    context = {
        "account": account,
        "form": form,
        "is_filtered": any(data.values()),
        "page": page,
        "rows": [(asset, versions[asset.version_id]) for asset in assets],  # type: ignore[attr-defined]
        "logo": logo_of(account),
        "may_brand": request.partner_access.can(BRAND),
    }
    return render(request, "partners/assets/index.html", context)


@partner_view(VIEW)
@require_POST
def download(request: PartnerRequest, pk: int) -> HttpResponseBase:
    """Hand out the version of an asset that is good today; with `logo` set, with the partner's logo on it.

    A POST, because it is noted who took what.
    """
    account = request.partner_access.account
    asset = assets_for(account, shop_day()).filter(pk=pk).first()
    if asset is None:
        raise Http404
    version = AssetVersion.objects.get(pk=asset.version_id)  # type: ignore[attr-defined]
    name = str(version.file.name).rpartition("/")[2]
    if not request.POST.get("logo"):
        note_download(version, account=account, user=request.user, has_logo=False)
        return private_file(version.file, name=name)
    logo = logo_of(account)
    if logo is None or not asset.takes_logo:
        messages.error(request, _("Please add your logo first."))
        return redirect("partner_assets:index")
    # No page of a visitor draws PDFs, so the library is loaded here.
    from partners.assets.cobranding import CobrandingError, with_logo  # noqa: PLC0415

    try:
        with version.file.open("rb") as file, logo.file.open("rb") as mark:
            content = with_logo(cast("BinaryIO", file), cast("BinaryIO", mark), name=name)
    except CobrandingError as error:
        messages.error(request, str(error))
        return redirect("partner_assets:index")
    note_download(version, account=account, user=request.user, has_logo=True)
    response = HttpResponse(content, content_type=content_type_of(name))
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(BRAND)
def logo(request: PartnerRequest) -> HttpResponse:
    """Take the partner's logo, or let it go."""
    account = request.partner_access.account
    if request.method == "POST" and request.POST.get("remove"):
        if remove_logo(account):
            messages.success(request, _("The logo is removed."))
        return redirect("partner_assets:logo")
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        keep_logo(account, form.cleaned_data["logo"])
        messages.success(request, _("The logo is saved."))
        return redirect("partner_assets:index")
    context = {"account": account, "form": form, "logo": logo_of(account)}
    return render(request, "partners/assets/logo.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@partner_view(VIEW)
def logo_picture(request: PartnerRequest) -> HttpResponseBase:
    """Hand out the account's own logo, to be looked at."""
    found = logo_of(request.partner_access.account)
    if found is None:
        raise Http404
    response = private_file(found.file, name="logo.png")
    response["Content-Disposition"] = "inline"
    return response
