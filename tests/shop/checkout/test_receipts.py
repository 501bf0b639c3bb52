from decimal import Decimal

import pytest
from django.urls import reverse

from shop.order.links import order_from_token, order_link, order_token
from shop.order.services import cancel_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.manual_payments import book_transfer
from shop.payments.refunds import request_refund
from shop.payments.services import cancel
from shop.trade_credit.on_account import OnAccount
from tests.shop.checkout.walk import url, walk_to_review
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.payments.kit import order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_thank_you_page_can_be_read_again_by_the_same_browser_only(client, client_of_a_stranger):
    client.post(url("preview"), walk_to_review(client, ProductFactory()))

    assert client.get(url("thank-you")).status_code == 200
    assert client.get(url("thank-you")).status_code == 200
    assert client_of_a_stranger.get(url("thank-you")).url == "/shop/basket/"


def test_signed_link_opens_its_order(client):
    OrderFactory()
    order = OrderFactory()
    OrderFactory()

    page = client.get(url("order", order_token(order)))

    assert page.context["order"] == order
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_link_that_is_not_ours_opens_nothing(client):
    order = OrderFactory()
    token = order_token(order)

    for wrong in (order.number, token[:-1] + ("A" if token[-1] != "A" else "B"), f"{order.number}:x:y"):
        assert client.get(url("order", wrong)).status_code == 404


def test_link_wears_out(settings):
    token = order_token(OrderFactory())
    settings.KILN_ORDER_LINK_DAYS = -1

    assert order_from_token(token) is None


def test_link_is_a_full_address(settings):
    settings.KILN_BASE_URL = "https://kiln.example/"

    assert order_link(OrderFactory()).startswith("https://kiln.example/shop/checkout/order/K")


def test_cancelled_order_asks_for_no_money(client):
    order = cancel_order(OrderFactory())

    page = client.get(url("order", order_token(order)))

    assert page.context["instructions"] == ""


def test_orders_of_others_are_not_found_by_their_number(client):
    order = OrderFactory(user=UserFactory())
    client.force_login(UserFactory())

    assert client.get(reverse("customer:order", args=[order.number])).status_code == 404


def test_order_by_number_needs_the_signature_and_the_email(client):
    order = OrderFactory(guest_email="ada@example.com")
    right = {"order_number": order.number, "hash": order.verification_hash()}

    wrong = client.get(reverse("customer:anon-order", kwargs={**right, "hash": "x:y"}))
    asked = client.get(reverse("customer:anon-order", kwargs=right))

    assert wrong.status_code in {302, 404}
    assert asked.status_code == 302


def seen(client, order):
    """What the browser that placed an order, and whoever has its link, read."""
    session = client.session
    session["checkout_order_id"] = order.pk
    session.save()
    return [client.get(url("thank-you")), client.get(url("order", order_token(order)))]


def test_nobody_is_thanked_for_an_order_that_was_called_off(client):
    order = cancel_order(order_by(BankTransfer()))

    thanks, page = seen(client, order)

    assert "Thank you" not in thanks.content.decode()
    assert "Order confirmed" not in thanks.content.decode()
    for each in (thanks, page):
        assert "Nothing was charged." in each.content.decode()
        assert each.context["instructions"] == ""


def test_cancelled_buyer_reads_that_the_money_goes_back(client):
    order = order_by(BankTransfer())
    book_transfer(order, amount=order.total_incl_tax, reference="a")
    cancel(order)

    for page in seen(client, order):
        assert (
            "Your full payment of €24.00 will be refunded to the original payment method."
            in page.content.decode()
        )


def test_pay_page_of_a_cancelled_order_leads_to_the_truth(client):
    order = cancel_order(order_by(CardPayment()))
    seen(client, order)

    page = client.get(url("pay", order.number), follow=True)

    assert "This order is cancelled" in page.content.decode()


def test_part_that_went_back_is_told_with_its_pieces(client):
    order = order_by(BankTransfer(), lines=[(ProductFactory(price="10.00"), 5)])
    book_transfer(order, amount=order.total_incl_tax, reference="a")
    request_refund(order, key="a", pieces={order.lines.get().pk: 3})

    for page in seen(client, order):
        text = page.content.decode()
        assert "€30.00 of your payment will be refunded." in text
        assert "3 of them are not shipped and will be refunded." in text


def test_part_that_came_leaves_the_rest_to_be_paid(client):
    order = order_by(BankTransfer())
    book_transfer(order, amount=Decimal(20), reference="a")

    for page in seen(client, order):
        assert "€20.00 received, €4.00 still due." in page.content.decode()
        assert page.context["outstanding"] == 4


@pytest.mark.parametrize("is_paid", [True, False])
def test_nobody_is_asked_for_money_that_has_come(client, is_paid):
    order = order_by(BankTransfer())
    if is_paid:
        book_transfer(order, amount=order.total_incl_tax, reference="a")

    for page in seen(client, order):
        assert page.context["instructions"] == ("" if is_paid else "payments/bank_transfer.html")


def test_company_reads_what_it_owes_until_it_has_paid(client):
    order = order_by(OnAccount())
    assert [page.context["instructions"] for page in seen(client, order)] == ["payments/on_account.html"] * 2

    book_transfer(order, amount=order.total_incl_tax, reference="a")

    assert [page.context["instructions"] for page in seen(client, order)] == ["", ""]


def test_note_that_is_shown_is_the_buyers(client):
    order = OrderFactory()
    order.notes.create(note_type="System", message="Packed in a hurry.")

    before = [page.context["note"] for page in seen(client, order)]
    note = order.notes.create(note_type="Buyer", message="Ring twice.")

    assert before == [None, None]
    assert [page.context["note"] for page in seen(client, order)] == [note, note]


def test_thank_you_page_shows_the_order_of_this_browser(client):
    orders = [OrderFactory() for _order in range(3)]

    assert [page.context["order"] for page in seen(client, orders[1])] == [orders[1]] * 2
