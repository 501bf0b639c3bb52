"""Whose returns a member of staff sees: those of the orders that they see, and no more."""

from django.db.models import QuerySet

from shop.backoffice.row_limits import ROW_LIMITS, RowLimit, Somebody, limited
from shop.order.models import Order
from shop.returns.models import Return

VIEW, ADD, HANDLE = "returns.view_return", "returns.add_return", "returns.change_return"


def returns_visible_to(user: Somebody, rows: QuerySet[Return]) -> QuerySet[Return]:
    """Leave the returns of the orders that somebody sees."""
    if Order._meta.label_lower not in ROW_LIMITS:
        return rows
    return rows.filter(order__in=limited(user, Order.objects.order_by()).values("pk"))


ROW_LIMITS.register(RowLimit(name=Return._meta.label_lower, limit=returns_visible_to))
