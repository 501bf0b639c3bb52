"""One order to several addresses: what goes where, at which price, refused in words where it cannot be."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from shop.b2b.models import CompanyLocation
from shop.fulfilment.models import Shipment
from shop.fulfilment.services import plan_shipments
from shop.order.models import Order
from shop.order.services import mark_order_paid
from shop.shipping.models import OrderDestination
from shop.time_zones import shop_day
from tests.shop.checkout.walk import ADDRESS, review, url, walk_to_review, words
from tests.shop.factories import CountryFactory, ProductFactory, UserAddressFactory
from tests.shop.shopping_lists.factories import a_buyer, a_company

pytestmark = pytest.mark.django_db
OTHER = {**ADDRESS, "line1": "Hafenstrasse 2", "postcode": "20359", "line4": "Hamburg"}


def line_of(client):
    return client.get(reverse("basket:summary")).context["summary"].rows[0].pk


def add(client, address=None):
    return client.post(url("split"), {**(address or OTHER), "add_new": "1"}, follow=True)


def go_on(client, pieces, **more):
    typed = {f"pieces-{index}-{line}": str(number) for (index, line), number in pieces.items()}
    return client.post(url("split"), {**typed, "go_on": "1", **more}, follow=True)


def place(client):
    client.post(url("preview"), review(client))
    return Order.objects.get()


@pytest.fixture
def bowl():
    return ProductFactory(title="Bowl", price="10.00", num_in_stock=20)


def test_order_goes_to_two_addresses_at_the_price_of_both(client, bowl):
    walk_to_review(client, bowl, quantity=5)
    line = line_of(client)
    one = client.get(url("preview")).context["totals"].delivery

    add(client)
    wished = shop_day() + timedelta(days=20)
    page = go_on(client, {(0, line): 2}, **{"day-0": wished.isoformat()})
    assert [consignment.charge.incl_tax for consignment in page.context["consignments"]] == [one, one]

    text = client.get(url("preview")).content.decode()
    assert "Hafenstrasse 2" in text
    order = place(client)

    assert order.shipping_incl_tax == 2 * one
    assert order.total_incl_tax == Decimal("50.00") + 2 * one
    rows = OrderDestination.objects.order_by("position")
    assert [(each.address.line1, each.charge_incl_tax, each.wished_on) for each in rows] == [
        ("Am Brennofen 1", one, None),
        ("Hafenstrasse 2", one, wished),
    ]
    assert [each.lines.get().quantity for each in rows] == [3, 2]
    assert rows[0].address == order.shipping_address
    assert "Hafenstrasse 2" in client.get(url("thank-you")).content.decode()


def test_shipments_are_planned_for_each_address_and_follow_what_is_called_off(client, bowl):
    walk_to_review(client, bowl, quantity=5)
    line = line_of(client)
    add(client)
    go_on(client, {(0, line): 2})
    order = place(client)
    mark_order_paid(order)

    shipments = plan_shipments(order)
    assert [(each.address.line4, each.units) for each in shipments] == [("Meissen", 3), ("Hamburg", 2)]
    assert plan_shipments(order) == shipments

    order.lines.update(num_cancelled=1)
    assert [(each.address.line4, each.units) for each in plan_shipments(order)] == [
        ("Meissen", 3),
        ("Hamburg", 1),
    ]
    assert Shipment.objects.count() == 2


def test_everything_may_go_elsewhere_and_back_to_one_address(client, bowl):
    walk_to_review(client, bowl, quantity=5)
    line = line_of(client)
    add(client)
    page = go_on(client, {(0, line): 5})
    assert [consignment.destination.address.line4 for consignment in page.context["consignments"]] == [
        "Hamburg"
    ]

    client.post(url("split"), {"one": "1"})
    order = place(client)
    assert not OrderDestination.objects.exists()
    assert order.shipping_address.line4 == "Meissen"


@pytest.mark.parametrize(
    ("typed", "says"), [({(0, 0): 6}, "More of “Bowl”"), ({(0, 0): "x"}, "whole number of pieces")]
)
def test_more_pieces_than_there_are_and_no_numbers_are_refused_and_kept(client, bowl, typed, says):
    walk_to_review(client, bowl, quantity=5)
    line = line_of(client)
    add(client)

    page = go_on(client, {(index, line): number for (index, _line), number in typed.items()})

    assert page.status_code == 422
    assert says in page.content.decode()
    assert f'value="{next(iter(typed.values()))}"' in page.content.decode()


def test_day_that_is_over_is_refused(client, bowl):
    walk_to_review(client, bowl, quantity=5)
    line = line_of(client)
    add(client)

    page = go_on(client, {(0, line): 1}, **{"day-0": (shop_day() - timedelta(days=1)).isoformat()})

    assert "today or a later day" in page.content.decode()


def test_address_with_another_tax_is_refused_in_words(client, bowl):
    CountryFactory(iso_3166_1_a2="FR", iso_3166_1_a3="FRA", printable_name="France", name="France")
    walk_to_review(client, bowl, quantity=5)

    page = add(client, {**OTHER, "country": "FR", "postcode": "75001", "line4": "Paris"})

    assert page.status_code == 422
    assert "taxed differently" in page.content.decode()
    assert "own for them" in page.content.decode()


def test_basket_that_has_shrunk_is_split_anew(client, bowl):
    walk_to_review(client, bowl, quantity=5)
    line = line_of(client)
    add(client)
    go_on(client, {(0, line): 4})
    client.post(reverse("basket:line", args=[line]), {"quantity": 2})

    page = client.get(url("shipping-method"), follow=True)

    assert page.redirect_chain[-1][0] == url("split")
    assert any("look at them again" in each for each in words(page))


def test_own_addresses_and_company_locations_are_offered_and_others_are_not_there(client, bowl):
    company = a_company()
    buyer = a_buyer(company)
    client.force_login(buyer)
    walk_to_review(client, bowl, quantity=5)
    country = CountryFactory()
    mine, theirs = UserAddressFactory(user=buyer, line4="Bonn"), UserAddressFactory(line4="Ulm")
    place = {"line1": "Kai 1", "line4": "Kiel", "postcode": "24103", "country": country}
    ours = CompanyLocation.objects.create(company=company, name="Kiel", **place)
    strange = CompanyLocation.objects.create(company=a_company("Other"), name="Kiel", **place)

    for choice, status in (
        (f"own:{mine.pk}", 302),
        (f"location:{ours.pk}", 302),
        (f"own:{theirs.pk}", 404),
        (f"location:{strange.pk}", 404),
    ):
        assert client.post(url("split"), {"add": "1", "address": choice}).status_code == status
    shown = client.get(url("split")).context["destinations"]
    assert [each.address.line4 for each, _rows in shown] == ["Bonn", "Kiel"]
    client.post(url("split"), {"remove": "0"})
    shown = client.get(url("split")).context["destinations"]
    assert [each.address.line4 for each, _rows in shown] == ["Kiel"]
