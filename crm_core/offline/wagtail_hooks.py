"""Where work without a network stands in the back office: all below the address of its worker."""

from django.urls import URLPattern, path
from wagtail import hooks

from crm_core.offline import views
from crm_core.offline.queries import ENTER, RIGHTS
from crm_core.timeline.pages import ADD as WRITE_NOTES
from shop.backoffice.access import require_permissions

ORDERS = [*RIGHTS, ENTER]


@hooks.register("register_admin_urls")
def register_offline_urls() -> list[URLPattern]:
    """Mount the page, its worker, what a device takes along and what it sends."""
    return [
        path("offline/", require_permissions(views.shell, RIGHTS), name="offline"),
        path("offline/worker.js", require_permissions(views.worker, RIGHTS), name="offline_worker"),
        path("offline/day.json", require_permissions(views.day, RIGHTS), name="offline_day"),
        path(
            "offline/customers/<int:pk>.json",
            require_permissions(views.customer, RIGHTS),
            name="offline_customer",
        ),
        path("offline/notes/", require_permissions(views.note, [*RIGHTS, WRITE_NOTES]), name="offline_note"),
        path("offline/orders/", require_permissions(views.order, ORDERS), name="offline_orders"),
        path(
            "offline/orders/<uuid:key>/",
            require_permissions(views.waiting_order, ORDERS),
            name="offline_order",
        ),
    ]
