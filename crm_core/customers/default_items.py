"""What is open with a customer, and what that suggests, as far as the record itself and the shop know."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, ngettext

from crm_core.customers.attention import (
    BAD,
    OPEN_ITEMS,
    SUGGESTIONS,
    WARN,
    OpenItem,
    OpenSource,
    Suggestion,
    SuggestionSource,
    once_for_page,
)
from crm_core.customers.duplicates import candidates_of, pair_url
from crm_core.customers.matching.words import explain
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerOrder
from crm_core.customers.queries import account_of
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.formats import format_money
from shop.order.models import Order
from shop.order_statuses import CANCELLED, TO_DISPATCH
from shop.reviews.models import ProductReview
from shop.user.models import User

MOST_SHOWN, MOST_READ = 4, 20
UNPAID_LATE, UNSENT_LATE = timedelta(days=7), timedelta(days=3)
Kind = CustomerIdentifier.Kind


def _orders(customer: Customer) -> QuerySet[Order]:
    numbers = CustomerOrder.objects.filter(customer__in=account_of(customer).values("pk")).values("order")
    return Order.objects.filter(pk__in=numbers).exclude(status=CANCELLED).order_by("date_placed", "pk")


def _order_url(order: Order) -> str:
    return reverse("dashboard:order-detail", kwargs={"number": order.number})


@once_for_page
def _open_orders(customer: Customer) -> list[Order]:
    """Read the orders whose money has not come, or that may go out and have not; the oldest 20."""
    wanted = Q(paid_at=None, total_incl_tax__gt=0) | Q(status__in=TO_DISPATCH)
    return list(_orders(customer).filter(wanted)[:MOST_READ])


def _is_unpaid(order: Order) -> bool:
    return order.paid_at is None and order.total_incl_tax > 0


def open_orders(customer: Customer, _user: User) -> list[OpenItem]:
    """List the orders whose money has not come and those that may go out and have not.

    An unpaid one is late after a week, one that waits for its parcel after three days.
    """
    now = timezone.now()
    items = []
    for order in _open_orders(customer)[:MOST_SHOWN]:
        if _is_unpaid(order):
            words, late = _("Order %(number)s is unpaid"), UNPAID_LATE
        else:
            words, late = _("Order %(number)s is not shipped"), UNSENT_LATE
        items.append(
            OpenItem(
                label=words % {"number": order.number},
                note=f"{format_money(order.total_incl_tax, order.currency)} · {ago(order.date_placed)}",
                url=_order_url(order),
                tone=BAD if order.date_placed < now - late else WARN,
            )
        )
    return items


def pending_reviews(customer: Customer, _user: User) -> list[OpenItem]:
    """List the reviews that nobody has read."""
    users = customer.identifiers.filter(kind=Kind.USER).values_list("value", flat=True)
    reviews = ProductReview.objects.filter(
        user__in=[int(value) for value in users], status=ProductReview.FOR_MODERATION
    )
    return [
        OpenItem(
            label=_("Review to read"),
            note=f"{review.score}/5 · {review.title}",
            url=reverse("dashboard:reviews-update", args=[review.pk]),
        )
        for review in reviews.order_by("date_created")[:MOST_SHOWN]
    ]


def matches_to_decide(customer: Customer, user: User) -> list[OpenItem]:
    """List who may be the same customer."""
    items = []
    for candidate in candidates_of(customer)[:MOST_SHOWN]:
        other = candidate.second if candidate.first_id == customer.pk else candidate.first
        items.append(
            OpenItem(
                label=_("May be the same as %(customer)s") % {"customer": other},
                note=explain(candidate.evidence),
                url=pair_url(customer, other),
            )
        )
    return items


def remind_of_payment(customer: Customer, _user: User) -> Sequence[Suggestion]:
    """Suggest a reminder once an order has been unpaid for a week."""
    limit = timezone.now() - UNPAID_LATE
    late = [order for order in _open_orders(customer) if _is_unpaid(order) and order.date_placed < limit]
    if not late:
        return []
    oldest = localtime(late[0].date_placed)
    words = ngettext(
        "%(count)s order has been unpaid since %(day)s",
        "%(count)s orders have been unpaid since %(day)s",
        len(late),
    )
    return [
        Suggestion(
            label=_("Remind them of the payment"),
            reason=words % {"count": len(late), "day": date_format(oldest, "DATE_FORMAT")},
            weight=90,
            action="mail",
        )
    ]


def name_an_owner(customer: Customer, user: User) -> Sequence[Suggestion]:
    """Suggest to name who is responsible for a company or a loyal customer that nobody has."""
    matters = customer.kind == Customer.Kind.COMPANY or customer.stage == Customer.Stage.LOYAL
    if customer.owner_id or not matters or not user.has_perm("customers.change_customer"):
        return []
    return [
        Suggestion(
            label=_("Name an owner"),
            reason=_("nobody is responsible for this customer"),
            weight=20,
            url=reverse("customers:edit", args=[customer.pk]),
        )
    ]


SEES_ORDERS = "order.view_order"
for source in (
    OpenSource(name="orders", read=open_orders, order=10, permission=SEES_ORDERS),
    OpenSource(name="reviews", read=pending_reviews, order=50, permission="reviews.change_productreview"),
    OpenSource(name="matches", read=matches_to_decide, order=60, permission="customers.merge_customer"),
):
    OPEN_ITEMS.register(source)
for suggestion in (
    SuggestionSource(name="payment", read=remind_of_payment, order=10, permission=SEES_ORDERS),
    SuggestionSource(name="owner", read=name_an_owner, order=90),
):
    SUGGESTIONS.register(suggestion)
