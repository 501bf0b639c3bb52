"""Documents of an invoiced order that is changed: invoices less credit notes are what is kept of it."""

from collections import defaultdict
from decimal import Decimal

import pytest

from shop.documents.following import follow_order
from shop.documents.models import CreditNote, Document, DocumentTax, Invoice
from shop.documents.services import issue_invoice
from shop.documents.snapshot import items_of
from shop.documents.subscribers import on_order_cancelled, on_order_changed, on_order_refunded
from shop.fulfilment.services import dispatch
from shop.order.events import OrderCancelled, OrderChanged
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.order_changes.money import STORE_CREDIT, in_part_as_credit
from shop.order_changes.preview import preview
from shop.order_changes.proposals import (
    AddLine,
    CancelOrder,
    ReturnPieces,
    SetDiscount,
    SetQuantity,
    SetShipping,
    SwapProduct,
)
from shop.order_changes.services import apply_change
from shop.order_changes.undoing import undo_change
from shop.payments.events import OrderRefunded
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import Refund, RefundLine, WriteOff
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bowl(db):
    return ProductFactory(title="Bowl", price="24.00", num_in_stock=10)


@pytest.fixture
def jug(db):
    return ProductFactory(title="Jug", price="10.00", num_in_stock=9)


@pytest.fixture
def order(seller_said, bowl):
    """A paid order of three bowls, 72.00 EUR, that is invoiced."""
    order = OrderFactory(lines=[(bowl, 3)])
    mark_as_paid(order)
    issue_invoice(order)
    order.refresh_from_db()
    return order


def change(order, *proposals, key="k", **kwargs):
    seen = preview(order, proposals)
    return apply_change(order, proposals, fingerprint=seen.fingerprint, key=key, **kwargs)


def pay_back(order):
    """Have the refunds that were asked for go out."""
    Refund.objects.filter(order=order).update(state="succeeded")


def tell(order, *, is_reversed=False):
    """Tell all that happened to an order, twice."""
    told = [
        lambda each=each: on_order_changed(OrderChanged(order_id=order.pk, change_id=each.pk))
        for each in order.changes.order_by("pk")
    ]
    told += [
        lambda each=each: on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=each.pk))
        for each in order.refunds.order_by("pk")
    ]
    if Order.objects.get(pk=order.pk).is_cancelled:
        told.append(lambda: on_order_cancelled(OrderCancelled(order_id=order.pk)))
    for each in [*reversed(told), *told] if is_reversed else [*told, *told]:
        each()


def documents(order):
    """What the documents of an order ask for, and take back."""
    rows = Document.objects.filter(order=order).order_by("pk")
    return [f"-{row.gross}" if row.is_credit_note else str(row.gross) for row in rows]


def by_rate(order):
    """Invoices less credit notes, gross, by rate."""
    sums = defaultdict(Decimal)
    for row in DocumentTax.objects.filter(document__order=order).select_related("document"):
        sums[row.rate.normalize()] += (row.net + row.tax) * (-1 if row.document.is_credit_note else 1)
    return {rate: gross for rate, gross in sums.items() if gross}


def check(order):
    """Documents are worth what the order is, and net and tax with them."""
    order = Order.objects.get(pk=order.pk)
    value = 0 if order.is_cancelled else balance_of(order).value
    assert sum(by_rate(order).values()) == value


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("adds", ["72.00", "20.00"]),
        ("takes away", ["72.00", "-24.00"]),
        ("swaps evenly", ["72.00", "72.00", "-72.00"]),
        ("swaps unevenly", ["72.00", "30.00", "-72.00"]),
        ("discount and delivery", ["72.00", "3.00", "-7.20"]),
        ("undone", ["72.00"]),
    ],
)
def test_an_edit_is_followed(order, bowl, jug, name, written, is_reversed):
    line = order.lines.get().pk
    plate = ProductFactory(title="Plate", price="24.00")
    asked = {
        "adds": [AddLine(product_id=jug.pk, quantity=2)],
        "takes away": [SetQuantity(line_id=line, quantity=2)],
        "swaps evenly": [SwapProduct(line_id=line, product_id=plate.pk)],
        "swaps unevenly": [SwapProduct(line_id=line, product_id=jug.pk)],
        "discount and delivery": [
            SetDiscount(amount=Decimal("7.20"), reason="Scratch"),
            SetShipping(amount=Decimal("3.00")),
        ],
        "undone": [AddLine(product_id=jug.pk, quantity=2)],
    }[name]

    done = change(order, *asked)
    if name == "undone":
        undo_change(done)
    pay_back(order)
    tell(order, is_reversed=is_reversed)

    assert documents(order) == written
    check(order)


