import pytest

from shop.order.models import Order
from tests.shop.b2b.factories import CompanyFactory, CompanyLocationFactory, member
from tests.shop.checkout.walk import fill_basket, review, url, walk_to_review
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture(autouse=True)
def country():
    return CountryFactory(display_order=1)


@pytest.fixture
def company():
    return CompanyFactory(name="Harbour Kitchens")


@pytest.fixture
def buyer(client, company):
    user = UserFactory(first_name="Jonas", last_name="Beck")
    contact = member(company, user=user)
    client.force_login(user)
    fill_basket(client, ProductFactory())
    return contact


def place(client, company, **fields):
    return CompanyLocationFactory(company=company, country=CountryFactory(), **fields)


def choose(client, location):
    return client.post(url("shipping-address"), {"location_id": str(location.pk)})


def address_chosen(client):
    return client.get(url("shipping-method")).context["shipping_address"]


def test_goods_go_to_a_location_of_the_company(client, company, buyer):
    location = place(client, company, line2="Gate 3", notes="Ring twice", phone_number="+4930123456")

    assert choose(client, location).status_code == 302

    address = address_chosen(client)
    assert (address.name, address.line1, address.line2) == ("Jonas Beck", "Kai 7", "Harbour Kitchens, Gate 3")
    assert (address.notes, str(address.phone_number)) == ("Ring twice", "+4930123456")


def test_who_receives_there_stands_on_the_parcel(client, company, buyer):
    choose(client, place(client, company, first_name="Ida", last_name="Berg"))

    assert address_chosen(client).name == "Ida Berg"


def test_the_usual_location_is_ticked_and_what_cannot_be_sent_to_is_not_shown(client, company, buyer):
    place(client, company, name="A")
    usual = place(client, company, name="B")
    place(client, company, name="C", is_active=False)
    place(client, company, name="D", is_shipping=False)
    buyer.location = usual
    buyer.save()

    context = client.get(url("shipping-address")).context

    assert [location.name for location in context["locations"]] == ["A", "B"]
    assert context["chosen_location"] == usual.pk


def test_a_location_of_another_company_is_not_there(client, company, buyer):
    theirs = place(client, CompanyFactory())

    assert choose(client, theirs).status_code == 404


def test_who_acts_for_no_company_chooses_none(client, company):
    client.force_login(UserFactory())
    fill_basket(client, ProductFactory())

    assert choose(client, place(client, company)).status_code == 404
    assert client.get(url("shipping-address")).context["locations"] == []


def test_who_left_meanwhile_is_asked_where_it_goes(client, company, buyer):
    choose(client, place(client, company))
    buyer.is_active = False
    buyer.save()

    assert client.get(url("shipping-method")).url == url("shipping-address")


def test_the_order_holds_the_address_of_then(client, company, buyer):
    location = place(client, company)
    walk_to_review(client, ProductFactory())
    choose(client, location)
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    client.post(url("preview"), {"action": "place_order", **review(client)})
    location.delete()

    order = Order.objects.get()
    assert (order.shipping_address.line2, order.company) == ("Harbour Kitchens", company)
    assert order.billing_address.line2 == "Harbour Kitchens"
