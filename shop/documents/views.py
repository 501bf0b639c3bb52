"""Documents for their buyers: a list in the account, and PDFs there and behind the link of an order."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from shop.documents.access import asked_language, linked_document, own_document
from shop.documents.exceptions import DocumentRefusedError
from shop.documents.models import Document
from shop.documents.pro_forma import pro_forma
from shop.documents.queries import has_pro_forma
from shop.documents.rendering import document_pdf, file_name_of
from shop.order.links import order_from_token
from shop.order.visibility import orders_open_to
from shop.pdf.responses import pdf_response
from shop.user.models import UserRequest

PAGE = 20


class OwnDocumentsView(LoginRequiredMixin, ListView):
    """The invoices and credit notes of who is logged in, and of their company, the latest first."""

    request: UserRequest
    template_name = "documents/own.html"
    context_object_name = "documents"
    paginate_by = PAGE
    extra_context = {"active_tab": "documents", "page_title": gettext_lazy("Invoices")}

    def get_queryset(self) -> QuerySet[Document]:
        """Only those of orders that one may see; what is printed is not read."""
        orders = orders_open_to(self.request.user)
        own = Document.objects.filter(order__in=orders).select_related("order")
        return own.defer("data").order_by("-issued_on", "-pk")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Keep it out of caches."""
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


@require_safe
def own_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out a document of one's own."""
    return _pdf(request, own_document(request.user, number))


@require_safe
def linked_pdf(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Hand out a document to whoever has the order's link."""
    return _pdf(request, linked_document(token, number))


@require_safe
def linked_pro_forma(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the pro forma invoice of an order that has no invoice yet, to whoever has its link."""
    order = order_from_token(token)
    if order is None or not has_pro_forma(order):
        raise Http404
    try:
        data = pro_forma(order, asked_language(request))
    except DocumentRefusedError as refusal:
        raise Http404(str(refusal)) from refusal
    return _private(pdf_response(data, f"{_('Pro forma')} {order.number}.pdf"))


def _pdf(request: HttpRequest, document: Document) -> HttpResponse:
    data = document_pdf(document, asked_language(request))
    return _private(pdf_response(data, file_name_of(document)))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
