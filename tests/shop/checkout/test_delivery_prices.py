"""Prices of delivery that staff change while somebody is in the checkout."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages

from shop.order.models import Order
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryZone
from shop.shipping.table import STORED_DELIVERY
from tests.shop.checkout.walk import review, url, walk_to_review
from tests.shop.factories import CountryFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def parcel():
    """The one method of the shop, as staff entered it, with its price at home."""
    home = DeliveryZone.objects.create(name="Home")
    home.countries.set([CountryFactory(display_order=1)])
    post = DeliveryOption.objects.create(code="standard", name_en="Post")
    return DeliveryRate.objects.create(option=post, zone=home, price="4.90", working_days=2)


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_delivery_that_costs_more_meanwhile_is_shown_before_it_is_ordered(client, parcel):
    sent = walk_to_review(client, ProductFactory(price="24.00"))
    parcel.price = "9.90"
    parcel.save()

    response = client.post(url("preview"), sent)

    assert response.url == url("preview")
    assert (
        words(response)[-1] == "Something has changed since you last looked. Please check your order again."
    )
    assert not Order.objects.exists()
    client.post(url("preview"), review(client))
    order = Order.objects.get()
    assert (order.shipping_incl_tax, order.shipping_method) == (Decimal("9.90"), "Post")
    parcel.option.name_en = "Parcel"
    parcel.option.save()
    order.refresh_from_db()
    assert (order.shipping_incl_tax, order.shipping_method) == (Decimal("9.90"), "Post")


def test_price_that_another_process_changed_a_moment_ago_is_seen(client, parcel):
    """This process keeps prices; every request looks whether they hold, and no order goes by older ones."""
    sent = walk_to_review(client, ProductFactory(price="24.00"))
    kept = STORED_DELIVERY._kept
    DeliveryRate.objects.update(price="9.90")
    STORED_DELIVERY.refresh()  # what the other process puts into the shared cache
    STORED_DELIVERY._kept = kept

    assert client.post(url("preview"), sent).url == url("preview")
    assert not Order.objects.exists()


def test_method_that_is_offered_no_more_is_chosen_anew(client, parcel):
    sent = walk_to_review(client, ProductFactory(price="24.00"))
    other = DeliveryOption.objects.create(code="bike", name_en="Bike")
    DeliveryRate.objects.create(option=other, zone=parcel.zone, price="3", working_days=1)
    parcel.option.is_enabled = False
    parcel.option.save()

    response = client.post(url("preview"), sent)

    assert response.status_code == 302
    assert not Order.objects.exists()
