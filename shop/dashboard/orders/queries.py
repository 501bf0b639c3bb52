"""Reading orders for the back office."""

from typing import Any

from django.db.models import Q, QuerySet

from shop.backoffice.queries import filter_by_scan
from shop.backoffice.row_limits import limited
from shop.backoffice.searching import contains, name_contains, number_contains, phone_digits, typed
from shop.order.models import BillingAddress, Order, ShippingAddress
from shop.user.models import User


def orders_visible_to(user: Any) -> QuerySet[Order]:
    """List the orders that a user may see: staff by their rights on rows, a supplier those of theirs."""
    if user.is_staff:
        orders: QuerySet[Order] = limited(user, Order.objects.all())
        return orders
    return Order.objects.filter(lines__partner__users=user).distinct()


def orders_matching(text: str, *, among: QuerySet[Order]) -> QuerySet[Order]:
    """Find orders by what was typed: a whole number finds that order, anything else is looked for.

    It may be any part of a number, of the buyer's e-mail address or name, of the name on the parcel or the
    invoice, or of the parcel's telephone number in whichever spelling.
    """
    text = typed(text)
    found = among.filter(number=text.upper())
    if found.exists():
        return found
    name = name_contains(text, "first_name", "last_name")
    parcel, user = name, name | contains("email", text)
    if digits := phone_digits(text):
        parcel |= Q(phone_number__contains=digits)
    wanted = contains("guest_email", text) | (number_contains("number", text) or Q())
    wanted |= Q(user__in=User.objects.filter(user).values("pk"))
    wanted |= Q(shipping_address__in=ShippingAddress.objects.filter(parcel).values("pk"))
    wanted |= Q(billing_address__in=BillingAddress.objects.filter(name).values("pk"))
    return filter_by_scan(wanted, among=among)
