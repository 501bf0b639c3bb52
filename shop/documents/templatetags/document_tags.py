"""An order's documents on its own pages."""

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.translation import get_language

from shop.documents.models import Document
from shop.documents.queries import documents_of
from shop.order.links import order_token
from shop.order.models import Order
from shop.order_statuses import CANCELLED

register = template.Library()


@register.inclusion_tag("documents/of_order.html", takes_context=True)
def order_documents(context: Context, order: Order) -> dict[str, object]:
    """List an order's documents for who sees the order, else its pro forma invoice. One query.

    A colleague of the buyer (`only_looks`) gets addresses that ask who they are, not the order's link.
    """
    documents = list(documents_of(order).defer("data"))
    if context.get("only_looks"):
        own = [(found, reverse("documents:own-pdf", args=[found.number])) for found in documents]
        return {"documents": own, "pro_forma": ""}
    token = order_token(order)
    links = [(document, reverse("documents:pdf", args=[token, document.number])) for document in documents]
    wants_pro_forma = not documents and order.status != CANCELLED
    return {
        "documents": links,
        "pro_forma": reverse("documents:pro-forma", args=[token]) if wants_pro_forma else "",
    }


@register.simple_tag
def other_languages(document: Document) -> list[tuple[str, str]]:
    """Return the languages that a document can be read in beside its own, with their names."""
    return [(code, str(name)) for code, name in settings.LANGUAGES if code != document.language]


@register.simple_tag
def reading_language() -> str:
    """Return the language of the page."""
    return get_language() or settings.LANGUAGE_CODE
