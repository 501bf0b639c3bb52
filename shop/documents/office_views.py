"""Documents in the back office beside their list: PDFs, a period as ZIP, the tax report, what is due."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.backoffice.row_limits import limited
from shop.backoffice.signals import list_exported
from shop.documents.access import ISSUE, SEE, asked_language
from shop.documents.archive import MOST, zip_chunks
from shop.documents.exceptions import DocumentRefusedError
from shop.documents.models import Document, InvoiceDue
from shop.documents.office_forms import PeriodForm, last_quarter
from shop.documents.pro_forma import pro_forma
from shop.documents.rendering import document_pdf, file_name_of
from shop.documents.seller import seller_problem
from shop.documents.services import issue_invoice, write_due_invoices
from shop.documents.slips import delivery_note, order_sheet, packing_slip
from shop.documents.tax_report import csv_lines, tax_report
from shop.order.models import Order
from shop.pdf.responses import pdf_response

REPORT = "documents.view_documenttax"
SHOWN = 100


def _need(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _head(title: str, icon: str) -> dict[str, object]:
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("invoices:index"), "label": _("Invoices")},
        {"url": "", "label": title},
    ]
    return {"header_title": title, "page_title": title, "header_icon": icon, "breadcrumbs_items": way}


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document of an order that this user may see."""
    _need(request, SEE)
    document = get_object_or_404(limited(request.user, Document.objects.all()), pk=pk)
    return pdf_response(document_pdf(document, asked_language(request)), file_name_of(document))


@require_safe
def archive(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Ask for a period, and hand out its documents as a ZIP while they are written."""
    _need(request, SEE)
    is_asked = "start" in request.GET
    start, end = last_quarter()
    form = PeriodForm(request.GET if is_asked else None, initial={"start": start, "end": end})
    if is_asked and form.is_valid():
        period = (form.cleaned_data["start"], form.cleaned_data["end"])
        found = limited(request.user, Document.objects.filter(issued_on__range=period)).order_by("pk")
        count = found[: MOST + 1].count()
        if 0 < count <= MOST:
            list_exported.send(archive, model=Document, user=request.user, name="invoices", columns=["PDF"])
            response = StreamingHttpResponse(zip_chunks(found), content_type="application/zip")
            name = f"invoices-{period[0].isoformat()}-{period[1].isoformat()}.zip"
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
            response.headers["Cache-Control"] = "private, no-store"
            return response
        form.add_error(None, _too_many() if count else _("There are no documents in this period."))
    context = {**_head(_("Download a period"), "download"), "form": form}
    return render(request, "documents/archive.html", context, status=200)


def _too_many() -> str:
    text = _("There are more than %(number)d documents in this period. Please choose a shorter one.")
    return text % {"number": MOST}


@require_safe
def report(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Show what is to be declared of a period, or hand it out as CSV."""
    _need(request, REPORT)
    start, end = last_quarter()
    form = PeriodForm({"start": start, "end": end, **request.GET.dict()})
    found = None
    if form.is_valid():
        found = tax_report(form.cleaned_data["start"], form.cleaned_data["end"])
        if request.GET.get("as") == "csv":
            list_exported.send(report, model=Document, user=request.user, name="tax-report", columns=["CSV"])
            response = StreamingHttpResponse(csv_lines(found), content_type="text/csv; charset=utf-8")
            name = f"tax-{found.start.isoformat()}-{found.end.isoformat()}.csv"
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
    context = {**_head(_("Tax report"), "table"), "form": form, "report": found}
    return render(request, "documents/tax_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def due(request: HttpRequest) -> HttpResponse:
    """List orders whose invoice waits, with the reason; a post tries them again."""
    _need(request, ISSUE if request.method == "POST" else SEE)
    if request.method == "POST":
        written = write_due_invoices()
        text = ngettext("%(n)d invoice was written.", "%(n)d invoices were written.", written)
        messages.success(request, text % {"n": written})
        return redirect("office_documents:due")
    visible = limited(request.user, Order.objects.all()).values("pk")
    rows = InvoiceDue.objects.filter(order__in=visible).select_related("order")[:SHOWN]
    context = {
        **_head(_("Invoices due"), "time"),
        "rows": rows,
        "problem": seller_problem(),
        "may_issue": request.user.has_perm(ISSUE),
    }
    return render(request, "documents/due.html", context)


def _order(request: HttpRequest, number: str) -> Order:
    """Return an order that this user may see. Raises Http404 for any other."""
    _need(request, "order.view_order")
    orders = limited(request.user, Order.objects.all())
    return get_object_or_404(orders.select_related("shipping_address__country"), number=number)


@require_POST
def issue(request: HttpRequest, number: str) -> HttpResponse:
    """Write the invoice of an order by hand."""
    _need(request, ISSUE)
    order = _order(request, number)
    try:
        invoice = issue_invoice(order)
    except DocumentRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Invoice %(number)s was written.") % {"number": invoice.number})
    return redirect("dashboard:order-detail", number=order.number)


@require_safe
def slip(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Show the packing slip, the delivery note or the pro forma invoice of an order."""
    order = _order(request, number)
    language = asked_language(request)
    if kind not in _slips():
        raise Http404
    try:
        data = _slips()[kind](order, language)
    except DocumentRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("dashboard:order-detail", number=order.number)
    return pdf_response(data, f"{kind}-{order.number}.pdf")


def _slips() -> dict[str, Callable[[Order, str], bytes]]:
    return {
        "packing-slip": lambda order, language: packing_slip(order_sheet(order), language),
        "delivery-note": lambda order, language: delivery_note(order_sheet(order), language),
        "pro-forma": pro_forma,
    }
