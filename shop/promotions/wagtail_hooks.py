"""The promotions, their calendar and their simulator in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.backoffice.record import RecordViewSet
from shop.promotions.calendar_views import publishing_calendar
from shop.promotions.results_views import promotion_results
from shop.promotions.sale_viewset import SaleViewSet
from shop.promotions.settings_views import promotion_settings
from shop.promotions.simulator_views import promotion_simulator
from shop.promotions.views import promotion_sentence
from shop.promotions.viewsets import PromotionViewSet


@hooks.register("register_admin_viewset")
def register_promotions() -> list[RecordViewSet]:
    """Mount promotions and sales; the menu of the shop has their entries."""
    return [PromotionViewSet(), SaleViewSet()]


@hooks.register("register_admin_urls")
def register_promotion_urls() -> list[URLPattern]:
    """Mount the pages beside list and record."""
    return [
        path("promotion-sentence/", promotion_sentence, name="promotion_sentence"),
        path("promotion-settings/", promotion_settings, name="promotion_settings"),
        path("promotion-simulator/", promotion_simulator, name="promotion_simulator"),
        path("promotions/<int:pk>/results/", promotion_results, name="promotion_results"),
        path("publishing-calendar/", publishing_calendar, name="publishing_calendar"),
    ]


@hooks.register("register_log_actions")
def register_log_actions(actions: object) -> None:
    """Name what is written down about promotions."""
    register = actions.register_action  # type: ignore[attr-defined]
    register("promotions.launch", _("Launch promotion"), _("Promotion launched"))
    register("promotions.approve", _("Approve promotion"), _("Promotion approved"))
    register("promotions.refuse", _("Refuse promotion"), _("Promotion refused"))
