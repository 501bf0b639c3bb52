"""A guest picks up: a bill instead of a parcel, the tax of the place, stock of the place; and delivery days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from shop.order.models import Order
from shop.shipping.deliveries import delivery_for
from shop.shipping.models import DeliveryZone
from shop.shipping.order_models import DeliveryDay
from tests.shop.checkout.walk import ADDRESS, fill_basket, review, url, words
from tests.shop.factories import CountryFactory
from tests.shop.shipping.pickup_world import picked_up, point, shipped
from tests.shop.stock.factories import levels, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(autouse=True)
def methods():
    picked_up()
    shipped()


def to_address(client, product):
    fill_basket(client, product)
    client.post(url("index"), {"email": "ada@example.com"})
    return client.get(url("shipping-address"))


def to_pickup(client, product, bill=ADDRESS):
    """Choose to pick up and give who is billed."""
    to_address(client, product)
    client.post(url("shipping-address"), {"receive": "pickup"})
    client.post(url("shipping-address"), bill)
    return client.get(url("shipping-method"))


def order_at(client, choice):
    client.post(url("shipping-method"), {"method_code": choice})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    return client.post(url("preview"), review(client))


@time_machine.travel(MONDAY, tick=False)
def test_a_guest_picks_up_without_a_delivery_address(client):
    place = point()
    product = stocked({place: 3})

    page = to_pickup(client, product)
    (row,) = page.context["choices"]
    body = page.content.decode()
    assert all(text in body for text in ("Markt 1", "04109 Leipzig", "Mon-Fri 10-18", "30 November"))
    placed = order_at(client, row.choice)

    order = Order.objects.get()
    assert placed.url == url("thank-you")
    assert (order.shipping_address, order.billing_address.line1) == (None, "Am Brennofen 1")
    assert (order.shipping_code, order.shipping_incl_tax, order.tax_country) == ("pickup", 0, "DE")
    assert delivery_for(order).pickup_point == place
    assert levels(product) == {"shop": (3, 1)}
    assert "Expected to be ready on" in client.get(url("thank-you")).content.decode()


def test_tax_is_that_of_the_place_and_not_of_the_bill(client):
    CountryFactory(iso_3166_1_a2="FR", iso_3166_1_a3="FRA", printable_name="France", name="France")
    place = point()
    bill = {**ADDRESS, "country": "FR", "postcode": "75003", "line4": "Paris"}

    page = to_pickup(client, stocked({place: 1}), bill)
    order_at(client, page.context["choices"][0].choice)

    order = Order.objects.get()
    assert (order.tax_country, order.billing_address.country_id) == ("DE", "FR")


def test_who_is_billed_may_live_where_we_do_not_send(client):
    CountryFactory(
        iso_3166_1_a2="US", iso_3166_1_a3="USA", printable_name="USA", name="USA", is_shipping_country=False
    )
    place = point()
    bill = {**ADDRESS, "country": "US", "postcode": "10001", "line4": "New York", "state": "NY"}

    page = to_pickup(client, stocked({place: 1}), bill)

    assert page.status_code == 200
    assert [row.point for row in page.context["choices"]] == [place]


def test_back_to_delivery_keeps_what_was_typed_and_forgets_the_place(client):
    place = point()
    page = to_pickup(client, stocked({place: 1}))
    client.post(url("shipping-method"), {"method_code": page.context["choices"][0].choice})

    client.post(url("shipping-address"), {"receive": "ship"})
    page = client.get(url("shipping-address"))

    assert page.context["form"].initial["line1"] == "Am Brennofen 1"
    assert page.context["shipping_method"] is None
    assert client.get(url("shipping-method")).url == url("payment-method")
    assert client.get(url("payment-method")).context["shipping_method"].code == "parcel"


@pytest.mark.parametrize("choice", ["pickup@0", "pickup", "parcel", "pickup@1@2"])
def test_a_place_that_is_none_is_refused(client, choice):
    to_pickup(client, stocked({point(): 1}))

    answer = client.post(url("shipping-method"), {"method_code": choice})

    assert set(answer.context["form"].errors) == {"method_code"}


def test_a_place_that_shut_meanwhile_is_asked_for_again(client):
    place = point()
    page = to_pickup(client, stocked({place: 1}))
    client.post(url("shipping-method"), {"method_code": page.context["choices"][0].choice})
    place.is_pickup = False
    place.save()

    assert client.get(url("payment-method")).url == url("shipping-method")
    answer = client.get(url("shipping-method"), follow=True)
    assert answer.redirect_chain[-1][0] == url("shipping-address")
    assert not answer.context["is_pickup"]


def test_a_shop_without_pickup_does_not_offer_it(client):
    page = to_address(client, stocked({point(is_pickup=False): 1}))

    assert b"receive-pickup" not in page.content
    client.post(url("shipping-address"), {"receive": "pickup"})
    assert not client.get(url("shipping-address")).context["is_pickup"]


def test_a_billing_address_is_needed(client):
    place = point()
    to_address(client, stocked({place: 1}))
    client.post(url("shipping-address"), {"receive": "pickup"})

    assert client.get(url("payment-method")).url == url("shipping-address")
    refused = client.post(url("shipping-address"), {**ADDRESS, "line1": ""})
    assert refused.context["form"].errors == {"line1": ["This is needed for the invoice."]}


@time_machine.travel(MONDAY, tick=False)
def test_the_day_chosen_is_kept_on_the_order(client):
    shipped("van", where=_other_zone(), offers_days=True, days_shown=3, daily_capacity=1)
    product = stocked({point(): 5})
    _to_delivery(client, product)

    client.post(url("shipping-method"), {"method_code": "van", "day-van": "2026-12-04"})
    assert client.get(url("payment-method")).context["shipping_method"].day == date(2026, 12, 4)
    client.post(url("payment-method"), {"method": "bank-transfer"})
    client.post(url("preview"), review(client))

    assert delivery_for(Order.objects.get()).delivery_day == date(2026, 12, 4)
    assert DeliveryDay.objects.get().booked == 1
    assert "4 December" in client.get(url("thank-you")).content.decode()


@time_machine.travel(MONDAY, tick=False)
def test_who_is_late_for_the_last_delivery_chooses_another_day(client):
    van = shipped("van", where=_other_zone(), offers_days=True, days_shown=3, daily_capacity=1)
    _to_delivery(client, stocked({point(): 5}))
    client.post(url("shipping-method"), {"method_code": "van", "day-van": "2026-12-04"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    sent = review(client)
    DeliveryDay.objects.create(option=van, day=date(2026, 12, 4), capacity=1, booked=1)

    late = client.post(url("preview"), sent, follow=True)

    assert (Order.objects.count(), late.redirect_chain[-1][0]) == (0, url("shipping-method"))
    assert words(late)
    days = {row.choice: row.days for row in late.context["choices"]}
    assert days["van"] == [date(2026, 12, 2), date(2026, 12, 3)]


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize("typed", ["2026-12-06", "tomorrow", "2026-13-45"])
def test_a_day_that_is_not_offered_is_refused(client, typed):
    shipped("van", where=_other_zone(), offers_days=True, days_shown=3)
    _to_delivery(client, stocked({point(): 5}))

    answer = client.post(url("shipping-method"), {"method_code": "van", "day-van": typed})

    assert answer.context["form"].errors == {
        "method_code": ["This day is no longer available. Choose another delivery day."]
    }


def _other_zone():

    return DeliveryZone.objects.get()


def _to_delivery(client, product):
    to_address(client, product)
    client.post(url("shipping-address"), ADDRESS)
