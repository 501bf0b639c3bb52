"""Writing invoices and credit notes: it locks the order, then the counter; the same again writes nothing."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shop.configuration.queries import document_settings
from shop.documents import crediting, snapshot
from shop.documents.exceptions import DocumentRefusedError, SellerUnknownError
from shop.documents.figures import Creditable, Item
from shop.documents.models import (
    CreditNote,
    Document,
    DocumentKind,
    DocumentTax,
    Invoice,
    InvoiceDue,
    Scheme,
)
from shop.documents.numbering import next_number
from shop.documents.seller import seller_problem
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_statuses import CANCELLED
from shop.payments.models import Refund, WriteOff
from shop.time_zones import shop_day

logger = logging.getLogger(__name__)
ORDER_KEY, CANCELLED_KEY = "order", "cancelled"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a change of an order adds to its invoice or takes from it, in plain figures; amounts are positive.

    `key` names the change for good (`change:12`). A credit note is taxed as the invoice `corrects` was, the
    order's first one if none is named. With `is_exact` the net amounts of the items are as invoiced.
    """

    key: str
    items: Sequence[Item]
    reason: str = ""
    corrects: Invoice | None = None
    is_exact: bool = False


@transaction.atomic
def issue_invoice(order: Order, *, supplied_on: date | None = None) -> Invoice:
    """Write the invoice of an order with the figures that it has now; one that is written is returned.

    Refunds that were made before, and what was set off, are credited at once. Raises SellerUnknownError
    while the shop has not said who sells, DocumentRefusedError for a cancelled order or one whose items do
    not add up to its total.
    """
    locked = lock_order(order)
    written = Invoice.objects.filter(order=locked, key=ORDER_KEY).first()
    if written is not None:
        return written
    if locked.status == CANCELLED:
        raise DocumentRefusedError(_("The order is cancelled."))
    with translation.override(locked.language or None):
        frozen = snapshot.freeze(
            locked,
            snapshot.items_of(locked),
            supplied_on=supplied_on,
            rows=snapshot.shown_rows(locked),
            payment=snapshot.payment_facts(locked),
        )
    invoice = _write(locked, frozen, kind=DocumentKind.INVOICE, key=ORDER_KEY)
    InvoiceDue.objects.filter(order=locked).delete()
    credit_set_off(locked)
    for refund in Refund.objects.filter(order=locked).order_by("pk"):
        issue_credit_note(locked, refund=refund)
    return Invoice.objects.get(pk=invoice.pk)


@transaction.atomic
def issue_supplement(order: Order, change: Change) -> Invoice:
    """Write an invoice of what a change added to an order that has been invoiced; once per change."""
    locked = lock_order(order)
    written = Invoice.objects.filter(order=locked, key=change.key).first()
    if written is not None:
        return written
    frozen = snapshot.freeze(
        locked,
        change.items,
        payment=snapshot.payment_facts(locked),
        reason=change.reason,
        settled=[asdict(item) for item in change.items],
    )
    return Invoice.objects.get(pk=_write(locked, frozen, kind=DocumentKind.INVOICE, key=change.key).pk)


@transaction.atomic
def issue_credit_note(
    order: Order, *, refund: Refund | None = None, change: Change | None = None
) -> CreditNote | None:
    """Write the credit note of a refund or of a change; one that is written is returned.

    Of a refund it lists the pieces, the delivery and what was sent back on top, divided among the rates of
    tax that are left. None, and nothing is written, where nothing is to be credited: the order has no invoice
    yet (its own will credit refunds), money is not gone yet, or only too much that was paid went back. Never
    more is credited than was invoiced. Raises ValueError without either, SellerUnknownError like an invoice.
    """
    if change is not None and refund is None:
        wanted = change
        return _credit(
            order,
            key=wanted.key,
            reason=wanted.reason,
            corrects=wanted.corrects,
            items=lambda _order, left: crediting.of_items(wanted.items, left, is_exact=wanted.is_exact),
            settled=[asdict(item) for item in wanted.items],
        )
    if refund is not None and change is None:
        gone = refund
        return _credit(
            order,
            key=crediting.key_of(gone),
            reason=gone.reason,
            items=lambda locked, left: crediting.of_refund(locked, gone, left),
        )
    raise ValueError("A credit note is for a refund or for a change.")


@transaction.atomic
def credit_set_off(order: Order) -> list[CreditNote]:
    """Credit what was set off against pieces that came back of an invoiced order; each once."""
    written = []
    for write_off in WriteOff.objects.filter(order=order, kind__in=WriteOff.Kind.set_off()).order_by("pk"):
        note = _credit(
            order,
            key=f"write-off:{write_off.pk}",
            reason=write_off.reason,
            items=partial(crediting.of_write_off, write_off),
        )
        written += [note] if note else []
    return written


