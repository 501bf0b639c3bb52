"""Orders that their buyers come for, in the back office."""

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.urls import reverse

from shop.events.models import Event
from shop.order.services import mark_order_paid
from shop.order_holds.services import hold_order, release_hold
from shop.shipping.order_models import OrderDelivery
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory
from tests.shop.stock.factories import WarehouseFactory

pytestmark = pytest.mark.django_db


def test_nobody_is_told_to_come_for_a_held_order(client):
    order = mark_order_paid(OrderFactory())
    place = WarehouseFactory(code="shop", country="DE", is_pickup=True)
    delivery = OrderDelivery.objects.create(order=order, pickup_point=place, code="ABC234")
    client.force_login(staff_with("order.view_order", "order.change_order"))
    url, sent = reverse("pickups"), {"delivery": delivery.pk, "action": "ready"}
    hold = hold_order(order, reason="Odd address")

    response = client.post(url, sent, follow=True)

    delivery.refresh_from_db()
    assert ("Odd address" in response.text, delivery.ready_at) == (True, None)
    assert Event.objects.filter(name="PickupReady").count() == 0
    release_hold(hold, note="Called them")
    client.post(url, sent)
    delivery.refresh_from_db()
    assert delivery.ready_at is not None


def test_the_next_page_is_of_the_same_list(rf):
    page = Paginator(range(9), 2).page(2)

    html = render_to_string(
        "stock/pagination.html", {"page": page}, rf.get("/", {"state": "ready", "p": "2"})
    )

    assert ['"?state=ready"' in html, '"?state=ready&amp;p=3"' in html] == [True, True]
