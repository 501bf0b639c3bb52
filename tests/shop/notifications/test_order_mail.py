from decimal import Decimal

import pytest
from django.utils import translation

from shop.events.services import publish
from shop.mail.kinds import KINDS
from shop.mail.models import Mail
from shop.notifications.order_mail import (
    send_cancellation,
    send_confirmation,
    send_dispatch,
    send_payment_problem,
    send_refund,
)
from shop.order.events import OrderPlaced
from shop.order.links import order_link
from shop.order.services import cancel_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.manual_payments import book_transfer
from tests.shop.catalogue_promotions.factories import sale
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def test_event_delivered_twice_sends_one_mail(django_capture_on_commit_callbacks, letters):
    order = OrderFactory(guest_email="ada@example.com")

    for _delivery in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            publish(OrderPlaced(order_id=order.pk))

    assert [letter.to for letter in letters()] == [["ada@example.com"]]
    assert Mail.objects.get().key == f"order:{order.pk}:confirmation"


def test_mail_says_what_was_bought_and_how_to_pay(letters):
    order = OrderFactory(lines=[(ProductFactory(title="Jar & lid", price="12.50"), 2)])

    assert send_confirmation(order)

    letter = letters()[0]
    html = letter.alternatives[0].content
    assert "2 × Jar & lid: €25.00" in letter.body
    assert "2 × Jar &amp; lid" in html
    assert all("/shop/checkout/order/K" in text for text in (letter.body, html))


def test_user_gets_the_mail_at_the_accounts_address(letters):
    user = UserFactory()

    send_confirmation(OrderFactory(user=user))

    assert letters()[0].to == [user.email]


def test_mail_is_in_the_readers_language(letters):
    with translation.override("zh-hans"):
        order = OrderFactory()

    send_confirmation(order)

    assert "/zh-hans/shop/checkout/order/" in letters()[0].body
    assert translation.get_language() == "en"


def test_the_language_that_the_buyer_chose_goes_before_the_orders(letters):
    order = OrderFactory(user=UserFactory(language="zh-hant"))

    send_confirmation(order)

    assert "/zh-hant/shop/checkout/order/" in letters()[0].body


def test_order_without_an_address_gets_none(letters):
    order = OrderFactory(guest_email="")

    assert not send_confirmation(order)
    assert letters() == []


def test_a_cancelled_order_is_told_once_in_the_readers_language(django_capture_on_commit_callbacks, letters):
    with translation.override("zh-hans"):
        order = OrderFactory(guest_email="ada@example.com")

    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            cancel_order(order)

    _confirmation, letter = letters()
    assert letter.to == ["ada@example.com"]
    assert "/zh-hans/shop/checkout/order/" in letter.body
    assert Mail.objects.first().kind == "order-cancellation"


def test_each_kind_of_mail_about_an_order_has_subject_text_and_html(letters):
    order = OrderFactory(guest_email="ada@example.com")

    assert send_dispatch(order)
    assert send_payment_problem(order, about="1", link="https://shop.example/pay")
    assert not send_payment_problem(order, about="1")
    assert send_refund(order, amount=Decimal("12.50"), about="r1")
    assert send_refund(order, amount=Decimal("1.00"), about="r2")

    dispatch, problem, refund, second = letters()
    assert dispatch.subject == f"Your order {order.number} has been shipped"
    assert "https://shop.example/pay" in problem.body
    assert 'href="https://shop.example/pay"' in problem.alternatives[0].content
    assert "€12.50" in refund.body
    assert "€1.00" in second.body


def texts(letters):
    letter = letters()[-1]
    return letter.body, letter.alternatives[0].content


def test_confirmation_asks_for_money_only_while_it_is_due(letters, settings):
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    waiting = order_by(CardPayment())
    send_confirmation(waiting)
    assert all("/pay/" in text for text in texts(letters))

    paid = order_by(CardPayment())
    book_transfer(paid, amount=paid.total_incl_tax, reference="a")
    send_confirmation(paid)

    for text in texts(letters):
        assert ("/pay/" in text, "It is paid." in text) == (False, True)


def test_confirmation_that_comes_after_the_cancellation_asks_for_no_money(letters):
    order = cancel_order(order_by(BankTransfer()))

    send_confirmation(order)

    assert all("Please transfer the amount" not in text for text in texts(letters))


def test_transfer_is_asked_for_what_is_still_due(letters):
    order = order_by(BankTransfer())
    book_transfer(order, amount=Decimal(20), reference="a")

    send_confirmation(order)

    assert all("Amount: €4.00" in text for text in texts(letters))


@pytest.mark.parametrize("is_paid", [True, False])
def test_cancellation_speaks_of_money_only_where_some_came(letters, is_paid):
    order = order_by(BankTransfer())
    if is_paid:
        book_transfer(order, amount=order.total_incl_tax, reference="a")

    send_cancellation(cancel_order(order))

    for text in texts(letters):
        assert (
            "will be refunded to the original payment method" in text,
            "Nothing was charged." in text,
        ) == (is_paid, not is_paid)


def test_problem_is_told_with_the_way_to_pay_it(letters, settings):
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    card, transfer = order_by(CardPayment()), order_by(BankTransfer())

    send_payment_problem(card, about="1")
    send_payment_problem(transfer, about="1")
    send_confirmation(card)

    first, second, third = (letter.body for letter in letters())
    assert ("/pay/" in first, order_link(card).rpartition(":")[0] in first) == (True, False)
    assert order_link(transfer).split(":")[1] in second
    assert f"/shop/checkout/order/{card.number}:" in third


def test_parcel_that_lacks_pieces_lists_what_is_in_it(letters):
    whole, part = (order_by(BankTransfer(), lines=[(ProductFactory(title="Jar"), 3)]) for _order in range(2))
    part.lines.update(num_cancelled=1)

    send_dispatch(whole)
    send_dispatch(part)
    send_confirmation(part)

    told = [
        [word in letter.alternatives[0].content for word in ("3 × Jar", "2 × Jar", "€72.00")]
        for letter in letters()
    ]
    assert told == [[True, False, True], [False, True, False], [True, False, True]]


@pytest.mark.parametrize("code", [code for code in KINDS.names() if code.startswith("order-")])
def test_preview_shows_the_latest_order_once_there_is_one(code):
    assert KINDS[code].sample() is None

    order = OrderFactory()

    assert (KINDS[code].sample()["order"], KINDS[code].sample()["amount"]) == (order, order.total_incl_tax)


def test_confirmation_shows_the_price_before_a_sale_struck(letters):
    product = ProductFactory(title="Jar", price="20.00")
    sale(value=Decimal(25))
    order = OrderFactory(lines=[(product, 2)], guest_email="mei@example.com")

    send_confirmation(order)

    (letter,) = letters()
    html = letter.alternatives[0].content
    assert "2 × Jar: €30.00 (Before: €40.00)" in letter.body
    assert "€40.00</s>" in html
