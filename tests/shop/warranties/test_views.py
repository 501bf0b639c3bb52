import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.warranties.links import order_token, repair_token
from shop.warranties.models import Repair, WarrantyUnit
from shop.warranties.services import register_serial, request_repair
from tests.shop.factories import UserFactory
from tests.shop.warranties.kit import covered_product, delivered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def unit():
    return delivered(guest_email="mei@example.com")[0]


def test_a_serial_number_tells_product_and_days_and_no_name(client, unit):
    register_serial(unit, "SN-77")

    page = client.post("/warranty/", {"serial": "sn-77"}).content.decode()
    unknown = client.post("/warranty/", {"serial": "nothing"})

    assert "Lamp" in page
    assert "Under" in page
    assert "mei@" not in page
    assert unit.line.order.number not in page
    assert unknown.status_code == 422


def test_a_guest_finds_the_warranties_of_their_order_and_registers(client, unit):
    said = {"number": unit.line.order.number, "email": "mei@example.com"}
    found = client.post("/warranty/", said)
    page = client.get(found.url).content.decode()
    assert f'name="unit-{unit.pk}-serial"' in page

    client.post(found.url, {"unit": unit.pk, f"unit-{unit.pk}-serial": "ab 1"})

    assert WarrantyUnit.objects.get().serial == "AB1"
    assert client.post("/warranty/", {**said, "email": "other@example.com"}).status_code == 422


def test_a_number_of_another_item_is_refused_and_stays_as_typed(client):
    product = covered_product()
    (taken,), (unit,) = delivered(product=product), delivered(product=product)
    register_serial(taken, "X1")
    url = reverse("warranties:order", args=[order_token(unit.line.order)])

    answer = client.post(url, {"unit": unit.pk, f"unit-{unit.pk}-serial": "X1"})

    assert answer.status_code == 422
    assert 'value="X1"' in answer.content.decode()


def test_a_repair_is_asked_for_once_and_given_up(client, unit):
    url = reverse("warranties:claim", args=[order_token(unit.line.order), unit.pk])
    key = re.search(r'name="key" value="(\w+)"', client.get(url).content.decode())[1]
    assert client.post(url, {"fault": "", "key": key}).status_code == 422

    sent = client.post(url, {"fault": "No light", "key": key})
    client.post(url, {"fault": "No light", "key": key})
    repair = Repair.objects.get()
    assert "No light" in client.get(sent.url).content.decode()
    client.post(sent.url)

    repair.refresh_from_db()
    assert repair.state == "cancelled"


def test_an_item_of_another_order_is_not_there(client, unit):
    (other,) = delivered()

    url = reverse("warranties:claim", args=[order_token(unit.line.order), other.pk])

    assert client.get(url).status_code == 404


def test_an_account_sees_its_own_at_the_same_number_of_queries(client):
    user = UserFactory()
    product = covered_product(title="Kettle")
    delivered(product=product, user=user)
    delivered()
    client.force_login(user)
    client.get("/warranty/own/")
    with CaptureQueriesContext(connection) as one:
        page = client.get("/warranty/own/").content.decode()
    for unit in delivered(2, product=product, user=user):
        request_repair(unit, fault="-", key="a")
    with CaptureQueriesContext(connection) as three:
        more = client.get("/warranty/own/").content.decode()

    assert ("Kettle" in page, "Lamp" in page, more.count("<strong>Kettle")) == (True, False, 3)
    assert len(three) == len(one)


def test_every_state_has_its_page(client, unit):
    repair = request_repair(unit, fault="No light", key="a")
    url = reverse("warranties:repair", args=[repair_token(repair)])

    for state, words in (("requested", "shortly"), ("approved", "slip"), ("received", "in repair")):
        Repair.objects.update(state=state)
        assert words in client.get(url).content.decode()


def test_who_tries_often_is_stopped(client, unit, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "order_lookup": "2/h/key"}
    register_serial(unit, "SN-77")

    statuses = [client.post("/warranty/", {"serial": "SN-77"}).status_code for _number in range(3)]

    assert statuses == [200, 200, 429]
