import pytest
from django.urls import reverse

from shop.order.models import Order
from shop.order.services import cancel_order, mark_order_paid
from shop.payments.manual_payments import book_transfer
from shop.payments.models import Charge, Refund
from shop.payments.refunds import request_refund
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory, ProductFactory

RIGHTS = ("order.change_order", "order.dispatch_order", "payments.add_charge", "payments.add_refund")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def staff(client):
    client.force_login(staff_with("order.view_order", *RIGHTS))
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


@pytest.mark.parametrize(
    ("action", "left_out"),
    [
        ("mark_paid", "payments.add_charge"),
        ("dispatch", "order.dispatch_order"),
        ("cancel", "payments.add_refund"),
    ],
)
def test_each_change_asks_for_its_own_right(client, action, left_out):
    order = OrderFactory()
    if action != "mark_paid":
        book_transfer(order, amount=order.total_incl_tax, reference="all")
    client.force_login(staff_with("order.view_order", *(right for right in RIGHTS if right != left_out)))

    page = client.get(address(action, order))
    client.post(address(action, order))

    assert (page.context["items"], page.context["items_with_no_access"]) == ([], [order])
    assert Order.objects.get().status == order.status
    assert (Refund.objects.count(), Charge.objects.count()) == (0, int(action != "mark_paid"))


def test_question_about_a_parcel_names_what_goes_out(staff):
    order = OrderFactory(lines=[(ProductFactory(title="Tide bowl", price="10.00"), 5)])
    book_transfer(order, amount=order.total_incl_tax, reference="all")
    request_refund(order, key="a", pieces={order.lines.get().pk: 3})

    question = staff.get(address("dispatch", order)).context["items"][0]["question"]

    assert [(piece.title, piece.number) for piece in question.pieces] == [("Tide bowl", 2)]
    assert question.words == ["Items already refunded that will not be shipped: 3."]


def test_question_about_a_cancellation_names_the_money(staff):
    order, unpaid = OrderFactory(), OrderFactory()
    book_transfer(order, amount=order.total_incl_tax, reference="all")

    found = [entry["question"] for entry in staff.get(address("cancel", order, unpaid)).context["items"]]

    assert sorted((question.amount or 0, question.words) for question in found) == [
        (0, ["No payment has been received, so nothing is refunded."]),
        (24, []),
    ]
