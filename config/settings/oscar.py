"""The shop: what we set of Oscar's."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403

from config.settings import environment
from shop import order_statuses

# The name and the currency until staff say theirs (`shop.identity`, `shop.configuration`).
OSCAR_SHOP_NAME = environment.SHOP_NAME or environment.DEFAULT_SHOP_NAME
OSCAR_SHOP_TAGLINE = ""
OSCAR_HOMEPAGE = reverse_lazy("catalogue:index")
OSCAR_DEFAULT_CURRENCY = environment.CURRENCY or environment.DEFAULT_CURRENCY
OSCAR_FROM_EMAIL = environment.DEFAULT_FROM_EMAIL or environment.FALLBACK_FROM_EMAIL
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_EAGER_ALERTS = False
OSCAR_SEND_REGISTRATION_EMAIL = False
OSCAR_SLUG_ALLOW_UNICODE = True
OSCAR_SLUG_FUNCTION = "shop.slugs.slugify"
OSCAR_PRODUCTS_PER_PAGE = 24
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "country")
OSCAR_MISSING_IMAGE_URL = "image_not_found.jpg"

OSCAR_INITIAL_ORDER_STATUS = order_statuses.PENDING_PAYMENT
OSCAR_INITIAL_LINE_STATUS = order_statuses.PENDING_PAYMENT
OSCAR_ORDER_STATUS_PIPELINE = order_statuses.PIPELINE
OSCAR_LINE_STATUS_PIPELINE = order_statuses.PIPELINE
OSCAR_ORDER_STATUS_CASCADE = order_statuses.CASCADE


def may_import_products(user: Any, *_address: object) -> bool:
    """Show the import of products to who may use it."""
    needed = ("catalogue.add_product", "catalogue.change_product", "partner.change_stockrecord")
    return bool(user.has_perms(needed))


def may_see(right: str) -> Callable[..., bool]:
    """Show an entry to who has a right."""
    return lambda user, *_address: user.has_perm(right)


# The menu of the back office, with Wagtail's icons (`shop.dashboard.menu`). Oscar's flat pages are
# Wagtail's business, its customers and users the CRM's and Wagtail's.
OSCAR_DASHBOARD_DEFAULT_ACCESS_FUNCTION = "shop.dashboard.menu.may_open"
OSCAR_DASHBOARD_NAVIGATION = [
    {
        "label": _("Orders"),
        "icon": "clipboard-list",
        "children": [
            {"label": _("Orders"), "icon": "clipboard-list", "url_name": "dashboard:order-list"},
            {"label": _("Statistics"), "icon": "order", "url_name": "dashboard:order-stats"},
        ],
    },
    {
        "label": _("Service"),
        "icon": "comment",
        "children": [
            {"label": _("Reviews"), "icon": "comment", "url_name": "dashboard:reviews-list"},
            {"label": _("Stock alert requests"), "icon": "mail", "url_name": "dashboard:user-alert-list"},
        ],
    },
    {
        "label": _("Catalogue"),
        "icon": "grid",
        "children": [
            {"label": _("Products"), "icon": "grid", "url_name": "dashboard:catalogue-product-list"},
            {
                "label": _("Price lists"),
                "icon": "tag",
                "url_name": "price-lists:index",
                "access_fn": may_see("partner.view_pricelist"),
            },
            {
                "label": _("Import products"),
                "icon": "upload",
                "url_name": "catalogue_imports:index",
                "access_fn": may_import_products,
            },
            {"label": _("Categories"), "icon": "folder", "url_name": "dashboard:catalogue-category-list"},
            {"label": _("Collections"), "icon": "list-ul", "url_name": "dashboard:range-list"},
            {"label": _("Product types"), "icon": "sliders", "url_name": "dashboard:catalogue-class-list"},
            {
                "label": _("Attribute options"),
                "icon": "table",
                "url_name": "dashboard:catalogue-attribute-option-group-list",
            },
            {"label": _("Options"), "icon": "cog", "url_name": "dashboard:catalogue-option-list"},
            {"label": _("Low stock"), "icon": "warning", "url_name": "dashboard:stock-alert-list"},
            {"label": _("Suppliers"), "icon": "site", "url_name": "dashboard:partner-list"},
        ],
    },
    {
        "label": _("Marketing"),
        "icon": "tag",
        "children": [
            {
                "label": _("Promotions"),
                "icon": "tag",
                "url_name": "promotions:index",
                "access_fn": may_see("promotions.view_promotion"),
            },
            {
                "label": _("Sale prices"),
                "icon": "tag",
                "url_name": "sale_prices:index",
                "access_fn": may_see("catalogue_promotions.view_cataloguepromotion"),
            },
            {
                "label": _("Publishing calendar"),
                "icon": "calendar-alt",
                "url_name": "publishing_calendar",
                "access_fn": may_see("promotions.view_promotion"),
            },
            {
                "label": _("Discount codes"),
                "icon": "key",
                "url_name": "vouchers:index",
                "access_fn": may_see("voucher.view_voucher"),
            },
            {
                "label": _("Recommendations"),
                "icon": "pick",
                "url_name": "recommendation_models:index",
                "access_fn": may_see("recommendations.view_recommendationmodel"),
            },
        ],
    },
]

# Oscar imports Haystack; nothing of ours asks it.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
