"""Which orders somebody may look at: their own, and those of their company as far as their role says."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from shop.b2b.access import access_of
from shop.order.models import Order
from shop.user.models import User


def orders_visible_to(user: User | AnonymousUser) -> QuerySet[Order]:
    """Return the orders that a user may see; none for a visitor."""
    if not user.is_authenticated:
        return Order.objects.none()
    own, access = Q(user=user), access_of(user)
    if access is None:
        return Order.objects.filter(own)
    # By keys: a level below the company's joins the people of departments.
    colleagues = Order.objects.filter(access.scope("orders.view")).values("pk")
    return Order.objects.filter(own | Q(pk__in=colleagues))
