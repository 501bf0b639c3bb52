"""Winning and losing a deal, each on a page that asks first; files; the picker's products."""

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.utils import get_valid_next_url_from_request

from crm_core.pipeline.access import CHANGE, VIEW, deal_or_404, deals_visible_to
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.forms import LoseForm, WinForm
from crm_core.pipeline.models import Deal, DealFile
from crm_core.pipeline.moves import lose_deal
from crm_core.pipeline.orders import win_deal
from crm_core.pipeline.queries import orders_to_link
from crm_core.pipeline.selection import deal_url
from shop.backoffice.access import View, require_permissions
from shop.catalogue.models import Product
from shop.dashboard.catalogue.queries import products_matching
from shop.dashboard.orders.queries import orders_visible_to
from shop.uploads.private import private_file
from shop.user.models import UserRequest

FOUND = 20
UNPROCESSABLE, CONFLICT = 422, 409
SEES_ORDERS = "order.view_order"


def changing(view: View) -> View:
    """Let in who may change deals."""
    return require_permissions(view, [VIEW, CHANGE])


@changing
@require_http_methods(["GET", "HEAD", "POST"])
def win(request: UserRequest, pk: int) -> HttpResponse:
    """Ask by which order a deal is won, and win it."""
    deal = deal_or_404(request.user, pk)
    may_see = request.user.has_perm(SEES_ORDERS)
    found = orders_to_link(deal).values("pk")
    orders = orders_visible_to(request.user).filter(pk__in=found) if may_see else ()
    form = WinForm(request.POST if request.method == "POST" else None, orders=orders)
    if form.is_valid():
        try:
            win_deal(deal, form.cleaned_data["order"], by=request.user)
        except DealError as error:
            return _page(request, deal, form, _("Mark as won"), error=str(error))
        messages.success(request, _("“%(deal)s” is won.") % {"deal": deal})
        return redirect(_back(request, deal))
    return _page(request, deal, form, _("Mark as won"))


@changing
@require_http_methods(["GET", "HEAD", "POST"])
def lose(request: UserRequest, pk: int) -> HttpResponse:
    """Ask why a deal is lost, and lose it."""
    deal = deal_or_404(request.user, pk)
    form = LoseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            lose_deal(
                deal, typed["loss_reason"], by=request.user, note=typed["note"], lost_to=typed["lost_to"]
            )
        except DealError as error:
            return _page(request, deal, form, _("Mark as lost"), error=str(error))
        messages.success(request, _("“%(deal)s” is lost.") % {"deal": deal})
        return redirect(_back(request, deal))
    return _page(request, deal, form, _("Mark as lost"))


def _back(request: UserRequest, deal: Deal) -> str:
    return get_valid_next_url_from_request(request) or deal_url(deal)


def _page(request: UserRequest, deal: Deal, form: Form, label: str, *, error: str = "") -> HttpResponse:
    """Show the question; a refusal stands above it and nothing that was typed is lost."""
    if error:
        form.add_error(None, error)
    way: list[Mapping[str, object]] = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("deals:index"), "label": _("Deals")},
        {"url": deal_url(deal), "label": deal.title},
        {"url": "", "label": label},
    ]
    context = {
        "deal": deal,
        "form": form,
        "yes_label": label,
        "back": _back(request, deal),
        "next": get_valid_next_url_from_request(request),
        "header_title": f"{label}: {deal.title}",
        "header_icon": "check",
        "breadcrumbs_items": way,
    }
    status = CONFLICT if error else UNPROCESSABLE if form.errors else HttpResponse.status_code
    return render(request, "crm_core/pipeline/question.html", context, status=status)


def _viewing(view: View) -> View:
    return require_permissions(view, [VIEW])


@_viewing
@require_safe
def file(request: UserRequest, pk: int) -> HttpResponse:
    """Hand out a file of a deal that the user sees."""
    seen = deals_visible_to(request.user).values("pk")
    found = get_object_or_404(DealFile, pk=pk, deal__in=seen)  # guard: deal-file
    return cast("HttpResponse", private_file(found.file, name=found.name))


@_viewing
@require_safe
def products(request: UserRequest) -> HttpResponse:
    """Answer what a picker asks: products and variants that can be sold, by name or number."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    heads = Product.objects.filter(is_public=True, parent=None)
    found = list(products_matching(text, among=heads)[:FOUND]) if text else []
    parents = [product.pk for product in found if product.is_parent]
    variants = Product.objects.filter(parent__in=parents, is_public=True).order_by("parent", "pk")
    sold = [product for product in found if not product.is_parent] + list(variants.select_related("parent"))
    results = [{"pk": product.pk, "label": product_label(product)} for product in sold[: 2 * FOUND]]
    return JsonResponse({"results": results})


def product_label(product: Product) -> str:
    """Tell one variant from another."""
    return str(product)
