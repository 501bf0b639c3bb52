"""The demo's invoices: one for each order that went out, numbered in the order of days, with the order's figures."""

import pytest

from config.demo.documents import add_documents, add_seller
from shop.documents.models import Document
from shop.order.models import Order
from tests.shop.factories import OrderFactory


@pytest.fixture
def sent(db):
    orders = [OrderFactory() for _number in range(3)]
    Order.objects.filter(pk__in=[order.pk for order in orders[:2]]).update(status="Complete")
    return orders[:2]


def test_what_went_out_has_an_invoice(sent):
    add_seller()

    assert (add_documents(), add_documents()) == (2, 0)
    found = Document.objects.order_by("counter")
    assert [(one.counter, one.order, one.gross) for one in found] == [
        (number, order, order.total_incl_tax) for number, order in enumerate(sent, start=1)
    ]
    assert [one.taxes.get().net for one in found] == [one.net for one in found]
