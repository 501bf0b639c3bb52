import pytest
from django.urls import reverse

from shop.order_holds.models import HoldSettings
from shop.order_holds.queries import is_held
from shop.order_holds.services import hold_order
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db
LIST = "/cms/order-holds/"


@pytest.fixture
def hold():
    return hold_order(OrderFactory(), reason="Odd address")


def test_queue_says_why_and_leads_to_the_release(client, hold):
    client.force_login(staff_with("order_holds.view_orderhold"))

    text = client.get(f"{LIST}?state=open").text

    assert all(
        words in text
        for words in (hold.order.number, "Odd address", reverse("order-holds:release", args=[hold.pk]))
    )
    assert "Odd address" not in client.get(f"{LIST}?state=released").text


def test_release_needs_its_right_and_a_note(client, hold):
    url = reverse("order-holds:release", args=[hold.pk])
    client.force_login(staff_with("order_holds.view_orderhold"))
    assert [client.get(url).status_code, client.post(url, {"note": "Fine"}).status_code] == [200, 403]
    client.force_login(staff_with("order_holds.view_orderhold", "order_holds.release_orderhold"))
    assert (client.post(url, {"note": " "}).status_code, is_held(hold.order)) == (422, True)

    client.post(url, {"note": "Fine"})

    assert is_held(hold.order) is False


def test_settings_are_for_who_may_change_them(client):
    url = reverse("order-holds:settings")
    client.force_login(staff_with("order_holds.view_orderhold"))
    assert client.get(url).status_code == 403
    client.force_login(staff_with("order_holds.change_holdsettings"))
    refused = client.post(url, {"orders_a_day": "1"})
    assert (refused.status_code, HoldSettings.load().orders_a_day) == (422, None)

    client.post(url, {"orders_a_day": "3", "holds_other_country": "on"})

    kept = HoldSettings.load()
    assert (kept.orders_a_day, kept.holds_other_country, kept.first_order_above) == (3, True, None)
