"""The frame around the pages that write an order."""

from decimal import Decimal
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from crm_core.customers.access.fields import name_for
from crm_core.customers.models import Customer
from crm_core.order_entry.models import OrderDraft
from shop.user.models import User


def frame(user: User, customer: Customer, *, is_review: bool = False) -> dict[str, object]:
    """Return what Wagtail's frame around the page shows."""
    name = name_for(user, customer)
    title = (_("Review: order for %(name)s") if is_review else _("Order for %(name)s")) % {"name": name}
    return {
        "customer": customer,
        "customer_name": name,
        "page_title": title,
        "header_title": title,
        "press": uuid4().hex,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("customers:index"), "label": _("Customers")},
            {"url": reverse("customers:inspect", args=[customer.pk]), "label": name},
            {"url": "", "label": title},
        ],
    }


def is_begun(draft: OrderDraft) -> bool:
    """Tell whether more than the country was typed of a new address, so that what is wrong is said."""
    return any(value for name, value in draft.address.items() if name != "country")


def told_discount(percent: Decimal, reason: str) -> str:
    """Return a discount as one word by which a window says what it showed."""
    return f"{Decimal(percent).normalize():f} {reason}"


def discount_of(draft: OrderDraft) -> dict[str, object]:
    """Return the discount of a draft as its form shows it."""
    percent = draft.discount_percent
    shown = f"{percent.normalize():f}" if percent else ""
    return {"discount_percent": shown, "discount_reason": draft.discount_reason}
