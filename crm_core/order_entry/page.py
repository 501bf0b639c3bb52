"""The frame around the pages that write an order."""

from django.urls import reverse
from django.utils.translation import gettext as _

from crm_core.customers.access.fields import name_for
from crm_core.customers.models import Customer
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
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("customers:index"), "label": _("Customers")},
            {"url": reverse("customers:inspect", args=[customer.pk]), "label": name},
            {"url": "", "label": title},
        ],
    }
