import pytest
from django.urls import reverse

from shop.order.models import Order
from shop.order.services import cancel_order, mark_order_paid
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def staff(client):
    client.force_login(staff_with("order.view_order", "order.change_order"))
    return client


def address(action, *orders):
    ids = "&".join(f"id={order if isinstance(order, str) else order.pk}" for order in orders)
    return f"{reverse('wagtail_bulk_action', args=['order', 'order', action])}?{ids}&next=/cms/shop/orders/"


def statuses():
    return dict(Order.objects.values_list("number", "status"))


def test_ticked_orders_change_and_others_stay(staff):
    first, second = OrderFactory(number="K-1"), OrderFactory(number="K-2")
    OrderFactory(number="K-3")
    cancelled = cancel_order(OrderFactory(number="K-4"))

    staff.post(address("mark_paid", first, second, cancelled))

    assert statuses() == {"K-1": "Paid", "K-2": "Paid", "K-3": "Pending payment", "K-4": "Cancelled"}


def test_question_names_what_will_change_and_changes_nothing(staff):
    pending, cancelled = OrderFactory(number="K-1"), cancel_order(OrderFactory(number="K-2"))

    response = staff.get(address("mark_paid", pending, cancelled))

    assert [entry["item"] for entry in response.context["items"]] == [pending]
    assert response.context["items_with_no_access"] == [cancelled]
    assert statuses() == {"K-1": "Pending payment", "K-2": "Cancelled"}


def test_dispatched_pieces_leave_the_shelf(staff):
    order = mark_order_paid(OrderFactory())
    stock = order.lines.get().stockrecord
    before = stock.num_in_stock

    staff.post(address("dispatch", order))

    stock.refresh_from_db()
    assert (stock.num_in_stock, stock.num_allocated) == (before - 1, 0)


def test_cancelled_pieces_are_free_again(staff):
    order = OrderFactory()

    staff.post(address("cancel", order))

    stock = order.lines.get().stockrecord
    order.refresh_from_db()
    assert (order.status, stock.num_allocated) == ("Cancelled", 0)


def test_who_may_only_look_is_refused(client):
    order = OrderFactory(number="K-1")
    client.force_login(staff_with("order.view_order"))

    assert client.get(address("cancel", order)).status_code == 403
    assert client.post(address("cancel", order)).status_code == 403
    assert statuses() == {"K-1": "Pending payment"}


def test_all_in_the_listing_is_not_offered(staff):
    OrderFactory(number="K-1")

    assert staff.post(address("cancel", "all")).status_code == 404
    assert statuses() == {"K-1": "Pending payment"}