def test_an_edit_down_lists_its_pieces_net_as_invoiced(order):
    change(order, SetQuantity(line_id=order.lines.get().pk, quantity=2))
    pay_back(order)
    tell(order)

    note = CreditNote.objects.get()
    (item,) = note.data["items"]
    now = Order.objects.get(pk=order.pk)
    assert (item["name"], item["quantity"], item["gross"]) == ("Bowl", 1, "24.00")
    assert Invoice.objects.get().net - note.net == now.total_excl_tax


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize(
    ("settlement", "written"),
    [
        (in_part_as_credit(Decimal(0)), ["72.00", "-43.00"]),
        (STORE_CREDIT, ["72.00", "-43.00"]),
        (in_part_as_credit(Decimal("13.00")), ["72.00", "-30.00", "-13.00"]),
    ],
)
def test_a_return_with_a_fee_credits_what_goes_back(order, settlement, written, is_reversed):
    dispatch(order)
    line = order.lines.get().pk
    change(order, ReturnPieces(line_id=line, quantity=2, keep=Decimal("5.00")), settlement=settlement)
    pay_back(order)
    tell(order, is_reversed=is_reversed)

    assert sorted(documents(order)) == sorted(written)
    check(order)


def test_a_return_whose_money_is_not_gone_is_not_credited_yet(order):
    dispatch(order)
    change(order, ReturnPieces(line_id=order.lines.get().pk, quantity=1))
    Refund.objects.update(state="pending")
    tell(order)
    assert documents(order) == ["72.00"]

    pay_back(order)
    tell(order)

    assert documents(order) == ["72.00", "-24.00"]


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize(
    ("quantity", "written"), [(1, ["72.00", "10.00", "-10.00", "-14.00"]), (3, ["72.00", "30.00", "-24.00"])]
)
def test_an_exchange_is_invoiced_and_credited_once(order, jug, quantity, written, is_reversed):
    dispatch(order)
    line = order.lines.get().pk
    change(order, ReturnPieces(line_id=line, quantity=1), AddLine(product_id=jug.pk, quantity=quantity))
    pay_back(order)
    tell(order, is_reversed=is_reversed)

    assert sorted(documents(order)) == sorted(written)
    check(order)


def test_pieces_set_off_and_paid_back_are_credited_at_their_own_rates(order, jug):
    dispatch(order)
    order.lines.update(tax_rate=Decimal("0.07"))
    follow_order(order)
    change(
        order,
        ReturnPieces(line_id=order.lines.get().pk, quantity=1),
        AddLine(product_id=jug.pk, quantity=1),
        settlement=in_part_as_credit(Decimal("5.00")),
    )
    pay_back(order)
    tell(order, is_reversed=True)

    sold = {item.rate: item.gross for item in items_of(Order.objects.get(pk=order.pk)) if item.gross}
    assert by_rate(order) == {**sold, Decimal("0.07"): sold[Decimal("0.07")] - 24}


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_cancelled_order_ends_at_nothing(order, is_reversed):
    request_refund(order, key="goodwill", extra=Decimal("2.00"))
    change(order, CancelOrder())
    pay_back(order)
    tell(order, is_reversed=is_reversed)

    assert by_rate(order) == {}


def test_an_unpaid_order_that_is_invoiced_and_cancelled_ends_at_nothing(seller_said, bowl):
    order = OrderFactory(lines=[(bowl, 3)])
    issue_invoice(order)
    cancel_order(order)
    tell(order)

    assert documents(order) == ["72.00", "-72.00"]
    assert CreditNote.objects.get().data["items"][0]["quantity"] == 3


def test_before_the_invoice_nothing_is_written_and_then_the_figures_of_the_day(seller_said, bowl, jug):
    order = OrderFactory(lines=[(bowl, 3)])
    mark_as_paid(order)
    order.refresh_from_db()
    dispatch(order)
    line = order.lines.get().pk
    change(order, ReturnPieces(line_id=line, quantity=1), AddLine(product_id=jug.pk, quantity=1))
    pay_back(order)
    tell(order)
    assert not Document.objects.exists()

    issue_invoice(Order.objects.get(pk=order.pk))
    tell(order)

    assert documents(order) == ["82.00", "-10.00", "-14.00"]
    check(order)


def test_a_change_told_after_the_invoice_that_has_it_already_writes_nothing(seller_said, bowl, jug):
    order = OrderFactory(lines=[(bowl, 3)])
    mark_as_paid(order)
    order.refresh_from_db()
    change(order, AddLine(product_id=jug.pk, quantity=1))
    issue_invoice(Order.objects.get(pk=order.pk))
    tell(order)

    assert documents(order) == ["82.00"]


def test_another_taxation_credits_the_old_and_invoices_the_new(order):
    Order.objects.update(tax_country="FR", tax_treatment="taxed")
    order.lines.update(tax_rate=Decimal("0.20"))
    follow_order(order)
    follow_order(order)

    invoice, supplement, note = Document.objects.order_by("pk")
    assert documents(order) == ["72.00", "72.00", "-72.00"]
    assert (supplement.country, note.country, note.invoice_id) == ("FR", invoice.country, invoice.pk)
    assert by_rate(order) == {Decimal("0.2"): Decimal("72.00")}


def test_pieces_given_up_where_the_fee_keeps_all(order):
    dispatch(order)
    line = order.lines.get().pk
    change(order, ReturnPieces(line_id=line, quantity=1, keep=Decimal("24.00")))
    tell(order)

    row = RefundLine.objects.get()
    assert (row.refund, row.write_off, row.amount, row.kept) == (None, None, 0, Decimal("24.00"))
    assert (documents(order), WriteOff.objects.count()) == (["72.00"], 0)
