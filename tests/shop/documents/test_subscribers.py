"""When documents are written by themselves."""

import pytest

from shop.documents.models import CreditNote, Invoice, InvoiceDue
from shop.documents.subscribers import on_order_dispatched, on_order_paid, on_order_refunded
from shop.order.events import OrderDispatched, OrderPaid
from shop.payments.events import OrderRefunded
from shop.payments.models import Charge, Refund
from tests.shop.factories import OrderFactory


@pytest.mark.parametrize(("moment", "written"), [("payment", 1), ("dispatch", 0)])
def test_with_payment_where_the_settings_say_so(seller_said, moment, written):
    seller_said.invoice_moment = moment
    seller_said.save()

    on_order_paid(OrderPaid(order_id=OrderFactory().pk))

    assert Invoice.objects.count() == written


def test_with_dispatch_told_twice_once(seller_said):
    event = OrderDispatched(order_id=OrderFactory().pk)

    on_order_dispatched(event)
    on_order_dispatched(event)

    assert Invoice.objects.count() == 1


def test_what_cannot_be_written_waits(db):
    order = OrderFactory()

    on_order_dispatched(OrderDispatched(order_id=order.pk))

    assert InvoiceDue.objects.get().order == order


def test_money_that_goes_back_is_credited(seller_said):
    order = OrderFactory()
    on_order_dispatched(OrderDispatched(order_id=order.pk))
    money = {"amount": 5, "currency": order.currency, "state": "succeeded"}
    charge = Charge.objects.create(order=order, method="card", reference="ch", amount_captured=5, **money)
    refund = Refund.objects.create(order=order, charge=charge, key="r/1", **money)

    on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=refund.pk))

    assert CreditNote.objects.get().gross == 5
