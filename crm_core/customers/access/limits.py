"""The kit of the back office shows of customers, and of what hangs on them, what somebody may see."""

from typing import Any

from django.db.models import QuerySet

from crm_core.customers.access.rows import rows_visible_to, scope_of, visible_to
from crm_core.customers.models import Customer, CustomerMerge, MatchCandidate
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit


def pairs_visible_to(user: Any, rows: QuerySet[MatchCandidate]) -> QuerySet[MatchCandidate]:
    """List the pairs of which somebody sees both customers."""
    scope = scope_of(user)
    if scope.is_empty:
        return rows.none()
    return rows.filter(scope.condition("first__"), scope.condition("second__"))


def merges_visible_to(user: Any, rows: QuerySet[CustomerMerge]) -> QuerySet[CustomerMerge]:
    """List the merges into customers that somebody sees."""
    return rows_visible_to(user, rows, by="survivor")


ROW_LIMITS.register(RowLimit(name=Customer._meta.label_lower, limit=visible_to))
ROW_LIMITS.register(RowLimit(name=MatchCandidate._meta.label_lower, limit=pairs_visible_to))
ROW_LIMITS.register(RowLimit(name=CustomerMerge._meta.label_lower, limit=merges_visible_to))
