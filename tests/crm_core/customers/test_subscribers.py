import pytest

from crm_core.customers.models import Customer, CustomerOrder
from shop.events.models import Delivery
from shop.events.services import publish
from shop.order.events import OrderCancelled, OrderPlaced
from shop.order.services import cancel_order
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def errors():
    return list(Delivery.objects.exclude(state=Delivery.State.DONE).values_list("subscriber", "error"))


def test_order_placed_delivered_twice_counts_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order = OrderFactory(guest_email="mara@lindt.example")
    with django_capture_on_commit_callbacks(execute=True):
        publish(OrderPlaced(order_id=order.pk))

    assert errors() == []
    customer = Customer.objects.get()
    assert CustomerOrder.objects.get().customer == customer
    assert (customer.orders_count, customer.spent) == (1, order.total_incl_tax)


def test_order_cancelled_delivered_twice_leaves_the_figures_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order = OrderFactory(guest_email="mara@lindt.example")
        cancel_order(order)
    with django_capture_on_commit_callbacks(execute=True):
        publish(OrderCancelled(order_id=order.pk))

    assert errors() == []
    assert Customer.objects.get().orders_count == 0
