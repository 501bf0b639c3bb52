"""Whose documents they are: those of the orders that somebody may see."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from shop.backoffice.row_limits import ROW_LIMITS, RowLimit, Somebody, limited
from shop.documents.models import Document
from shop.order.links import order_from_token
from shop.order.models import Order
from shop.order.visibility import orders_open_to

SEE, ISSUE = "documents.view_document", "documents.add_document"


def documents_visible_to(user: Somebody, documents: QuerySet[Document]) -> QuerySet[Document]:
    """Return the documents of the orders that a member of staff may see."""
    if Order._meta.label_lower not in ROW_LIMITS:
        return documents
    return documents.filter(order__in=limited(user, Order.objects.all()))


ROW_LIMITS.register(RowLimit(name=Document._meta.label_lower, limit=documents_visible_to))


def own_document(user: Somebody, number: str) -> Document:
    """Return a document of an order that a buyer may see: their own, or their company's as far as that goes.

    Raises Http404 for any other, as if there were none.
    """
    if user.pk is None:
        raise Http404
    orders = orders_open_to(user)  # type: ignore[arg-type]
    found = Document.objects.filter(number=number, order__in=orders).first()  # guard: own-document
    if found is None:
        raise Http404
    return found


def linked_document(token: str, number: str) -> Document:
    """Return a document of the order that a signed link opens. Raises Http404 for any other."""
    order = order_from_token(token)
    found = Document.objects.filter(number=number, order=order).first() if order else None
    if found is None:
        raise Http404
    return found


def asked_language(request: HttpRequest) -> str:
    """Return the language that was asked for, if it is one of the shop's; empty: the document's own."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else ""
