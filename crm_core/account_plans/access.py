"""Whoever sees a customer sees the plan of it."""

from django.db.models import QuerySet

from crm_core.account_plans.models import AccountPlan
from crm_core.customers.access.rows import Somebody, rows_visible_to
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit

VIEW = "account_plans.view_accountplan"
ADD = "account_plans.add_accountplan"


def plans_visible_to(user: Somebody, rows: QuerySet[AccountPlan]) -> QuerySet[AccountPlan]:
    """List the plans of accounts that somebody sees."""
    return rows_visible_to(user, rows)


ROW_LIMITS.register(RowLimit(name=AccountPlan._meta.label_lower, limit=plans_visible_to))
