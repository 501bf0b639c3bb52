import pytest
from django.urls import reverse

from shop.order.models import Order
from tests.shop.checkout.walk import ADDRESS, fill_basket, review, url
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "a-long-passphrase"


@pytest.fixture(autouse=True)
def country():
    return CountryFactory(display_order=1)


def let_session_expire(client):
    client.session.delete()
    del client.cookies["sessionid"]


def test_guest_goes_on_after_the_session_expired(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    client.post(url("shipping-address"), ADDRESS)
    let_session_expire(client)

    assert client.post(url("shipping-method"), {"method_code": "express"}).url == url("payment-method")
    client.post(url("payment-method"), {"method": "bank-transfer"})
    client.post(url("preview"), review(client))

    order = Order.objects.get()
    assert (order.guest_email, order.shipping_address.line1, order.shipping_code) == (
        "ada@example.com",
        ADDRESS["line1"],
        "express",
    )


def test_user_who_was_logged_out_in_the_middle_finds_all_that_was_typed(client):
    user = UserFactory(email="ada@example.com")
    client.force_login(user)
    fill_basket(client, ProductFactory())
    let_session_expire(client)

    answer = client.post(url("shipping-address"), {**ADDRESS, "as_user": "1"})
    assert answer.url == f"{reverse('account_login')}?next={url('shipping-address')}"
    client.force_login(user)  # keeps the session, as logging in does

    form = client.get(url("shipping-address")).context["form"]
    assert {name: form[name].value() for name in ADDRESS} == ADDRESS


def test_user_who_was_logged_out_on_the_review_orders_what_stood_there(client):
    user = UserFactory(email="ada@example.com")
    client.force_login(user)
    fill_basket(client, ProductFactory())
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "express"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    sent = review(client)
    let_session_expire(client)

    answer = client.post(url("preview"), {**sent, "note": "Ring twice", "as_user": "1"})
    assert answer.url == f"{reverse('account_login')}?next={url('preview')}"
    assert not Order.objects.exists()
    client.force_login(user)  # keeps the session, as logging in does

    assert client.get(url("preview")).context["note_form"]["note"].value() == "Ring twice"
    client.post(url("preview"), {**review(client), "note": "Ring twice", "as_user": "1"})
    order = Order.objects.get()
    assert (order.shipping_address.line1, order.shipping_code) == (ADDRESS["line1"], "express")


def test_answers_of_an_account_come_back_to_nobody_else(client):
    client.force_login(UserFactory())
    fill_basket(client, ProductFactory())
    client.post(url("shipping-address"), ADDRESS)
    let_session_expire(client)
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "somebody@example.com"})

    form = client.get(url("shipping-address")).context["form"]
    assert form["line1"].value() is None


def test_forged_draft_is_left_alone(client):
    fill_basket(client, ProductFactory())
    client.cookies["kiln_checkout"] = "forged"

    assert client.get(url("index")).context["form"]["email"].value() == ""


def test_draft_goes_with_the_order(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    assert client.cookies["kiln_checkout"].value
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    client.post(url("preview"), {**review(client), "note": "No rush"})

    assert client.cookies["kiln_checkout"].value == ""
    assert Order.objects.get().notes.get().message == "No rush"
    assert "No rush" in client.get(url("thank-you")).content.decode()
