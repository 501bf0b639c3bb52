"""The prices of a selection of products: what they become, then the yes."""

import hashlib
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from shop.backoffice.access import require_permissions
from shop.backoffice.confirmation import KeptPreviews, is_confirmed
from shop.catalogue.models import Product
from shop.dashboard.catalogue.filters import ProductFilterSet
from shop.dashboard.catalogue.prices.forms import PriceChangeForm
from shop.dashboard.catalogue.prices.services import NewPrice, change_prices, new_prices, prices_of
from shop.dashboard.catalogue.queries import products_for_staff, products_matching
from shop.numbers import whole_number
from shop.user.models import User

NEEDED = ["catalogue.view_product", "catalogue.change_product", "partner.change_stockrecord"]
PREVIEWS = KeptPreviews(name="price-change", seconds=3600)
SHOWN, MOST = 500, 20_000
LONGEST_QUERY = 20_000


def selected(query: QueryDict, user: User | AnonymousUser, request: HttpRequest) -> QuerySet[Product]:
    """Return the products that a list's address names: ticked ones by `id`, else by search and filters.

    A filter that is not understood selects nothing, for without it everything would be.
    """
    products = products_for_staff(user)
    if "id" in query:
        keys = map(whole_number, query.getlist("id"))
        return products.filter(pk__in=[key for key in keys if key is not None])
    filters = ProductFilterSet(query, queryset=products, request=request)
    if not filters.is_valid():
        return products.none()
    found = filters.filter_queryset(products)
    text = query.get("q", "").strip()
    return products_matching(text, among=found) if text else found


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Ask how prices shall change, show what they become, change them after a yes."""
    scope = request.POST.get("scope", "") if request.method == "POST" else request.GET.urlencode()
    query = QueryDict(scope if len(scope) <= LONGEST_QUERY else "id=")
    if is_confirmed(request):
        return _change(request, query)
    products = selected(query, request.user, request)
    records = prices_of(products, request.user)
    currencies = sorted(set(records.order_by().values_list("price_currency", flat=True)))
    form = PriceChangeForm(request.POST or None, currencies=currencies)
    count = records.order_by().count()
    context: dict[str, object] = {
        "form": form,
        "scope": scope,
        "count": count,
        "products": products.order_by().count(),
    }
    if count > MOST:
        form.add_error(None, _("At most %(most)d prices at once; narrow the selection.") % {"most": MOST})
    if request.method == "POST" and form.is_valid():
        prices = new_prices(records, form.change)
        context |= _preview(request, prices, scope)
    return _page(request, query, status=422 if form.errors else 200, **context)


def _preview(request: HttpRequest, prices: list[NewPrice], scope: str) -> dict[str, object]:
    """Keep what is shown, and prepare it for the page: what changes first, then what stays."""
    changing = [price for price in prices if price.new not in {None, price.old}]
    refused = [price for price in prices if price.new is None]
    digest = hashlib.sha256(repr((scope, changing)).encode()).hexdigest()
    PREVIEWS.keep(request, digest, changing)
    return {
        "digest": digest,
        "changing": changing[:SHOWN],
        "refused": refused[:SHOWN],
        "numbers": {
            "changing": len(changing),
            "refused": len(refused),
            "same": len(prices) - len(changing) - len(refused),
            "hidden": max(0, len(changing) - SHOWN),
        },
        "is_preview": True,
    }


def _change(request: HttpRequest, query: QueryDict) -> HttpResponse:
    prices = PREVIEWS.taken(request)
    if prices is None:
        messages.error(request, _("These prices have been changed already, or the preview is too old."))
        return redirect(_list(query))
    changed, left = change_prices(prices, user=request.user)
    words = ngettext("%(count)d price changed.", "%(count)d prices changed.", changed)
    messages.success(request, words % {"count": changed})
    if left:
        return _page(request, query, left=left[:SHOWN])
    return redirect(_list(query))


def _list(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("id", None)
    address = reverse("dashboard:catalogue-product-list")
    return f"{address}?{kept.urlencode()}" if kept else address


def _page(request: HttpRequest, query: QueryDict, *, status: int = 200, **context: object) -> HttpResponse:
    title = _("Change prices")
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("dashboard:catalogue-product-list"), "label": _("Products")},
        {"url": "", "label": title},
    ]
    heading = {"header_title": title, "page_title": title, "header_icon": "tag", "breadcrumbs_items": way}
    return render(
        request,
        "backoffice/products/prices.html",
        {**heading, "back": _list(query), **context},
        status=status,
    )


change_prices_view = require_permissions(change, NEEDED)


def address_for(**query: object) -> str:
    """Return where the prices of a selection are changed."""
    return f"{reverse('catalogue_prices')}?{urlencode(query, doseq=True)}"
