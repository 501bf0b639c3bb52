from datetime import date

import pytest
from django.core import mail

from shop.events.models import Delivery, Event
from shop.notifications.subscribers import on_promise_moved
from shop.partner.buyers import buyer_for
from shop.partner.queries import purchase_info
from shop.stock.events import PromiseMoved
from shop.stock.models import BackorderPromise
from shop.stock.services import change_policy
from tests.shop.factories import OrderFactory
from tests.shop.stock.factories import WarehouseFactory, record_of, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
MARCH, MAY = date(2027, 3, 1), date(2027, 5, 1)


@pytest.fixture
def product():
    product = stocked({WarehouseFactory(): 0}, title="Moon jar")
    change_policy(record_of(product), policy="preorder", cap=3, promise_date=MARCH)
    return product


def availability(product):
    return purchase_info(product, buyer=buyer_for()).availability


def test_storefront_says_from_when_it_ships(product):
    found = availability(product)

    assert found.message == "Pre-order: ships from 1 March 2027"
    assert (found.code, found.short_message, found.num_available) == ("preorder", "Pre-order", 3)
    assert found.is_purchase_permitted(3) == (True, "")
    assert found.is_purchase_permitted(4) == (False, "only 3 are left")


def test_backorder_without_a_day_says_so(product):
    change_policy(record_of(product), policy="backorder", cap=1)

    assert availability(product).message == "On order: shipping date to be announced"
    OrderFactory(lines=[product])
    assert availability(product).code == "outofstock"


def test_buyer_is_told_each_new_day_once(product, django_capture_on_commit_callbacks):
    OrderFactory(lines=[(product, 2)], guest_email="mei@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        change_policy(record_of(product), policy="preorder", cap=3, promise_date=MAY)
    assert not Delivery.objects.filter(done_at=None).exists()
    payload = Event.objects.get(name="PromiseMoved").payload
    assert (payload["old_date"], payload["new_date"]) == ("2027-03-01", "2027-05-01")

    with django_capture_on_commit_callbacks(execute=True):
        on_promise_moved(PromiseMoved(**payload))

    letters = [letter for letter in mail.outbox if "new shipping date" in letter.subject]
    assert [letter.to for letter in letters] == [["mei@example.com"]]
    assert "2 × Moon jar" in letters[0].body
    assert BackorderPromise.objects.get().promise_date == MAY


def test_nobody_waits_nobody_is_told(product):
    change_policy(record_of(product), policy="preorder", cap=3, promise_date=MAY)

    assert not Event.objects.filter(name="PromiseMoved").exists()
