"""Reading documents."""

from django.db.models import QuerySet

from shop.documents.models import Document, Invoice
from shop.order.models import Order
from shop.order_statuses import CANCELLED


def documents_of(order: Order) -> QuerySet[Document]:
    """Return an order's invoices and credit notes in the order in which they were written."""
    return Document.objects.filter(order=order).order_by("pk")


def has_pro_forma(order: Order) -> bool:
    """Tell whether a pro forma invoice makes sense: nothing is invoiced yet, and nothing cancelled."""
    return order.status != CANCELLED and not Invoice.objects.filter(order=order).exists()
