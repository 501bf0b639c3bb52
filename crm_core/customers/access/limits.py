"""The kit of the back office shows of customers, and of what hangs on them, what somebody may see."""

from django.db.models import QuerySet

from crm_core.customers.access.rows import Somebody, rows_visible_to, scope_of, visible_to
from crm_core.customers.models import Customer, CustomerMerge, CustomerOrder, MatchCandidate
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit
from shop.order.models import Order


def pairs_visible_to(user: Somebody, rows: QuerySet[MatchCandidate]) -> QuerySet[MatchCandidate]:
    """List the pairs of which somebody sees both customers."""
    scope = scope_of(user)
    if scope.is_empty:
        return rows.none()
    return rows.filter(scope.condition("first__"), scope.condition("second__"))


def merges_visible_to(user: Somebody, rows: QuerySet[CustomerMerge]) -> QuerySet[CustomerMerge]:
    """List the merges into customers that somebody sees."""
    return rows_visible_to(user, rows, by="survivor")


def orders_visible_to(user: Somebody, rows: QuerySet[Order]) -> QuerySet[Order]:
    """List the orders of customers that somebody sees; all for who has no right to view customers at all.

    Those pack, book or answer orders and see no customers; whoever sees some customers sees their orders.
    """
    scope = scope_of(user)
    if scope.sees_all or scope.is_empty:
        return rows
    return rows.filter(pk__in=CustomerOrder.objects.filter(scope.condition("customer__")).values("order"))


ROW_LIMITS.register(RowLimit(name=Order._meta.label_lower, limit=orders_visible_to))
ROW_LIMITS.register(RowLimit(name=Customer._meta.label_lower, limit=visible_to))
ROW_LIMITS.register(RowLimit(name=MatchCandidate._meta.label_lower, limit=pairs_visible_to))
ROW_LIMITS.register(RowLimit(name=CustomerMerge._meta.label_lower, limit=merges_visible_to))
