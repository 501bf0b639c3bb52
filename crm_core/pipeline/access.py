"""Which deals somebody of the staff sees: those of the customers they see."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from crm_core.customers.access.rows import Somebody, rows_visible_to
from crm_core.pipeline.models import Deal
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit

VIEW, ADD, CHANGE, DELETE = (f"pipeline.{action}_deal" for action in ("view", "add", "change", "delete"))
EXPORT, REPORTS = "pipeline.export_deal", "pipeline.report_deal"


def deals_visible_to(user: Somebody, rows: QuerySet[Deal] | None = None) -> QuerySet[Deal]:
    """List the deals that somebody sees, of all or among some."""
    return rows_visible_to(user, Deal.objects.all() if rows is None else rows)


def deal_or_404(user: Somebody, pk: int) -> Deal:
    """Return a deal with what its pages need. Raises Http404 for one that the user does not see."""
    rows = Deal.objects.select_related(
        *("customer", "contact", "owner", "pipeline", "stage__pipeline", "former_stage"),
        *("loss_reason", "lost_to", "customer__company", "customer__territory"),
    )
    return get_object_or_404(deals_visible_to(user, rows), pk=pk)  # guard: deals-of-others


ROW_LIMITS.register(RowLimit(name=Deal._meta.label_lower, limit=deals_visible_to))
