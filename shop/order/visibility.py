"""Which orders somebody may look at in the shop: their own, and those of the company they act for."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from shop.b2b.access import CompanyAccess, access_of
from shop.b2b.permissions import Level
from shop.order.models import Order
from shop.user.models import User

SEE = "orders.view"


def orders_visible_to_member(access: CompanyAccess) -> QuerySet[Order]:
    """List the orders that a member may see for their company, as far as `orders.view` reaches.

    The department's are those that were placed for it, whoever placed them; without the permission none.
    """
    level = access.level(SEE)
    if level is Level.DEPARTMENT and access.department_id is not None:
        theirs = Q(company=access.company_id)
        reached = Q(department=access.department_id) | Q(user=access.user_id)
        return Order.objects.filter(theirs & reached)
    return Order.objects.filter(access.scope(SEE))


def orders_open_to(user: User | AnonymousUser) -> QuerySet[Order]:
    """List the orders whose pages and documents somebody may open.

    What they bought for themselves, what they bought for the company they still act for, and what that
    company lets them see. Who has left a company sees nothing of what they bought for it.
    """
    if not user.is_authenticated:
        return Order.objects.none()
    own, access = Q(user=user.pk), access_of(user)
    if access is None:
        return Order.objects.filter(own, company=None)  # guard: no-orders-after-leaving
    mine = own & (Q(company=None) | Q(company=access.company_id))
    return Order.objects.filter(mine | Q(pk__in=orders_visible_to_member(access).values("pk")))
