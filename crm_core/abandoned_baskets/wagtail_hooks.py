"""Abandoned baskets in the back office."""

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.office import (
    PANELS,
    AbandonedBasketFilterSet,
    AbandonedBasketListView,
    AbandonedBasketPageView,
)
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.backoffice.record import RecordViewSet

register_permission_policy(AbandonedBasket, ReadOnlyPolicy(AbandonedBasket))


class AbandonedBasketViewSet(RecordViewSet):
    """List and page at `/cms/abandoned-baskets/`."""

    model = AbandonedBasket
    name = "abandoned_baskets"
    url_prefix = "abandoned-baskets"
    icon = "time"
    menu_label = _("Abandoned baskets")
    menu_order = 13
    add_to_admin_menu = True
    index_view_class = AbandonedBasketListView
    inspect_view_class = AbandonedBasketPageView
    record_panels = PANELS
    filterset_class = AbandonedBasketFilterSet
    form_fields = ("outcome",)
    ordering = "-abandoned_at"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list and the page: nobody makes or changes one by hand."""
        return [url for url in super().get_urlpatterns() if url.name in {"index", "index_results", "inspect"}]


@hooks.register("register_admin_viewset")
def register_abandoned_baskets() -> AbandonedBasketViewSet:
    """Add the list to the back office."""
    return AbandonedBasketViewSet()


LISTS.register(
    RegisteredList(
        name="abandoned-baskets",
        permission="abandoned_baskets.view_abandonedbasket",
        url_name="abandoned_baskets:index",
    )
)
