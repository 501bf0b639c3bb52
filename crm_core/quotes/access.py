"""Which quotes somebody of the staff sees: those of the customers they see."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from crm_core.customers.access.rows import Somebody, rows_visible_to
from crm_core.quotes.models import Quote
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit

VIEW, ADD, CHANGE = (f"quotes.{action}_quote" for action in ("view", "add", "change"))
ADD_TEMPLATE = "quotes.add_quotetemplate"
EXPORT, MARGIN = "quotes.export_quote", "quotes.margin_quote"
RELATED = ("customer__company", "customer__territory", "company", "user", "owner", "deal", "order")


def quotes_visible_to(user: Somebody, rows: QuerySet[Quote] | None = None) -> QuerySet[Quote]:
    """List the quotes that somebody sees, of all or among some."""
    return rows_visible_to(user, Quote.objects.all() if rows is None else rows)


def quote_or_404(user: Somebody, pk: int) -> Quote:
    """Return a quote with what its pages need. Raises Http404 for one that the user does not see."""
    rows = quotes_visible_to(user, Quote.objects.select_related(*RELATED))
    return get_object_or_404(rows, pk=pk)  # guard: quotes-of-others


def quote_url(quote: Quote) -> str:
    """Return where a quote's page for staff is."""
    return reverse("quotes_office:inspect", args=[quote.pk])


ROW_LIMITS.register(RowLimit(name=Quote._meta.label_lower, limit=quotes_visible_to))
