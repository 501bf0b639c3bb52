"""What a device takes along: the customers of one's day, and what one needs to know of each of them."""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from crm_core.activities.pages import SEES_CUSTOMERS, VIEW
from crm_core.activities.queries import day_of_colleague
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import rows_visible_to
from crm_core.customers.attention import open_items
from crm_core.customers.models import Customer
from crm_core.offline.models import OfflineOrder
from crm_core.offline.pricing import draft_or_blank, strategy_of
from crm_core.order_entry.products import ProductChoice, bought_before
from crm_core.timeline.pages import ADD as WRITE_NOTES
from crm_core.timeline.queries import last_talk
from shop.formats import format_money
from shop.user.models import User

ENTER = "order_entry.enter_orderdraft"
RIGHTS = [SEES_CUSTOMERS, VIEW]
#: How many customers of a day a device takes along, and how long it keeps them.
MOST_CUSTOMERS, KEPT = 20, timedelta(hours=24)
MOST_WAITING = 50


def day_data(user: User) -> dict[str, object]:
    """Return whose day it is, their customers in the order of the day, and what waits for a look.

    In as many queries whatever the day holds. No more than names, subjects and times.
    """
    found: dict[int, dict[str, object]] = {}
    for activity in day_of_colleague(user, seen_by=user).all:
        customer = activity.customer
        if customer is not None and len(found) < MOST_CUSTOMERS:
            found.setdefault(
                customer.pk,
                {
                    "id": customer.pk,
                    "name": name_for(user, customer),
                    "subject": activity.subject,
                    "due": activity.due_at.isoformat(),
                    "all_day": activity.all_day,
                    "url": reverse("offline_customer", args=[customer.pk]),
                },
            )
    return {
        "user": user.pk,
        "language": get_language(),
        "at": timezone.now().isoformat(),
        "kept_seconds": int(KEPT.total_seconds()),
        "customers": list(found.values()),
        "waiting": [
            {"key": str(order.key), "name": name_for(user, order.customer), "url": order_url(order)}
            for order in waiting_of(user)[:MOST_WAITING]
        ],
    }


def order_url(order: OfflineOrder) -> str:
    """Return where an order is looked at: its differences while it waits, the draft once it is taken."""
    if order.state == OfflineOrder.State.WAITING:
        return reverse("offline_order", args=[order.key])
    return reverse("order_entry", args=[order.customer_id])


def waiting_of(user: User) -> QuerySet[OfflineOrder]:
    """List the orders of one's own that wait for a look, of customers that one still sees; oldest first."""
    own = OfflineOrder.objects.filter(by=user, state=OfflineOrder.State.WAITING).select_related("customer")
    return rows_visible_to(user, own).order_by("received_at", "pk")


def customer_data(customer: Customer, user: User) -> dict[str, object]:
    """Return what one needs to know of a customer on the way to them: what is open, what they usually buy.

    Only what the user may see. In as many queries whatever there is; nothing of payments but what is open.
    """
    may_order = user.has_perm(ENTER)
    talk = last_talk(customer.pk)
    return {
        "id": customer.pk,
        "name": name_for(user, customer),
        "phone": customer.phone if fields_of(user).shows("phone") else "",
        "may_note": user.has_perm(WRITE_NOTES),
        "may_order": may_order,
        "at": timezone.now().isoformat(),
        "talk": {"at": talk.occurred_at.isoformat(), "text": talk.text[:200]} if talk else None,
        "open": [
            {"label": str(item.label), "note": item.note, "tone": item.tone}
            for item in open_items(customer, user)
        ],
        "products": _products(customer, user) if may_order else [],
    }


def _products(customer: Customer, user: User) -> list[dict[str, object]]:
    buyer = strategy_of(draft_or_blank(customer, user)).buyer
    return [_product(choice) for choice in bought_before(customer, buyer=buyer)]


def _product(choice: ProductChoice) -> dict[str, object]:
    price = choice.price
    return {
        "product": choice.pk,
        "title": choice.title,
        "sku": choice.sku,
        "price": "" if price is None else str(price),
        "currency": choice.currency,
        "price_text": "" if price is None else format_money(price, choice.currency),
        "stock": choice.stock,
        "is_available": choice.is_available,
    }
