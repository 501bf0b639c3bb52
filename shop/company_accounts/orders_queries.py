"""A company's orders for its people: what they may see, searched and narrowed."""

from django.db.models import Q, QuerySet, Sum

from shop.b2b.access import CompanyAccess
from shop.b2b.models import CompanyContact
from shop.order.models import Order
from shop.order.visibility import orders_visible_to_member


def company_orders(access: CompanyAccess) -> QuerySet[Order]:
    """List the orders that a member may see, latest first, each with its pieces, company and buyer."""
    rows = orders_visible_to_member(access).select_related("company", "user", "cost_centre")
    return rows.annotate(pieces=Sum("lines__quantity")).order_by("-date_placed", "-pk")


def narrowed(
    orders: QuerySet[Order], *, text: str = "", status: str = "", member: CompanyContact | None = None
) -> QuerySet[Order]:
    """Keep the orders whose number or own order number holds a text, of a status, of a member."""
    if text:
        orders = orders.filter(Q(number__icontains=text) | Q(po_number__icontains=text))
    if status:
        orders = orders.filter(status=status)
    if member is not None:
        orders = orders.filter(user=member.user_id)
    return orders


def buyers_seen(access: CompanyAccess) -> QuerySet[CompanyContact]:
    """List the people of whose orders a member sees some, by name; who has left is among them."""
    users = orders_visible_to_member(access).exclude(user=None).values("user")
    return CompanyContact.objects.filter(user__in=users).order_by("name", "pk")
