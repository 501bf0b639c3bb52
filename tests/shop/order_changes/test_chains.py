"""Random orders and random chains of edits, returns, exchanges and refunds: money, tax and stock add up."""

import contextlib
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from shop.documents.following import credit_refund, follow_order
from shop.documents.models import Document, DocumentTax
from shop.documents.services import creditable, issue_invoice
from shop.fulfilment.services import dispatch
from shop.money import MoneySum
from shop.order.exceptions import ChangeRefusedError
from shop.order_changes.models import OrderChange
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
from shop.order_statuses import CANCELLED
from shop.payments.exceptions import RefundRefusedError
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import Refund
from shop.payments.queries import balance_of, counted_refund_lines
from shop.payments.refunds import request_refund
from shop.tax.amounts import net_of
from tests.fuzz_examples import fuzz_examples
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db
PRICES = ("0.99", "7.77", "19.99", "33.33")
ACTS = (
    "quantity",
    "add",
    "swap",
    "discount",
    "shipping",
    "return",
    "exchange",
    "pay",
    "send",
    "refund",
    "undo",
    "invoice",
)
act = st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 4), st.integers(0, 2000))


def proposals(order, name, which, number, cents, products):
    lines = list(order.lines.order_by("pk"))
    line = lines[which % len(lines)].pk
    product = products[which % len(products)].pk
    back = ReturnPieces(line_id=line, quantity=max(number, 1), keep=Decimal(cents % 90) / 100)
    return {
        "quantity": [SetQuantity(line_id=line, quantity=number)],
        "add": [AddLine(product_id=product, quantity=max(number, 1))],
        "swap": [SwapProduct(line_id=line, product_id=product)],
        "discount": [SetDiscount(line_id=line, amount=Decimal(cents % 300 + 1) / 100, reason="x")],
        "shipping": [SetShipping(amount=Decimal(cents) / 100)],
        "return": [back],
        "exchange": [back, AddLine(product_id=product, quantity=1)],
        "cancel": [CancelOrder()],
    }[name]


def do(order, name, which, number, cents, products, key):
    order.refresh_from_db()
    if name == "pay":
        mark_as_paid(order)
    elif name == "send":
        dispatch(order)
    elif name == "refund":
        line = order.lines.order_by("pk")[which % order.lines.count()]
        request_refund(order, key=key, pieces={line.pk: number}, extra=Decimal(cents) / 100)
    elif name == "invoice":
        issue_invoice(order)
    elif name == "undo":
        if latest := OrderChange.objects.filter(order=order).first():
            latest.order = order
            undo_change(latest)
    else:
        asked = proposals(order, name, which, number, cents, products)
        seen = preview(order, asked)
        done = apply_change(order, asked, fingerprint=seen.fingerprint, key=key)
        balance = balance_of(order)
        assert done.due == balance.outstanding - done.refunded
        assert done.difference == seen.money.difference


def check(order, products, put_in):
    order.refresh_from_db()
    lines = list(order.lines.all())
    balance = balance_of(order)
    goods = sum((line.line_price_incl_tax for line in lines), Decimal(0))
    assert goods + order.shipping_incl_tax == order.total_incl_tax
    assert sum((line.line_price_excl_tax for line in lines), order.shipping_excl_tax) == order.total_excl_tax
    for line in lines:
        net = net_of(line.line_price_incl_tax, rate=line.tax_rate, currency=order.currency)
        assert line.line_price_excl_tax == net
    assert balance.kept >= 0
    if order.status != CANCELLED:
        # What was paid and stays, and what is due still, is what the order is worth.
        assert balance.kept + balance.outstanding + balance.written_off - balance.overpaid == balance.value
    for line in lines:
        back = (
            counted_refund_lines(order)
            .filter(line=line)
            .aggregate(money=MoneySum("amount"), kept=MoneySum("kept"), pieces=Sum("quantity"))
        )
        assert back["money"] + back["kept"] <= line.line_price_incl_tax
        assert (back["pieces"] or 0) <= line.quantity
    for product in products:
        record = product.stockrecords.get()
        mine = [line for line in lines if line.product_id == product.pk]
        to_send = 0 if order.status == CANCELLED else sum(line.num_left for line in mine)
        assert (record.num_allocated or 0) == to_send == sum(line.num_allocated for line in mine)
        level = record.levels.aggregate(hand=Sum("on_hand"), promised=Sum("allocated"))
        assert (level["hand"], level["promised"]) == (record.num_in_stock, record.num_allocated or 0)
        assert record.num_in_stock <= put_in


def check_documents(order):
    """Once money that goes back is gone, the documents of an invoiced order are worth what is kept of it."""
    Refund.objects.filter(order=order).exclude(state="failed").update(state="succeeded")
    # The youngest refund is told before the change that it belongs to.
    for refund in Refund.objects.filter(order=order).order_by("-pk"):
        credit_refund(refund)
    follow_order(order)
    rows = DocumentTax.objects.filter(document__order=order).select_related("document")
    sums = [(-1 if row.document.is_credit_note else 1, row) for row in rows]
    if sums:
        assert sum(sign * (row.net + row.tax) for sign, row in sums) == balance_of(order).value
        assert all(net >= 0 and tax >= 0 for net, tax in creditable(order).left.values())
        written = Document.objects.filter(order=order).count()
        follow_order(order)
        assert Document.objects.filter(order=order).count() == written


@hypothesis_settings(
    max_examples=max(12, fuzz_examples() // 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.lists(act, min_size=1, max_size=7))
def test_any_chain_adds_up(seller_said, quantities, acts):
    with transaction.atomic():
        products = [ProductFactory(price=price, num_in_stock=30) for price in PRICES]
        bought = list(zip(products, quantities, strict=False))
        order = OrderFactory(lines=bought)
        check(order, products, 30)
        for number, one in enumerate(acts):
            with contextlib.suppress(ChangeRefusedError, RefundRefusedError), transaction.atomic():
                do(order, *one, products, f"key-{number}")
            check(order, products, 30)
            check_documents(order)
        transaction.set_rollback(True)
