"""Documents that travel with mails: once each, attached or named, as the settings say."""

import pytest

from shop.documents.models import Document
from shop.mail.models import Mail, MailAttachment
from shop.notifications.order_mail import send_dispatch, send_refund
from shop.notifications.subscribers import on_order_refunded
from shop.payments.events import OrderRefunded
from shop.payments.models import Charge, Refund
from tests.shop.factories import OrderFactory


@pytest.fixture
def order(seller_said):
    return OrderFactory()


def refund_of(order, amount=5):
    money = {"currency": order.currency, "state": "succeeded"}
    charge = Charge.objects.create(
        order=order, method="card", reference="ch", amount=24, amount_captured=24, **money
    )
    return Refund.objects.create(order=order, charge=charge, key="r/1", amount=amount, **money)


def test_the_mail_of_the_parcel_brings_the_invoice(order):
    assert send_dispatch(order)

    invoice = Document.objects.get()
    mail = Mail.objects.get()
    assert mail.attachments.get().name == f"{invoice.number}.pdf"
    assert invoice.number in mail.text
    assert invoice.data["supplied_on"] == invoice.issued_on.isoformat()


def test_where_nothing_is_attached_the_mail_names_it(order, seller_said):
    seller_said.attaches_to_mail = False
    seller_said.save()

    send_dispatch(order)

    assert not MailAttachment.objects.exists()
    assert "you can download" in Mail.objects.get().text


def test_without_the_sellers_data_the_mail_goes_alone(order, seller_said):
    seller_said.legal_name = ""
    seller_said.save()

    assert send_dispatch(order)
    assert not MailAttachment.objects.exists()


def test_an_invoice_that_was_sent_is_not_sent_again(order):
    send_dispatch(order)

    send_refund(order, amount=1, about="x")

    assert MailAttachment.objects.count() == 1


def test_the_mail_of_a_refund_brings_the_credit_note(order):
    send_dispatch(order)
    refund = refund_of(order)

    on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=refund.pk))

    note = Document.objects.get(kind="credit-note")
    assert Mail.objects.get(kind="order-refund").attachments.get().name == f"{note.number}.pdf"
