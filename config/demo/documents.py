"""The demo shop's invoices: who sells, and a document for each order of the past that went out.

Numbers and frozen figures are written in bulk, in the order of the days; a PDF is drawn when it is opened.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from shop.configuration.models import DocumentSettings, TaxSettings
from shop.configuration.queries import own_vat_id
from shop.documents import snapshot
from shop.documents.exceptions import DocumentRefusedError
from shop.documents.models import Document, DocumentKind, DocumentTax
from shop.documents.numbering import take_numbers
from shop.documents.services import ORDER_KEY, draft, issue_credit_note, taxes_of
from shop.order.models import Order
from shop.order_statuses import COMPLETE, DISPATCHED
from shop.payments.models import Refund

SELLER = {
    "legal_name": "Kiln Keramik GmbH",
    "street": "Am Brennofen 1",
    "postcode": "01662",
    "city": "Meißen",
    "country": "DE",
    "registration": "Amtsgericht Dresden, HRB 12345",
}
VAT_ID = "DE136695976"
#: As many as an accountant would look through; older orders of a large demo have none.
MOST = 400
DAYS_TO_DISPATCH = timedelta(days=2)


def add_seller() -> None:
    """Say who sells, unless somebody has said it already."""
    row = DocumentSettings.load()
    if not row.legal_name:
        for name, value in SELLER.items():
            setattr(row, name, value)
        row.save()
    if not own_vat_id():
        tax = TaxSettings.load()
        tax.vat_id = VAT_ID
        tax.save()


@transaction.atomic
def add_documents() -> int:
    """Write the documents that are missing; return how many are new. Nothing where there are some."""
    if Document.objects.exists():
        return 0
    orders = Order.objects.filter(status__in=[DISPATCHED, COMPLETE]).order_by("-date_placed", "-pk")
    sent = orders.select_related("shipping_address__country", "billing_address__country", "user")[:MOST]
    written = [(order, _day(order)) for order in sent]
    written.sort(key=lambda pair: (pair[1], pair[0].pk))
    count = _invoices(written)
    refunds = Refund.objects.filter(order__documents__kind=DocumentKind.INVOICE).select_related("order")
    return count + sum(
        issue_credit_note(refund.order, refund=refund) is not None for refund in refunds.order_by("pk")
    )


def _day(order: Order) -> date:
    return min(timezone.localdate(order.date_placed) + DAYS_TO_DISPATCH, timezone.localdate())


def _invoices(orders: list[tuple[Order, date]]) -> int:
    documents, taxes = [], []
    for order, day in orders:
        try:
            items = snapshot.items_of(order)
        except DocumentRefusedError:
            continue
        frozen = snapshot.freeze(
            order,
            items,
            supplied_on=day,
            rows=snapshot.shown_rows(order),
            payment=snapshot.payment_facts(order),
        )
        documents.append(draft(order, frozen, kind=DocumentKind.INVOICE, key=ORDER_KEY, issued_on=day))
        taxes.append(frozen)
    for year in sorted({document.year for document in documents}):
        of_year = [document for document in documents if document.year == year]
        numbers = take_numbers(of_year[0].series, year, len(of_year))
        for document, (number, counter) in zip(of_year, numbers, strict=True):
            document.number, document.counter = number, counter
    saved = Document.objects.bulk_create(documents, batch_size=200)
    rows = [row for document, frozen in zip(saved, taxes, strict=True) for row in taxes_of(document, frozen)]
    DocumentTax.objects.bulk_create(rows, batch_size=500)
    return len(saved)
