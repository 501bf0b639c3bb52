"""What all pages of price lists share: their door, their place in the back office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.backoffice.access import View, require_permissions
from shop.partner.price_list_models import PriceList

SEE, CHANGE = "partner.view_pricelist", "partner.change_pricelist"


def require_view(view: View) -> View:
    """Let in who may see price lists."""
    return require_permissions(view, [SEE])


def require_change(view: View) -> View:
    """Let in who may change price lists."""
    return require_permissions(view, [SEE, CHANGE])


def render_page(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    price_list: PriceList | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Render a page of price lists with its heading and the way back to the list."""
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("price-lists:index"), "label": _("Price lists")},
    ]
    if price_list is not None:
        url = reverse("price-lists:inspect", args=[price_list.pk])
        way.append({"url": url, "label": price_list.name})
    heading = {"header_title": title, "page_title": title, "header_icon": "tag"}
    return render(
        request,
        f"price_lists/{template}.html",
        {
            **heading,
            "price_list": price_list,
            "may_change": request.user.has_perm(CHANGE),
            "breadcrumbs_items": [*way, {"url": "", "label": title}],
            **context,
        },
        status=status,
    )
