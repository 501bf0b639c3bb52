"""The invoices of a company: list, PDF, table, statement of account, disputes."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.generic import ListView, TemplateView, View

from shop.b2b.models import Company
from shop.b2b.pages import CompanyViewMixin
from shop.documents.access import asked_language
from shop.documents.models import Document
from shop.documents.rendering import document_pdf, file_name_of
from shop.order.models import Order
from shop.pdf.responses import pdf_response
from shop.trade_credit.company_permissions import PAY, VIEW
from shop.trade_credit.disputes import open_dispute
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.forms import DisputeForm, StatementForm
from shop.trade_credit.invoices import STATES, in_state, invoice_rows, invoices_for
from shop.trade_credit.models import InvoiceDispute
from shop.trade_credit.statement import currencies_of, statement, statement_lines, statement_pdf
from shop.trade_credit.tables import csv_lines
from shop.user.models import UserRequest

PER_PAGE = 20
#: What the table holds at most.
MOST_EXPORTED = 5000
REFUSED = 422


class InvoicesView(CompanyViewMixin, ListView):
    """What was invoiced to the company, as far as this member may see it; what is open can be paid."""

    template_name = "trade_credit/invoices.html"
    company_permissions = (VIEW,)
    context_object_name = "invoices"
    paginate_by = PER_PAGE

    @property
    def state(self) -> str:
        """What was asked for: open, overdue, paid, or everything."""
        asked = self.request.GET.get("state", "")
        return asked if asked in STATES else ""

    def get_queryset(self) -> QuerySet[Document]:
        """Only what this member may see."""
        return in_state(invoices_for(self.access, VIEW), self.state)

    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        """Say what is open of each."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "page_title": _("Company's invoices"),
            "rows": invoice_rows(context["invoices"]),
            "state": self.state,
            "states": STATES,
            "may_pay": self.access.can(PAY),
        }


class InvoicesTableView(CompanyViewMixin, View):
    """The same as CSV: all that match."""

    company_permissions = (VIEW,)

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """Hand it out while it is written."""
        asked = request.GET.get("state", "")
        invoices = in_state(invoices_for(self.access, VIEW), asked)[:MOST_EXPORTED]
        return table("invoices.csv", self._lines(invoices))

    @staticmethod
    def _lines(invoices: QuerySet[Document]) -> Iterator[list[object]]:
        yield [
            _("Invoice"),
            _("Date"),
            _("Order"),
            _("Total"),
            _("Open"),
            _("Currency"),
            _("Due on"),
            _("Status"),
        ]
        for row in invoice_rows(invoices):
            invoice = row.invoice
            due_on = row.due_on.isoformat() if row.due_on else ""
            yield [
                invoice.number,
                invoice.issued_on.isoformat(),
                row.order.number,
                f"{invoice.gross:f}",
                f"{row.open:f}",
                invoice.currency,
                due_on,
                row.state,
            ]


def table(name: str, lines: Iterator[list[object]]) -> StreamingHttpResponse:
    """Hand out a CSV file that no cache keeps."""
    response = StreamingHttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


class InvoiceView(CompanyViewMixin, View):
    """What the views of one invoice share: it is one that this member may see, for others it is not there."""

    company_permissions: tuple[str, ...] = (VIEW,)
    scope = VIEW

    @cached_property
    def invoice(self) -> Document:
        """The invoice. Raises Http404."""
        found = invoices_for(self.access, self.scope).filter(number=self.kwargs["number"]).first()
        if found is None:
            raise Http404
        return found


class InvoicePdfView(InvoiceView):
    """An invoice as PDF."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Hand it out."""
        document = Document.objects.get(pk=self.invoice.pk)
        return private(pdf_response(document_pdf(document, asked_language(request)), file_name_of(document)))


def private(response: HttpResponse) -> HttpResponse:
    """Keep it out of caches and indexes."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


class StatementView(CompanyViewMixin, TemplateView):
    """A statement of account for a period: shown, as PDF, as CSV."""

    template_name = "trade_credit/statement.html"
    company_permissions = (VIEW,)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> Any:
        """Show it; `as` says in which form."""
        scope = self.access.scope(VIEW)
        orders = Order.objects.filter(scope)
        currencies = currencies_of(orders)
        is_asked = "start" in request.GET
        form = StatementForm(request.GET if is_asked else None, currencies=currencies)
        company = Company.objects.get(pk=self.access.company_id)
        context = self.get_context_data(form=form, page_title=_("Statement of account"), **kwargs)
        if not is_asked or not form.is_valid():
            status = REFUSED if is_asked else 200
            return self.render_to_response(context, status=status)
        found = statement(company, orders, **form.cleaned_data)
        name = f"statement-{found.start.isoformat()}-{found.end.isoformat()}"
        if request.GET.get("as") == "csv":
            return table(f"{name}.csv", statement_lines(found))
        if request.GET.get("as") == "pdf":
            return private(pdf_response(statement_pdf(found, get_language() or "en"), f"{name}.pdf"))
        return self.render_to_response({**context, "statement": found, "rows": list(found.rows())})


class DisputeView(InvoiceView, TemplateView):
    """Say that an invoice is not right, and see what became of it."""

    template_name = "trade_credit/dispute.html"
    company_permissions = (PAY,)
    scope = PAY
    extra_context = {"page_title": gettext_lazy("Dispute an invoice")}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Show the form and what was said before."""
        kwargs.setdefault("form", DisputeForm(invoice=self.invoice))
        disputes = InvoiceDispute.objects.filter(document=self.invoice).select_related("line")
        return super().get_context_data(invoice=self.invoice, disputes=disputes, **kwargs)

    def post(self, request: UserRequest, number: str) -> HttpResponse:
        """Open it; a second click finds the first."""
        form = DisputeForm(request.POST, invoice=self.invoice)
        if form.is_valid():
            data = form.cleaned_data
            try:
                open_dispute(
                    self.invoice, reason=data["reason"], text=data["text"], line=data["line"], by=request.user
                )
            except CreditRefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("We will check it and write to you."))
                return redirect("trade_credit:dispute", number)
        return self.render_to_response(self.get_context_data(form=form), status=REFUSED)
