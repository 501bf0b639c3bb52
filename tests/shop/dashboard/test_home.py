import pytest

from shop.events.models import Delivery, Event
from shop.order.services import mark_order_paid
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def tasks(client, *permissions):
    client.force_login(staff_with(*permissions))
    response = client.get("/cms/")
    assert response.status_code == 200
    contexts = [context for context in response.context if "tasks" in context]
    return [(task["label"], task["number"]) for task in contexts[0]["tasks"]] if contexts else []


def test_today_counts_what_waits(client):
    OrderFactory()
    mark_order_paid(OrderFactory())
    mark_order_paid(OrderFactory())

    assert tasks(client, "order.view_order") == [("Waiting for payment", 1), ("To dispatch", 2)]


def test_today_shows_dead_deliveries_to_who_may_see_them(client):
    event = Event.objects.create(name="OrderPlaced", payload={})
    Delivery.objects.create(event=event, subscriber="nobody", state=Delivery.State.DEAD)

    assert tasks(client, "events.view_delivery") == [("Events not delivered", 1)]


def test_today_shows_nothing_to_who_may_see_nothing(client):
    OrderFactory()

    assert tasks(client) == []


def test_start_page_names_the_shop_and_asks_nobody_else(client, settings):
    client.force_login(staff_with())

    text = client.get("/cms/").content.decode()

    assert f"- {settings.OSCAR_SHOP_NAME}</title>" in text
    assert "gravatar" not in text
    assert "wagtail.org" not in text