@transaction.atomic
def credit_cancelled(order: Order) -> CreditNote | None:
    """Credit all that is left of the invoices of a cancelled order; once."""
    return _credit(
        order,
        key=CANCELLED_KEY,
        reason="",
        items=lambda locked, left: crediting.of_cancellation(
            snapshot.items_of(locked, must_add_up=False), left
        ),
    )


def _credit(
    order: Order,
    *,
    key: str,
    reason: str,
    items: Callable[[Order, Creditable], list[Item]],
    corrects: Invoice | None = None,
    settled: Sequence[dict[str, object]] = (),
) -> CreditNote | None:
    """Write a credit note of what `items` takes out of what is left, once per key; None: of nothing."""
    locked = lock_order(order)
    invoice = corrects or Invoice.objects.filter(order=locked, key=ORDER_KEY).first()
    if invoice is None:
        return None
    written = CreditNote.objects.filter(order=locked, key=key).first()
    if written is not None:
        return written
    rows = items(locked, creditable(locked))
    if not rows:
        return None
    frozen = snapshot.freeze(
        locked,
        rows,
        taxed_as=invoice,
        reason=reason,
        invoice={"number": invoice.number, "issued_on": invoice.issued_on},
        settled=list(settled),
    )
    note = _write(locked, frozen, kind=DocumentKind.CREDIT_NOTE, key=key, invoice=invoice)
    return CreditNote.objects.get(pk=note.pk)


def creditable(order: Order) -> Creditable:
    """Return what of an order's invoices is not credited yet, by rate."""
    left = Creditable(currency=order.currency)
    rows = DocumentTax.objects.filter(document__order=order).values_list(
        "document__kind", "rate", "net", "tax"
    )
    for kind, rate, net, tax in rows:
        sign = -1 if kind == DocumentKind.CREDIT_NOTE else 1
        left.add(rate.normalize() + 0, sign * net, sign * tax)
    return left


def note_invoice_due(order: Order, problem: str) -> None:
    """Remember an order whose invoice waits for staff."""
    InvoiceDue.objects.update_or_create(order=order, defaults={"problem": problem[:255]})


def invoice_or_note(order: Order, *, supplied_on: date | None = None) -> Invoice | None:
    """Write an order's invoice, or remember that it waits and why (None); a cancelled order gets none."""
    try:
        return issue_invoice(order, supplied_on=supplied_on)
    except DocumentRefusedError as refusal:
        if not Order.objects.filter(pk=order.pk, status=CANCELLED).exists():
            note_invoice_due(order, str(refusal))
        return None


def write_due_invoices(limit: int = 200) -> int:
    """Write invoices that waited, the oldest first; return how many were written."""
    if seller_problem():
        return 0
    due = InvoiceDue.objects.select_related("order").order_by("since", "pk")[:limit]
    return sum(invoice_or_note(row.order) is not None for row in due)


def _write(
    order: Order,
    frozen: snapshot.Frozen,
    *,
    kind: str,
    key: str,
    invoice: Document | None = None,
) -> Document:
    """Number and write a document; the caller holds the order's row."""
    needs_vat_id = frozen.scheme == Scheme.INTRA_COMMUNITY
    if problem := seller_problem(needs_vat_id=needs_vat_id):
        raise SellerUnknownError(problem)
    document = draft(order, frozen, kind=kind, key=key, invoice=invoice)
    document.number, document.counter = next_number(document.series, document.year)
    document.save(force_insert=True)
    DocumentTax.objects.bulk_create(taxes_of(document, frozen))
    return document


def draft(
    order: Order,
    frozen: snapshot.Frozen,
    *,
    kind: str,
    key: str,
    invoice: Document | None = None,
    issued_on: date | None = None,
) -> Document:
    """Return a document that is written as soon as it has a number."""
    said = document_settings()
    is_invoice = kind == DocumentKind.INVOICE
    day = issued_on or shop_day()
    return Document(
        kind=kind,
        series=said.invoice_prefix if is_invoice else said.credit_note_prefix,
        year=day.year,
        order=order,
        invoice=invoice,
        key=key,
        issued_on=day,
        language=frozen.data["language"],
        buyer=frozen.buyer,
        country=frozen.country,
        treatment=frozen.data["treatment"],
        scheme=frozen.scheme,
        vat_id=invoice.vat_id if invoice else order.vat_id,
        currency=order.currency,
        net=frozen.net,
        tax=frozen.tax,
        gross=frozen.net + frozen.tax,
        data=frozen.data,
    )


def taxes_of(document: Document, frozen: snapshot.Frozen) -> list[DocumentTax]:
    """Return the rows that reports add up."""
    return [
        DocumentTax(document=document, category=total.category, rate=total.rate, net=total.net, tax=total.tax)
        for total in frozen.taxes
    ]
