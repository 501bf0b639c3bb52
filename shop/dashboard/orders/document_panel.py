"""The documents of an order on its page: invoices and credit notes, slips, and the invoice that is due."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from shop.documents.access import ISSUE, SEE
from shop.documents.models import DocumentKind, InvoiceDue
from shop.documents.queries import documents_of
from shop.documents.seller import seller_problem
from shop.order.models import Order
from shop.order.papers import papers_of
from shop.order_statuses import CANCELLED
from shop.user.models import User


def documents(order: Order, user: User | AnonymousUser) -> dict[str, object]:
    """List what was written and what can be printed; who may write invoices by hand gets the button."""
    found = list(documents_of(order).defer("data")) if user.has_perm(SEE) else []
    is_invoiced = any(document.kind == DocumentKind.INVOICE for document in found)
    is_open = not is_invoiced and order.status != CANCELLED and user.has_perm(ISSUE)
    due = InvoiceDue.objects.filter(order=order).first() if is_open else None
    return {
        "order": order,
        "documents": found,
        "papers": papers_of(order, user),
        "languages": settings.LANGUAGES,
        "is_invoiced": is_invoiced,
        "may_issue": is_open,
        "problem": (due.problem if due else seller_problem()) if is_open else "",
    }
