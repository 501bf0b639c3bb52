"""Orders that their buyers come for: what has to be put ready, what waits, who has it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.backoffice.access import require_permissions
from shop.dashboard.orders.queries import orders_visible_to
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.services import dispatch
from shop.order_holds.queries import open_holds
from shop.order_statuses import CANCELLED, CHANGE, PENDING_PAYMENT
from shop.payments.gateways import GatewayError
from shop.shipping.deliveries import check_code, mark_picked_up, mark_ready, plain_code
from shop.shipping.exceptions import PickupError
from shop.shipping.order_models import OrderDelivery
from shop.stock.exceptions import StockError
from shop.user.models import User

TO_PREPARE, READY, DONE = "prepare", "ready", "done"
REFUSALS = (
    PickupError,
    ShipmentRefusedError,
    InvalidOrderStatus,
    InvalidStockAdjustment,
    GatewayError,
    StockError,
)


def pickups_visible_to(user: User | AnonymousUser) -> QuerySet[OrderDelivery]:
    """List the pick-ups of the orders that somebody may see, those that wait longest first."""
    orders = orders_visible_to(user).exclude(status__in=[CANCELLED])
    found = OrderDelivery.objects.filter(order__in=orders.values("pk"), pickup_point__isnull=False)
    return found.select_related("order__user", "order__billing_address", "pickup_point", "picked_up_by")


def _in_state(pickups: QuerySet[OrderDelivery], state: str) -> QuerySet[OrderDelivery]:
    if state == DONE:
        return pickups.filter(picked_up_at__isnull=False).order_by("-picked_up_at", "-pk")
    waiting = pickups.filter(picked_up_at__isnull=True, is_released=False)
    if state == READY:
        return waiting.filter(ready_at__isnull=False).order_by("ready_at", "pk")
    paid = waiting.filter(ready_at__isnull=True).exclude(order__status=PENDING_PAYMENT)
    return paid.order_by(F("ready_on").asc(nulls_last=True), "pk")


@require_http_methods(["GET", "HEAD", "POST"])
def _pickups(request: HttpRequest) -> HttpResponse:
    """List the pick-ups of a state, or those of a code or order number; a POST marks one."""
    visible = pickups_visible_to(request.user)
    state = request.GET.get("state", TO_PREPARE)
    text = plain_code(request.GET.get("q", ""))
    if request.method == "POST":
        delivery = get_object_or_404(visible, pk=request.POST.get("delivery") or 0)
        _act(request, delivery)
        return redirect(request.get_full_path())
    rows = (
        visible.filter(Q(code=text) | Q(order__number=text)).order_by("-pk")
        if text
        else _in_state(visible, state)
    )
    title = _("Pickups")
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("dashboard:order-list"), "label": _("Orders")},
        {"url": "", "label": title},
    ]
    return render(
        request,
        "backoffice/orders/pickups.html",
        {
            "header_title": title,
            "page_title": title,
            "header_icon": "home",
            "breadcrumbs_items": crumbs,
            "rows": Paginator(rows, 50).get_page(request.GET.get("p")),
            "state": "" if text else state,
            "states": ((TO_PREPARE, _("To prepare")), (READY, _("Ready")), (DONE, _("Picked up"))),
            "typed": request.GET.get("q", ""),
            "may_change": request.user.has_perm(CHANGE),
        },
    )


def _act(request: HttpRequest, delivery: OrderDelivery) -> None:
    """Mark a pick-up as somebody asked, and tell what came of it."""
    number = delivery.order.number
    user = cast("User", request.user)
    try:
        if request.POST.get("action") == "ready":
            if delivery.order.status == PENDING_PAYMENT:
                raise PickupError(_("This order is not paid yet."))
            if holds := open_holds(delivery.order):
                raise PickupError(_("The order is held: %(reason)s") % {"reason": holds[0].reason})
            mark_ready(delivery)
            told = _("Order %(number)s is ready; the customer gets an e-mail.")
        else:
            # Whoever hands it over without a code says so by a box of its own.
            code = None if request.POST.get("without_code") else request.POST.get("code", "")
            check_code(delivery, code)
            dispatch(delivery.order, by=user)
            mark_picked_up(delivery, by=user, code=code)
            told = _("Order %(number)s was picked up.")
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told % {"number": number})


pickups = require_permissions(_pickups, ["order.view_order"])
