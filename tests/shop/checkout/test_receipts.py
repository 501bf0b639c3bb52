import pytest
from django.urls import reverse

from shop.order.links import order_from_token, order_link, order_token
from shop.order.services import cancel_order
from tests.shop.checkout.walk import url, walk_to_review
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_thank_you_page_can_be_read_again_by_the_same_browser_only(client, client_of_a_stranger):
    client.post(url("preview"), walk_to_review(client, ProductFactory()))

    assert client.get(url("thank-you")).status_code == 200
    assert client.get(url("thank-you")).status_code == 200
    assert client_of_a_stranger.get(url("thank-you")).url == "/shop/basket/"


def test_signed_link_opens_its_order(client):
    order = OrderFactory()

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
