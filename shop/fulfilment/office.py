"""What the pages of the warehouse share: their door, their heading, and how a refusal is told."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.backoffice.access import READS, View, require_permissions
from shop.fulfilment.models import Shipment
from shop.fulfilment.queues import shipments_visible_to, with_problems
from shop.order.exceptions import MoveForbiddenError
from shop.order_statuses import CHANGE, DISPATCH
from shop.payments.gateways import GatewayError

SEE = "fulfilment.view_shipment"
UNPROCESSABLE = 422
REFUSALS = (GatewayError, InvalidOrderStatus, InvalidStockAdjustment)


def require_view(view: View) -> View:
    """Let in who may see shipments; a form may be sent by who may dispatch orders."""
    reading, sending = require_permissions(view, [SEE]), require_change(view)

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return (reading if request.method in READS else sending)(request, *args, **kwargs)

    return checked


def require_change(view: View) -> View:
    """Let in who may dispatch orders."""
    return require_permissions(view, [SEE, CHANGE, DISPATCH])


def may_ship(request: HttpRequest) -> bool:
    """Tell whether this user may do something, not only look."""
    return bool(request.user.has_perms((CHANGE, DISPATCH)))


def page(
    request: HttpRequest, template: str, *, title: str, status: int = 200, **context: object
) -> HttpResponse:
    """Render a page below the queues."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("fulfilment:queues"), "label": _("Fulfilment")},
        {"url": "", "label": title},
    ]
    heading = {
        "header_title": title,
        "page_title": title,
        "header_icon": "upload",
        "breadcrumbs_items": crumbs,
    }
    told = {**heading, "may_ship": may_ship(request), **context}
    return render(request, f"fulfilment/{template}.html", told, status=status)


def attempt(request: HttpRequest, call: Callable[[], object], *, done: str = "") -> bool:
    """Make a call that staff asked for and tell what came of it; return whether it was done."""
    try:
        call()
    except MoveForbiddenError as error:
        raise PermissionDenied from error
    except REFUSALS as error:
        messages.error(request, str(error))
        return False
    if done:
        messages.success(request, done)
    return True


def shipment_or_404(request: HttpRequest, pk: int) -> Shipment:
    """Find a shipment that this user may see, marked with what is in its way."""
    rows = with_problems(shipments_visible_to(request.user))
    return get_object_or_404(
        rows.select_related("order__shipping_address", "destination__address", "warehouse", "wave", "by"),
        pk=pk,
    )
