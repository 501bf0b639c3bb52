"""Orders that cost nothing: paid where they are placed, by whatever way."""

import pytest

from shop.events.models import Event
from shop.order.models import Order
from shop.order.services import cancel_order, dispatch_order
from shop.payments.expiry import settle_free_orders
from shop.payments.models import Charge, PaymentAttempt
from shop.payments.status_changes import change_status
from shop.payments.tasks import process_payments
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def free_order(**kwargs):
    return OrderFactory(lines=[(ProductFactory(price="0.00"), 2)], **kwargs)


def published(name):
    return Event.objects.filter(name=name).count()


def stuck_order():
    """As one was left that was placed before."""
    order = free_order()
    Order.objects.filter(pk=order.pk).update(status="Pending payment", paid_at=None)
    Event.objects.all().delete()
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize("has_account", [True, False])
def test_order_that_costs_nothing_is_paid_at_once(has_account):
    order = free_order(user=UserFactory() if has_account else None)

    found = Order.objects.get()
    assert (order.status, found.status, found.paid_at is None) == ("Paid", "Paid", False)
    assert [line.status for line in found.lines.all()] == ["Paid"]
    assert (published("OrderPlaced"), published("OrderPaid")) == (1, 1)
    assert (PaymentAttempt.objects.count(), Charge.objects.count()) == (0, 0)


def test_order_that_costs_a_penny_waits():
    OrderFactory(lines=[ProductFactory(price="0.01")])

    assert (Order.objects.get().status, published("OrderPaid")) == ("Pending payment", 0)


def test_free_order_goes_out_and_can_be_cancelled():
    dispatch_order(free_order())
    cancelled = cancel_order(free_order())

    assert cancelled.status == "Cancelled"
    assert Order.objects.exclude(pk=cancelled.pk).get().status == "Dispatched"


def test_free_orders_that_wait_from_before_are_mended_once():
    stuck, waiting = stuck_order(), OrderFactory()
    cancelled = cancel_order(stuck_order())

    process_payments()
    assert settle_free_orders() == 0

    assert dict(Order.objects.values_list("pk", "status")) == {
        stuck.pk: "Paid",
        waiting.pk: "Pending payment",
        cancelled.pk: "Cancelled",
    }
    assert published("OrderPaid") == 1


def test_staff_can_mark_one_that_still_waits():
    order = stuck_order()

    change_status(order, "Paid", by=StaffFactory())

    assert (Order.objects.get().status, Charge.objects.count()) == ("Paid", 0)


def test_free_orders_that_are_mended_are_counted():
    stuck_order()
    stuck_order()
    cancel_order(stuck_order())
    OrderFactory()

    assert [settle_free_orders(), settle_free_orders()] == [2, 0]
