"""The shop: what we set of Oscar's."""

from django.urls import reverse_lazy
from oscar.defaults import *  # noqa: F403
from oscar.defaults import OSCAR_DASHBOARD_NAVIGATION

from config.settings import environment

OSCAR_SHOP_NAME = environment.SHOP_NAME
OSCAR_SHOP_TAGLINE = ""
OSCAR_HOMEPAGE = reverse_lazy("catalogue:index")
OSCAR_DEFAULT_CURRENCY = environment.CURRENCY
OSCAR_FROM_EMAIL = environment.DEFAULT_FROM_EMAIL
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_EAGER_ALERTS = False
OSCAR_SEND_REGISTRATION_EMAIL = False
OSCAR_SLUG_ALLOW_UNICODE = True
OSCAR_PRODUCTS_PER_PAGE = 24
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "country")
OSCAR_MISSING_IMAGE_URL = "image_not_found.jpg"

# An order waits for its money, is packed, goes out; it can be cancelled until it has gone.
OSCAR_INITIAL_ORDER_STATUS = "Pending"
OSCAR_INITIAL_LINE_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE = {
    "Pending": ("Paid", "Cancelled"),
    "Paid": ("Dispatched", "Cancelled"),
    "Dispatched": ("Complete",),
    "Complete": (),
    "Cancelled": (),
}
OSCAR_LINE_STATUS_PIPELINE = OSCAR_ORDER_STATUS_PIPELINE
OSCAR_ORDER_STATUS_CASCADE = {"Paid": "Paid", "Dispatched": "Dispatched", "Cancelled": "Cancelled"}

# Wagtail keeps the pages, so Oscar's flat pages leave the menu.
OSCAR_DASHBOARD_NAVIGATION = [
    {**entry, "children": [c for c in entry["children"] if c.get("url_name") != "dashboard:page-list"]}
    if "children" in entry
    else entry
    for entry in OSCAR_DASHBOARD_NAVIGATION
]

# These forks change no model, so Oscar's own migrations serve them.
MIGRATION_MODULES = {app: f"oscar.apps.{app}.migrations" for app in ("basket", "customer", "shipping")}

# Oscar imports Haystack; nothing of ours asks it.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
