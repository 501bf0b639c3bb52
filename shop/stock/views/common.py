"""What all pages of the stock share: their place in the back office, their words, their door."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.backoffice.access import View, require_permissions
from shop.stock.exceptions import StockError

SEE, CHANGE = "stock.view_stocklevel", "stock.change_stocklevel"


def require_view(view: View) -> View:
    """Let in who may see the stock; a form may be sent by who may change it."""
    return require_permissions(view, [SEE])


def require_change(view: View) -> View:
    """Let in who may change the stock."""
    return require_permissions(view, [SEE, CHANGE])


def render_page(
    request: HttpRequest, template: str, *, title: str, icon: str = "table", **context: object
) -> HttpResponse:
    """Render a page of the stock with its heading and the way back to the list."""
    return render(
        request,
        f"stock/{template}.html",
        {
            "header_title": title,
            "page_title": title,
            "header_icon": icon,
            "may_change": request.user.has_perm(CHANGE),
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("stock:index"), "label": _("Stock")},
                {"url": "", "label": title},
            ],
            **context,
        },
    )


def run_action(request: HttpRequest, call: Callable[[], object], *, done: str) -> bool:
    """Make a call that staff asked for and tell what came of it; return whether it was done."""
    try:
        call()
    except StockError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True
