"""Twenty who write invoices at once, on PostgreSQL: every number is there, none twice, none left out."""

from functools import partial

import pytest
from django.db import connection, transaction

from shop.documents.models import CreditNote, DocumentCounter, Invoice
from shop.documents.services import issue_credit_note, issue_invoice
from shop.payments.models import Charge, Refund
from tests.shop.checkout.race import at_once
from tests.shop.factories import OrderFactory, ProductFactory, make_seller

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL"),
]
WRITERS = 20


def write(order, *, is_kept=True):
    with transaction.atomic():
        issue_invoice(order)
        if not is_kept:
            transaction.set_rollback(True)


def test_numbers_of_parallel_writers_have_no_gap():
    make_seller()
    product = ProductFactory(num_in_stock=100)
    orders = [OrderFactory(lines=[product]) for _number in range(WRITERS)]

    at_once([partial(write, order, is_kept=place % 4 != 0) for place, order in enumerate(orders)])

    counters = sorted(Invoice.objects.values_list("counter", flat=True))
    assert counters == list(range(1, len(counters) + 1))
    assert (len(counters), DocumentCounter.objects.get().last) == (15, 15)


def test_one_order_is_invoiced_once_and_one_refund_credited_once():
    make_seller()
    order = OrderFactory()

    at_once([partial(write, order) for _writer in range(WRITERS)])
    money = {"amount": 5, "currency": order.currency, "state": "succeeded"}
    charge = Charge.objects.create(order=order, method="card", reference="ch", amount_captured=5, **money)
    refund = Refund.objects.create(order=order, charge=charge, key="r/1", **money)
    Charge.objects.filter(pk=charge.pk).update(amount_refunded=5)
    at_once([partial(issue_credit_note, order, refund=refund) for _writer in range(WRITERS)])

    assert (Invoice.objects.count(), CreditNote.objects.count()) == (1, 1)
