"""Invoices and credit notes as they are written: once, numbered without gaps, never changed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.documents.exceptions import DocumentRefusedError, SellerUnknownError
from shop.documents.figures import Item
from shop.documents.models import CreditNote, Document, DocumentCounter, DocumentTax, Invoice, InvoiceDue
from shop.documents.numbering import next_number
from shop.documents.services import (
    Change,
    creditable,
    invoice_or_note,
    issue_credit_note,
    issue_invoice,
    issue_supplement,
    write_due_invoices,
)
from shop.order.services import cancel_order
from shop.payments.models import Charge, Refund, RefundLine
from tests.shop.factories import OrderFactory, ProductFactory


def paid(order, amount=None):
    return Charge.objects.create(
        order=order,
        method="card",
        reference=f"ch_{order.pk}_{amount}",
        amount=amount or order.total_incl_tax,
        amount_captured=amount or order.total_incl_tax,
        currency=order.currency,
        state="succeeded",
    )


def refund(order, amount, *, charge=None, lines=(), shipping=0, key="r1/1", state="succeeded", excess=0):
    charge = charge or order.charges.first() or paid(order)
    row = Refund.objects.create(
        order=order,
        charge=charge,
        key=f"{order.number}-{key}",
        amount=amount,
        currency=order.currency,
        shipping=shipping,
        state=state,
        excess=excess,
    )
    for line, quantity, money in lines:
        RefundLine.objects.create(refund=row, line=line, quantity=quantity, amount=money)
    return row


def test_an_invoice_has_the_orders_figures(seller_said):
    order = OrderFactory(lines=[(ProductFactory(price="24.00"), 2), (ProductFactory(price="19.99"), 1)])

    invoice = issue_invoice(order)

    assert (invoice.net, invoice.gross) == (order.total_excl_tax, order.total_incl_tax)
    assert invoice.tax == order.total_incl_tax - order.total_excl_tax
    assert invoice.number == f"INV-{invoice.issued_on.year}-000001"
    assert [(str(row.rate), row.net, row.tax) for row in invoice.taxes.all()] == [
        ("0.19000", invoice.net, invoice.tax)
    ]


def test_it_is_written_once(seller_said):
    order = OrderFactory()

    assert issue_invoice(order) == issue_invoice(order)
    assert DocumentCounter.objects.get().last == 1


def test_a_rolled_back_one_leaves_no_gap(seller_said):
    with transaction.atomic():
        issue_invoice(OrderFactory())
        transaction.set_rollback(True)

    assert issue_invoice(OrderFactory()).counter == 1


def test_nothing_is_numbered_outside_of_a_transaction(transactional_db):
    with pytest.raises(RuntimeError, match="numbered in the transaction"):
        next_number("INV-", 2026)


@pytest.mark.parametrize("missing", ["legal_name", "street", "city", "country"])
def test_without_the_sellers_data_nothing_is_written(seller_said, missing):
    setattr(seller_said, missing, "")
    seller_said.save()

    with pytest.raises(SellerUnknownError):
        issue_invoice(OrderFactory())

    assert not Document.objects.exists()
    assert not DocumentCounter.objects.filter(last__gt=0).exists()


def test_what_waits_for_the_sellers_data_is_written_later(seller_said):
    order = OrderFactory()
    name, seller_said.legal_name = seller_said.legal_name, ""
    seller_said.save()
    assert invoice_or_note(order) is None
    assert InvoiceDue.objects.get().order == order
    assert write_due_invoices() == 0

    seller_said.legal_name = name
    seller_said.save()

    assert write_due_invoices() == 1
    assert Invoice.objects.get().order == order
    assert not InvoiceDue.objects.exists()


def test_a_cancelled_order_gets_none(seller_said):
    order = OrderFactory()
    cancel_order(order)

    assert invoice_or_note(order) is None
    assert not Document.objects.exists()
    assert not InvoiceDue.objects.exists()


def test_an_order_that_does_not_add_up_gets_none(seller_said):
    order = OrderFactory()
    type(order).objects.filter(pk=order.pk).update(total_incl_tax=order.total_incl_tax + 1)

    with pytest.raises(DocumentRefusedError, match=order.number):
        issue_invoice(order)


def test_the_database_refuses_to_change_or_delete_one(seller_said):
    issue_invoice(OrderFactory())

    for rows in (Document.objects.all(), DocumentTax.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(net=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_a_refund_by_line_is_credited(seller_said):
    order = OrderFactory(lines=[(ProductFactory(price="24.00"), 3)])
    line = order.lines.get()
    invoice = issue_invoice(order)

    note = issue_credit_note(order, refund=refund(order, 24, lines=[(line, 1, 24)]))

    assert (note.invoice_id, note.gross, note.net) == (invoice.pk, Decimal("24.00"), Decimal("20.17"))
    assert note.number.startswith("CN-")
    assert [(item["quantity"], item["gross"]) for item in note.data["items"]] == [(1, "24.00")]
    assert note.data["invoice"]["number"] == invoice.number


def test_a_refund_told_twice_is_credited_once(seller_said):
    order = OrderFactory()
    issue_invoice(order)
    back = refund(order, 5)

    assert issue_credit_note(order, refund=back) == issue_credit_note(order, refund=back)
    assert CreditNote.objects.count() == 1


def test_credits_never_exceed_the_invoice_and_end_at_nothing(seller_said):
    order = OrderFactory(lines=[(ProductFactory(price="10.01"), 3)])
    issue_invoice(order)
    charge = paid(order)
    for number, amount in enumerate(["0.01", "10.01", "13.33"], start=1):
        issue_credit_note(order, refund=refund(order, Decimal(amount), charge=charge, key=f"r{number}/1"))
    rest = order.total_incl_tax - Decimal("23.35")

    issue_credit_note(order, refund=refund(order, rest, charge=charge, key="r9/1"))

    assert set(creditable(order).left.values()) == {(Decimal(0), Decimal(0))}


def test_too_much_that_was_paid_and_goes_back_is_no_credit(seller_said):
    order = OrderFactory()
    issue_invoice(order)
    charge = paid(order, order.total_incl_tax + 10)

    assert issue_credit_note(order, refund=refund(order, 10, charge=charge, excess=10)) is None
    assert issue_credit_note(order, refund=refund(order, 3, charge=charge, key="r2/1")).gross == 3


def test_a_refund_before_the_invoice_is_credited_with_it(seller_said):
    order = OrderFactory()
    back = refund(order, 4)
    assert issue_credit_note(order, refund=back) is None

    issue_invoice(order)

    assert [document.kind for document in Document.objects.order_by("pk")] == ["invoice", "credit-note"]


def test_a_request_of_two_refunds_waits_for_both(seller_said):
    order = OrderFactory(lines=[(ProductFactory(price="24.00"), 2)])
    line = order.lines.get()
    issue_invoice(order)
    first = refund(order, 20, charge=paid(order, 28), lines=[(line, 1, 24)])
    second = refund(order, 4, charge=paid(order, 20), key="r1/2", state="pending")
    assert issue_credit_note(order, refund=first) is None

    Refund.objects.filter(pk=second.pk).update(state="succeeded")

    assert issue_credit_note(order, refund=second).gross == 24
    assert CreditNote.objects.count() == 1


def test_a_change_is_credited_and_added_in_plain_figures(seller_said):
    order = OrderFactory()
    issue_invoice(order)
    item = Item(name="Bowl", net=Decimal("8.40"), gross=Decimal("10.00"), rate=Decimal("0.19"))

    note = issue_credit_note(order, change=Change(key="change:1", items=[item], reason="Edited"))
    more = issue_supplement(order, Change(key="change:2", items=[item]))

    assert (note.net, note.gross) == (more.net, more.gross) == (Decimal("8.40"), Decimal("10.00"))
    assert issue_credit_note(order, change=Change(key="change:1", items=[item])) == note
    assert creditable(order).gross == order.total_incl_tax


def test_it_is_dated_and_numbered_by_the_day_of_the_shop_wherever_staff_are(seller_said):
    order = OrderFactory(lines=[(ProductFactory(price="24.00"), 1)])

    with time_machine.travel(datetime(2026, 12, 31, 20, tzinfo=UTC)), timezone.override("Asia/Taipei"):
        invoice = issue_invoice(order)

    assert (invoice.issued_on, invoice.year) == (date(2026, 12, 31), 2026)
