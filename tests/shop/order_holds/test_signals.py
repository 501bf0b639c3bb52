from datetime import timedelta
from decimal import Decimal

import pytest

from shop.order.events import OrderPlaced
from shop.order.models import BillingAddress, Order
from shop.order_holds.models import HoldSettings, OrderHold
from shop.order_holds.queries import open_holds
from shop.order_holds.subscribers import on_order_placed
from tests.shop.factories import CountryFactory, OrderFactory, ShippingAddressFactory

pytestmark = pytest.mark.django_db


def set_to(**values):
    HoldSettings.objects.update_or_create(pk=1, defaults=values)


def look_at(order):
    on_order_placed(OrderPlaced(order_id=order.pk))
    return [(hold.signal, hold.kind, hold.reason) for hold in open_holds(order)]


def test_nothing_holds_until_staff_say_so():
    assert look_at(OrderFactory()) == []


def test_invoice_and_parcel_to_two_countries():
    set_to(holds_other_country=True)
    austria = CountryFactory(
        iso_3166_1_a2="AT", iso_3166_1_a3="AUT", name="Austria", printable_name="Austria"
    )
    billing = BillingAddress.objects.create(last_name="Potter", line1="Ring 1", country=austria)
    same = OrderFactory()
    other = OrderFactory(billing_address=billing, shipping_address=ShippingAddressFactory())

    assert look_at(same) == []
    assert look_at(other) == [
        ("other-country", "address", "The invoice goes to Austria, the parcel to Germany.")
    ]
    assert look_at(other) == look_at(other)
    assert OrderHold.objects.count() == 1


@pytest.mark.parametrize(("limit", "held"), [("24.00", True), ("24.01", False)], ids=["reached", "below"])
def test_large_first_order(limit, held):
    set_to(first_order_above=Decimal(limit))
    first = OrderFactory(guest_email="New@example.com")
    second = OrderFactory(guest_email="new@example.com")

    assert [bool(look_at(order)) for order in (first, second)] == [held, False]


def test_many_orders_in_a_day():
    set_to(orders_a_day=2)
    first, second = (OrderFactory(guest_email="a@example.com") for _each in range(2))
    Order.objects.filter(pk=first.pk).update(date_placed=second.date_placed - timedelta(hours=23))
    assert look_at(second) == [("many-orders", "fraud", "Orders of this customer within 24 hours: 2.")]

    third = OrderFactory(guest_email="b@example.com")
    assert look_at(third) == []


def test_orders_without_an_address_are_not_one_persons():
    set_to(orders_a_day=2)
    _first, second = (OrderFactory(guest_email="") for _each in range(2))

    assert look_at(second) == []


def test_refused_cards(settings):
    set_to(most_failed_payments=2)
    order = OrderFactory()
    for number in range(2):
        assert look_at(order) == []
        order.charges.create(
            method="card", reference=f"ch_{number}", amount=24, currency="EUR", state="failed"
        )

    assert look_at(order) == [("failed-payments", "payment", "Payments refused before one went through: 2.")]
