"""Oscar's menu, its lists, its bulk actions and its search in the back office."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from oscar.views.decorators import check_permissions
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.dashboard.catalogue.bulk_actions import PRODUCT_ACTIONS
from shop.dashboard.catalogue.prices.services import LOG_ACTION
from shop.dashboard.catalogue.prices.views import change_prices_view
from shop.dashboard.menu import dashboard_items
from shop.dashboard.offers.bulk_actions import OFFER_ACTIONS
from shop.dashboard.offers.views import offer_companies, offer_gifts, offer_products, offer_sentence
from shop.dashboard.offers.viewsets import OfferViewSet
from shop.dashboard.orders.bulk_actions import STATUS_ACTIONS
from shop.dashboard.reviews.bulk_actions import REVIEW_ACTIONS
from shop.dashboard.users.accounts import AccountViewSet
from shop.dashboard.vouchers.bulk_actions import VOUCHER_ACTIONS
from shop.dashboard.vouchers.viewsets import (
    VoucherSetViewSet,
    VoucherViewSet,
    voucher_sentence,
    voucher_set_sentence,
)


@hooks.register("construct_main_menu")
def add_shop_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Add Oscar's pages: orders, catalogue, marketing."""
    items.extend(item for item in dashboard_items() if item.is_shown(request))


class OrderSearchArea(SearchArea):
    """Orders beside pages and images when somebody searches the back office."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Offer it to who may see orders."""
        return request.user.has_perm("order.view_order")


@hooks.register("register_admin_search_area")
def search_orders() -> SearchArea:
    """Let the search of the menu go on to the orders."""
    return OrderSearchArea(
        _("Orders"), reverse("dashboard:order-list"), name="orders", icon_name="clipboard-list", order=20
    )


class ShopReportsMenuItem(MenuItem):
    """Seen by those who may see Oscar's reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the right of the reports' own page."""
        reports: Any = apps.get_app_config("reports_dashboard")
        needed = reports.permissions_map["reports-index"]
        return bool(check_permissions(request.user, needed))


@hooks.register("register_reports_menu_item")
def register_shop_reports() -> ShopReportsMenuItem:
    """Put the shop's reports with Wagtail's."""
    address = reverse_lazy("dashboard:reports-index")
    return ShopReportsMenuItem(_("Shop reports"), address, icon_name="doc-full", order=10)


@hooks.register("register_admin_urls")
def register_price_urls() -> list[URLPattern]:
    """Mount the page that changes many prices at `/cms/catalogue-prices/`."""
    return [path("catalogue-prices/", change_prices_view, name="catalogue_prices")]


@hooks.register("register_admin_viewset")
def register_promotions() -> list[object]:
    """Mount offers, codes, sets of codes and accounts; the menu has entries of its own for them."""
    return [OfferViewSet(), VoucherViewSet(), VoucherSetViewSet(), AccountViewSet()]


@hooks.register("register_admin_urls")
def register_promotion_urls() -> list[URLPattern]:
    """Mount what the forms of offers and codes ask for while somebody writes."""
    return [
        path("offer-products/", offer_products, name="offer_products"),
        path("offer-gifts/", offer_gifts, name="offer_gifts"),
        path("offer-companies/", offer_companies, name="offer_companies"),
        path("offer-sentence/", offer_sentence, name="offer_sentence"),
        path("voucher-sentence/", voucher_sentence, name="voucher_sentence"),
        path("voucher-set-sentence/", voucher_set_sentence, name="voucher_set_sentence"),
    ]


@hooks.register("register_log_actions")
def register_price_action(actions: Any) -> None:
    """Name the entries of changed prices."""
    actions.register_action(LOG_ACTION, _("Change price"), _("Prices changed together with others"))


for action in (*STATUS_ACTIONS, *PRODUCT_ACTIONS, *REVIEW_ACTIONS, *OFFER_ACTIONS, *VOUCHER_ACTIONS):
    hooks.register("register_bulk_action", action)


LISTS.register(RegisteredList(name="orders", permission="order.view_order", url_name="dashboard:order-list"))
LISTS.register(
    RegisteredList(name="orders-board", permission="order.view_order", url_name="dashboard:order-board")
)
LISTS.register(
    RegisteredList(
        name="products", permission="catalogue.view_product", url_name="dashboard:catalogue-product-list"
    )
)
LISTS.register(
    RegisteredList(
        name="stock-alerts", permission="partner.view_stockalert", url_name="dashboard:stock-alert-list"
    )
)
LISTS.register(
    RegisteredList(name="alerts", permission="user.view_user", url_name="dashboard:user-alert-list")
)
LISTS.register(
    RegisteredList(name="reviews", permission="reviews.view_productreview", url_name="dashboard:reviews-list")
)
