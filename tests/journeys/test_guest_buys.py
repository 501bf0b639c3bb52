"""From the product to the thank-you page, as a guest and as a user, through the real pages."""

from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from shop.basket.models import Basket
from shop.events.models import Delivery
from shop.order.models import Order
from tests.shop.factories import (
    CountryFactory,
    ProductFactory,
    UserAddressFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "Potter",
    "line1": "Am Brennofen 1",
    "line2": "",
    "postcode": "01662",
    "line4": "Meissen",
    "state": "",
    "phone_number": "03521 3296645",
    "notes": "Ring twice",
}


@pytest.fixture(autouse=True)
def country():
    return CountryFactory(display_order=1)


@pytest.fixture
def product():
    return ProductFactory(title="Tide floor vase", price="29.90", num_in_stock=5)


def step(client, name, **data):
    """Post one step and return the name of the next one."""
    shown = client.get(reverse(f"checkout:{name}"))
    assert shown.status_code == 200
    response = client.post(reverse(f"checkout:{name}"), data)
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def place(client):
    page = client.get(reverse("checkout:preview"))
    sent = {key: page.context[key] for key in ("order_number", "fingerprint")}
    return client.post(reverse("checkout:preview"), sent), sent


def test_guest_buys(client, product, django_capture_on_commit_callbacks, settings):
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 2})

    assert step(client, "index", email="Ada@Example.COM") == reverse("checkout:shipping-address")
    assert step(client, "shipping-address", **ADDRESS) == reverse("checkout:shipping-method")
    assert step(client, "shipping-method", method_code="standard") == reverse("checkout:payment-method")
    assert step(client, "payment-method", method="bank-transfer") == reverse("checkout:preview")
    with django_capture_on_commit_callbacks(execute=True):
        response, sent = place(client)

    assert response.url == reverse("checkout:thank-you")
    order = Order.objects.get()
    assert order.number == sent["order_number"]
    assert (order.status, order.user, order.email) == ("Pending payment", None, "Ada@example.com")
    assert order.total_incl_tax == Decimal("65.80")
    assert order.total_incl_tax - order.total_excl_tax == Decimal("9.55") + Decimal("0.96")
    assert [(line.title, line.quantity, line.line_price_incl_tax) for line in order.lines.all()] == [
        ("Tide floor vase", 2, Decimal("59.80"))
    ]
    assert order.shipping_address.phone_number == "+4935213296645"
    assert order.billing_address.line1 == order.shipping_address.line1
    source = order.sources.get()
    assert (source.amount_allocated, source.reference) == (order.total_incl_tax, order.number)
    assert product.stockrecords.get().num_allocated == 2
    assert Basket.objects.get().status == Basket.SUBMITTED

    page = client.get(reverse("checkout:thank-you"))
    assert page.context["order"] == order
    assert (page.context["account"], page.context["reference"]) == (settings.KILN_BANK_ACCOUNT, order.number)

    assert not Delivery.objects.exclude(done_at=None).filter(error__gt="").exists()
    letter = mail.outbox[0]
    assert letter.to == ["Ada@example.com"]
    assert letter.subject == f"Your order {order.number} at Kiln"
    link = next(word for word in letter.body.split() if "/order/" in word)
    assert client.get(link.replace(settings.KILN_BASE_URL, "")).context["order"] == order


def test_user_buys_with_an_address_of_the_book(client, product):
    user = UserFactory()
    address = UserAddressFactory(user=user)
    client.force_login(user)
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})

    assert client.get(reverse("checkout:index")).url == reverse("checkout:shipping-address")
    step(client, "shipping-address", address_id=address.pk)
    step(client, "shipping-method", method_code="express")
    step(client, "payment-method", method="bank-transfer")
    response, _sent = place(client)

    assert response.url == reverse("checkout:thank-you")
    order = Order.objects.get()
    assert (order.user, order.guest_email) == (user, "")
    assert order.total_incl_tax == Decimal("43.90")
    assert order.shipping_code == "express"
    assert client.get(reverse("customer:order", args=[order.number])).status_code == 200
