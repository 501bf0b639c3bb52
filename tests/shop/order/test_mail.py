from smtplib import SMTPException

import pytest
from django.core import mail
from django.utils import translation

from shop.events.services import publish
from shop.order.events import OrderPlaced
from shop.order.mail import send_confirmation
from shop.order.models import Order, OrderMail
from shop.order.services import cancel_order
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_event_delivered_twice_sends_one_mail(django_capture_on_commit_callbacks):
    order = OrderFactory(guest_email="ada@example.com")

    for _delivery in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            publish(OrderPlaced(order_id=order.pk))

    assert [letter.to for letter in mail.outbox] == [["ada@example.com"]]
    assert OrderMail.objects.get().order == order


def test_mail_says_what_was_bought_and_how_to_pay():
    order = OrderFactory(lines=[(ProductFactory(title="Jar & lid", price="12.50"), 2)])

    assert send_confirmation(order)

    letter = mail.outbox[0]
    html = letter.alternatives[0].content
    assert "2 × Jar & lid: €25.00" in letter.body
    assert "2 × Jar &amp; lid" in html
    assert all("/shop/checkout/order/K" in text for text in (letter.body, html))


def test_user_gets_the_mail_at_the_accounts_address():
    user = UserFactory()

    send_confirmation(OrderFactory(user=user))

    assert mail.outbox[0].to == [user.email]


def test_mail_is_in_the_readers_language():
    with translation.override("zh-hans"):
        order = OrderFactory()

    send_confirmation(order)

    assert "/zh-hans/shop/checkout/order/" in mail.outbox[0].body
    assert translation.get_language() == "en"


def test_the_language_that_the_buyer_chose_goes_before_the_orders():
    order = OrderFactory(user=UserFactory(language="zh-hant"))

    send_confirmation(order)

    assert "/zh-hant/shop/checkout/order/" in mail.outbox[0].body


def test_order_without_an_address_gets_none():
    order = OrderFactory(guest_email="")

    assert not send_confirmation(order)
    assert mail.outbox == []


def test_mail_that_cannot_be_sent_is_sent_the_next_time(monkeypatch):
    order = OrderFactory()

    def refuse(self, *args, **kwargs):
        raise SMTPException

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        with pytest.raises(SMTPException):
            send_confirmation(order)
    assert not OrderMail.objects.exists()

    assert send_confirmation(Order.objects.get(pk=order.pk))
    assert len(mail.outbox) == 1


def test_a_cancelled_order_is_told_once_in_the_readers_language(django_capture_on_commit_callbacks):
    with translation.override("zh-hans"):
        order = OrderFactory(guest_email="ada@example.com")

    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            cancel_order(order)

    _confirmation, letter = mail.outbox
    assert letter.to == ["ada@example.com"]
    assert "/zh-hans/shop/checkout/order/" in letter.body
    assert OrderMail.objects.last().kind == OrderMail.Kind.CANCELLATION
