import re

import pytest
from django.urls import reverse

from shop.order.models import Order
from shop.withdrawal.links import statement_token
from shop.withdrawal.models import Withdrawal
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.returns.kit import paid_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
FIND = "/withdrawal/"


@pytest.fixture
def order():
    return paid_order(lines=[(ProductFactory(title="Bowl"), 2)], guest_email="mei@example.com")


def statement_of(client, order):
    """Open the statement and return its address with what a browser would send."""
    url = reverse("withdrawal:statement", args=[statement_token(order)])
    page = client.get(url).content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    line = order.lines.get()
    return url, {f"line-{line.pk}": "2", "name": "Mei", "email": "mei@example.com", "key": key}


def test_a_guest_withdraws_in_two_steps_without_a_log_in(client, order):
    found = client.post(FIND, {"number": order.number.lower(), "email": "MEI@example.com"})
    assert found.status_code == 302
    assert client.get(found.url).status_code == 200
    url, said = statement_of(client, order)

    asked = client.post(url, {**said, "step": "ask"}).content.decode()
    assert "Confirm withdrawal" in asked
    assert not Withdrawal.objects.exists()
    done = client.post(url, {**said, "step": "confirm"})
    again = client.post(url, {**said, "step": "confirm"}, follow=True)

    receipt = client.get(done.url).content.decode()
    withdrawal = Withdrawal.objects.get()
    assert withdrawal.statement.splitlines()[-1] == "2 × Bowl"
    assert withdrawal.number in receipt
    assert again.redirect_chain == [(done.url, 302)]
    assert Order.objects.get(pk=order.pk).status == "Cancelled"


@pytest.mark.parametrize(
    "said", [{"number": "K26-0", "email": "mei@example.com"}, {"email": "x@example.com"}]
)
def test_a_wrong_number_and_a_wrong_address_read_the_same(client, order, said):
    page = client.post(FIND, {"number": order.number, **said})

    assert page.status_code == 422
    assert "There is no order with this number and e-mail address." in page.content.decode()


def test_who_tries_often_is_stopped(client, order, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "order_lookup": "2/h/key"}
    wrong = {"number": order.number, "email": "x@example.com"}
    statuses = [client.post(FIND, wrong).status_code for _number in range(2)]

    right = client.post(FIND, {"number": order.number, "email": "mei@example.com"})

    assert [*statuses, right.status_code] == [422, 422, 429]


@pytest.mark.parametrize("page", ["statement", "receipt"])
def test_a_link_that_is_not_ours_opens_nothing(client, order, page):
    assert client.get(reverse(f"withdrawal:{page}", args=[f"{order.number}:x:y"])).status_code == 404


def test_a_statement_about_nothing_is_refused_and_keeps_what_was_typed(client, order):
    url, said = statement_of(client, order)
    line = order.lines.get()

    page = client.post(url, {**said, f"line-{line.pk}": "0", "step": "confirm"})

    assert page.status_code == 422
    assert 'value="Mei"' in page.content.decode()
    assert not Withdrawal.objects.exists()


def test_the_key_of_another_orders_statement_leads_to_nothing_of_it(client, order):
    url, said = statement_of(client, order)
    client.post(url, {**said, "step": "confirm"})
    other = paid_order(lines=[(ProductFactory(title="Cup"), 2)])
    address, words = statement_of(client, other)

    done = client.post(address, {**words, "key": said["key"], "step": "confirm"})

    assert Withdrawal.objects.count() == 2
    assert Withdrawal.objects.get(order=other).number in client.get(done.url).content.decode()


def test_the_account_leads_to_the_function_within_the_period(client):
    user = UserFactory()
    order = paid_order(user=user)
    client.force_login(user)

    page = client.get(reverse("customer:order", args=[order.number])).content.decode()

    assert "Withdraw from contract here" in page
    assert "/withdrawal/order/" in page
