"""Reading documents."""

from django.db.models import QuerySet

from shop.documents.models import Document
from shop.order.models import Order


def documents_of(order: Order) -> QuerySet[Document]:
    """Return an order's invoices and credit notes in the order in which they were written."""
    return Document.objects.filter(order=order).order_by("pk")
