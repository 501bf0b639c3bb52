"""Order entry in the back office: the pages beside a customer, and the limits on discounts."""

from typing import cast

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from crm_core.customers.access.rows import VIEW
from crm_core.order_entry.act_as import choose_account
from crm_core.order_entry.forms import DiscountLimitForm
from crm_core.order_entry.models import DiscountLimit
from crm_core.order_entry.review_views import ReviewView
from crm_core.order_entry.views import RIGHTS, DraftView, ProductsView
from shop.act_as.access import START
from shop.backoffice.access import View, require_permissions
from shop.backoffice.listing import BackOfficeViewSet


class DiscountLimitViewSet(BackOfficeViewSet):
    """How much each role may take off, at `/cms/discount-limits/`."""

    model = DiscountLimit
    name = "discount_limits"
    url_prefix = "discount-limits"
    icon = "tag"
    menu_label = _("Limits on discounts")
    add_to_admin_menu = True
    list_display = ["group", "most_percent", "least_margin"]
    form_fields = ["group", "most_percent", "least_margin"]
    ordering = "group__name"

    def get_form_class(self, for_update: bool = False) -> type[DiscountLimitForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form with the bounds."""
        return DiscountLimitForm


@hooks.register("register_admin_viewset")
def register_limits() -> DiscountLimitViewSet:
    """Add the limits to the back office."""
    return DiscountLimitViewSet()


def guarded(view: type[DraftView]) -> View:
    """Let in who may see customers and order for them."""
    return require_permissions(cast("View", view.as_view()), RIGHTS)


@hooks.register("register_admin_urls")
def register_order_entry_urls() -> list[URLPattern]:
    """Mount the pages beside the record."""
    start = "customers/<int:pk>/order/"
    may_act = ["wagtailadmin.access_admin", VIEW, START]
    return [
        path(
            "customers/<int:pk>/act-as/", require_permissions(choose_account, may_act), name="act_as_choose"
        ),
        path(start, guarded(DraftView), name="order_entry"),
        path(f"{start}products/", guarded(ProductsView), name="order_entry_products"),
        path(f"{start}review/", guarded(ReviewView), name="order_entry_review"),
    ]
