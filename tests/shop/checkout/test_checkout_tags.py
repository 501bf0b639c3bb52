"""How basket, checkout and orders write addresses and sums."""

from types import SimpleNamespace

import pytest

from shop.checkout.templatetags.checkout_tags import (
    address_lines,
    arrival,
    charge_shown,
    order_totals_tag,
    ordered_shown,
    state_words,
)
from shop.order.models import Order
from shop.shipping.methods import Standard
from tests.shop.factories import CountryFactory, OrderFactory, ShippingAddressFactory

WRITTEN = {"line1": "1 Kiln Road", "line2": " ", "line3": "Old Town", "line4": "Perth", "state": "WA"}


@pytest.mark.parametrize(
    ("country", "lines"),
    [
        ("DE", ["Ada Potter", "1 Kiln Road", "Old Town", "6000 Perth", "WA", "Germany"]),
        ("AU", ["Ada Potter", "1 Kiln Road", "Old Town", "Perth, WA 6000", "Australia"]),
        ("CN", ["China", "6000 WAPerthOld Town", "1 Kiln Road", "Ada Potter"]),
    ],
)
@pytest.mark.django_db
def test_address_is_written_as_its_country_does(country, lines):
    country = CountryFactory(iso_3166_1_a2=country, printable_name=country)

    address = ShippingAddressFactory.build(country=country, postcode="6000", **WRITTEN)

    assert address_lines(address) == lines


@pytest.mark.django_db
def test_address_without_a_line_leaves_it_out():
    address = ShippingAddressFactory.build(country=CountryFactory(), line2=None, line3="", state="")

    assert address_lines(address) == ["Ada Potter", "Am Brennofen 1", "01662 Meissen", "Germany"]


@pytest.mark.parametrize(("shows_net", "amount"), [(True, 10), (False, 12)])
def test_sums_are_net_or_gross(shows_net, amount):
    line = SimpleNamespace(line_price_excl_tax=10, line_price_incl_tax=12)
    charge = SimpleNamespace(excl_tax=10, incl_tax=12)

    assert (ordered_shown(line, shows_net), charge_shown(charge, shows_net)) == (amount, amount)


@pytest.mark.parametrize(("gross", "expected"), [(True, False), (False, True)])
@pytest.mark.django_db
def test_order_is_shown_net_unless_everybody_reads_it(gross, expected):
    order = OrderFactory()
    order.shows_net = True

    assert order_totals_tag(order, gross=gross).shows_net is expected


def test_arrival_is_known_of_what_is_sent():
    assert arrival(Standard()) == Standard().arrives_on()
    assert arrival(SimpleNamespace()) is None


def test_state_of_an_order_is_a_sentence():
    words = [state_words(Order(status=status)) for status in ("Paid", "Cancelled", "Other")]

    assert words == ["It is paid and will be shipped.", "It was cancelled.", ""]
