"""Where an order is written for a customer."""

from urllib.parse import urlencode

from django.urls import reverse

from crm_core.customers.models import Customer


def entry_url(customer: Customer, *, lines: dict[int, int] | None = None, source: str = "") -> str:
    """Return where an order is written for a customer, with lines (pieces by product) to propose."""
    query: list[tuple[str, str]] = [("line", f"{pk}:{number}") for pk, number in (lines or {}).items()]
    if source:
        query.append(("source", source))
    url = reverse("order_entry", args=[customer.pk])
    return f"{url}?{urlencode(query)}" if query else url
