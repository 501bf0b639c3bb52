"""Reading orders for the back office."""

from typing import Any

from django.db.models import Q, QuerySet

from shop.backoffice.queries import filter_by_scan
from shop.order.models import Order, ShippingAddress
from shop.user.models import User


def orders_visible_to(user: Any) -> QuerySet[Order]:
    """List the orders that a user may see: staff all, a supplier those with lines of theirs."""
    if user.is_staff:
        return Order.objects.all()
    return Order.objects.filter(lines__partner__users=user).distinct()


def orders_matching(text: str, *, among: QuerySet[Order]) -> QuerySet[Order]:
    """Find orders by what was typed: a whole number finds that order, anything else is looked for.

    It may be the beginning of a number, a piece of the buyer's e-mail address, or names on the parcel.
    """
    text = text.strip()
    found = among.filter(number=text.upper())
    if found.exists():
        return found
    wanted = Q(number__istartswith=text) | Q(guest_email__icontains=text)
    wanted |= Q(user__in=User.objects.filter(email__icontains=text).values("pk"))
    names = Q()
    for word in text.split():
        names &= Q(first_name__icontains=word) | Q(last_name__icontains=word)
    wanted |= Q(shipping_address__in=ShippingAddress.objects.filter(names).values("pk"))
    return filter_by_scan(wanted, among=among)
