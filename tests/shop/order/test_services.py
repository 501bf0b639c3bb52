import pytest
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.events.models import Event
from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.order.processing import EventHandler
from shop.order.services import (
    authorise_order,
    await_payment,
    cancel_order,
    dispatch_order,
    mark_order_paid,
)
from shop.payments.bank_transfer import BankTransfer
from shop.stock.services import adjust
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return ProductFactory(num_in_stock=5)


@pytest.fixture
def order(product):
    order = OrderFactory(lines=[(product, 2)])
    source = BankTransfer().source_for(
        order_number=order.number, total=order.total_incl_tax, currency=order.currency
    )
    source.order = order
    source.save()
    return order


def stock(product):
    record = product.stockrecords.get()
    return record.num_in_stock, record.num_allocated


def published(name):
    return Event.objects.filter(name=name).count()


def test_cancelling_frees_the_stock_and_says_so(order, product):
    staff = StaffFactory()

    cancelled = cancel_order(order, by=staff)

    assert cancelled is order
    assert order.status == "Cancelled"
    assert [line.status for line in order.lines.all()] == ["Cancelled"]
    assert stock(product) == (5, 0)
    assert order.notes.get().user == staff
    assert published("OrderCancelled") == 1


def test_cancelling_twice_frees_the_stock_once(order, product):
    OrderFactory(lines=[(product, 1)])

    cancel_order(order)
    cancel_order(Order.objects.get(pk=order.pk))

    assert stock(product) == (5, 1)
    assert published("OrderCancelled") == 1


def test_dispatched_order_cannot_be_cancelled(order, product):
    dispatch_order(mark_order_paid(order))

    with pytest.raises(InvalidOrderStatus):
        cancel_order(order)

    assert Order.objects.get().status == "Dispatched"
    assert stock(product) == (3, 0)
    assert published("OrderCancelled") == 0


def test_paid_is_noted_once_with_the_whole_amount(order):
    mark_order_paid(order)
    mark_order_paid(Order.objects.get(pk=order.pk))

    source = order.sources.get()
    assert source.amount_debited == order.total_incl_tax
    assert order.status == "Paid"
    assert published("OrderPaid") == 1


def test_cancelled_order_cannot_be_paid(order):
    cancel_order(order)

    with pytest.raises(InvalidOrderStatus):
        mark_order_paid(order)

    assert order.sources.get().amount_debited == 0
    assert published("OrderPaid") == 0


def test_dispatch_takes_the_pieces_off_the_shelf_once(order, product):
    mark_order_paid(order)

    dispatch_order(order)
    dispatch_order(Order.objects.get(pk=order.pk))

    assert stock(product) == (3, 0)


def test_dispatch_without_the_pieces_is_refused_and_changes_nothing(order, product):
    mark_order_paid(order)
    record = product.stockrecords.get()
    adjust(record, record.levels.get().warehouse, by=-4, reason="Broken")

    with pytest.raises(ChangeRefusedError):
        EventHandler(user=StaffFactory()).handle_order_status_change(order, "Dispatched")

    assert Order.objects.get().status == "Paid"
    assert stock(product) == (1, 2)


@pytest.mark.parametrize(("status", "event"), [("Cancelled", "OrderCancelled"), ("Paid", "OrderPaid")])
def test_change_of_status_by_staff_goes_through_the_services(order, status, event):
    staff = StaffFactory()

    EventHandler(user=staff).handle_order_status_change(order, status, note_msg="By telephone")

    assert Order.objects.get().status == status
    assert published(event) == 1
    assert set(order.notes.values_list("user", flat=True)) == {staff.pk}


def test_other_changes_of_status_stay_oscars(order):
    dispatch_order(mark_order_paid(order))

    EventHandler().handle_order_status_change(order, "Complete")

    assert Order.objects.get().status == "Complete"


def test_authorised_order_goes_out_and_is_paid_later(order):
    dispatch_order(authorise_order(order, note="On account"))
    assert order.status == "Dispatched"

    mark_order_paid(order)

    assert Order.objects.get().status == "Dispatched"
    assert Order.objects.get().paid_at is not None
    assert (published("OrderDispatched"), published("OrderPaid")) == (1, 1)


def test_lapsed_hold_makes_the_order_wait_again(order):
    await_payment(authorise_order(order), note="The hold has lapsed.")

    assert order.status == "Pending payment"
    assert [line.status for line in order.lines.all()] == ["Pending payment"]


def test_only_a_waiting_order_is_authorised(order):
    mark_order_paid(order)

    assert authorise_order(order).status == "Paid"
    assert await_payment(order, note="").status == "Paid"
