import os
import pytest
from django.utils import timezone
from config.roles.services import set_up_roles
from crm_core.customers.services import attach_order
from shop.order.services import mark_order_paid
from shop.order.models import Order
from tests.shop.catalogue.factories import vase
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

def test_shot(enter, live_server):
    set_up_roles()
    order = OrderFactory(number="K-1"); attach_order(order)
    mark_order_paid(order)
    order.notes.create(message="Call first")
    done = OrderFactory(number="K-2"); mark_order_paid(done); Order.objects.filter(pk=done.pk).update(status="Dispatched")
    page = enter("admin")
    for path in os.environ["SHOTS"].split():
        name = path.strip("/").replace("/", "_")
        for w in (1280, 390):
            page.set_viewport_size({"width": w, "height": 900})
            page.goto(live_server.url + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=f"/tmp/kitshots/{name}-{w}.png", full_page=True)
