import pytest
from oscar.apps.order.exceptions import (
    InvalidLineStatus,
    InvalidOrderStatus,
    InvalidPaymentEvent,
    InvalidShippingEvent,
)

from shop.events.models import Event
from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.order.processing import EventHandler
from shop.order.services import (
    _change_cancelled,
    authorise_order,
    await_payment,
    cancel_order,
    cancel_quantities,
    complete_order,
    dispatch_order,
    mark_order_paid,
)
from shop.payments.bank_transfer import BankTransfer
from shop.payments.models import PaymentAttempt
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


@pytest.fixture
def promised(order):
    """The order with a promise of its money."""
    PaymentAttempt.objects.create(
        order=order,
        method="on-account",
        key="promise",
        amount=order.total_incl_tax,
        currency=order.currency,
        state="authorised",
    )
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
    assert order.notes.filter(message="By telephone").count() == 1


def test_order_that_has_gone_out_is_closed(order):
    dispatch_order(mark_order_paid(order))

    EventHandler().handle_order_status_change(order, "Complete")

    assert Order.objects.get().status == "Complete"


def test_order_without_a_promise_is_not_packed_before_its_money(order):
    with pytest.raises(InvalidOrderStatus):
        authorise_order(order)

    assert Order.objects.get().status == "Pending payment"


def test_promise_that_is_called_off_sends_no_parcel(promised, product):
    authorise_order(promised)
    PaymentAttempt.objects.update(state="cancelled")

    with pytest.raises(InvalidOrderStatus):
        dispatch_order(promised)

    assert (Order.objects.get().status, stock(product)) == ("Authorised", (5, 2))
    assert published("OrderDispatched") == 0


def test_authorised_order_goes_out_and_is_paid_later(promised):
    order = promised
    dispatch_order(authorise_order(order, note="On account"))
    assert order.status == "Dispatched"

    mark_order_paid(order)

    assert Order.objects.get().status == "Dispatched"
    assert Order.objects.get().paid_at is not None
    assert (published("OrderDispatched"), published("OrderPaid")) == (1, 1)


def test_lapsed_hold_makes_the_order_wait_again(promised):
    order = promised
    await_payment(authorise_order(order), note="The hold has lapsed.")

    assert order.status == "Pending payment"
    assert [line.status for line in order.lines.all()] == ["Pending payment"]


def test_only_a_waiting_order_is_authorised(order):
    mark_order_paid(order)

    assert authorise_order(order).status == "Paid"
    assert await_payment(order, note="").status == "Paid"


@pytest.mark.parametrize("change", [await_payment, mark_order_paid, dispatch_order, complete_order])
def test_cancelled_order_stays_so_whatever_is_asked(order, change):
    cancel_order(order)
    extra = {"note": "x"} if change is await_payment else {}

    try:
        change(order, **extra)
    except InvalidOrderStatus:
        refused = True
    else:
        refused = False

    assert refused is (change is not await_payment)
    found = Order.objects.get()
    assert (found.status, found.paid_at) == ("Cancelled", None)


def test_paid_debits_what_the_source_still_expects_and_no_more(order):
    source = order.sources.get()
    source.debit(order.total_incl_tax)

    mark_order_paid(order)

    assert order.sources.get().transactions.count() == 1


def test_order_is_closed_once_and_only_after_it_went_out(order):
    with pytest.raises(InvalidOrderStatus):
        complete_order(order)
    dispatch_order(mark_order_paid(order))

    complete_order(order)
    notes = order.notes.count()
    complete_order(order)

    assert (Order.objects.get().status, order.notes.count()) == ("Complete", notes)


def test_pieces_called_off_are_free_and_do_not_leave(order, product):
    line = order.lines.get()
    mark_order_paid(order)

    cancel_quantities(order, {line.pk: 1})
    cancel_quantities(order, {line.pk: 1})
    assert stock(product) == (5, 1)
    dispatch_order(order)

    line.refresh_from_db()
    assert (stock(product), line.num_to_send) == ((4, 0), 1)


def test_pieces_called_off_are_sent_after_all(order, product):
    line = order.lines.get()
    cancel_quantities(order, {line.pk: 2})
    assert (stock(product), line.allocations.count()) == ((5, 0), 0)

    cancel_quantities(order, {})

    line.refresh_from_db()
    assert (stock(product), line.num_to_send) == ((5, 2), 2)
    allocation = line.allocations.get()
    assert (allocation.quantity, allocation.level.allocated) == (2, 2)


def test_pieces_sold_meanwhile_stay_called_off(order, product):
    line = order.lines.get()
    cancel_quantities(order, {line.pk: 2})
    OrderFactory(lines=[(product, 5)])

    cancel_quantities(order, {})

    line.refresh_from_db()
    assert (stock(product), line.num_to_send) == ((5, 5), 0)
    assert "sold in the meantime" in order.notes.get().message


@pytest.mark.parametrize("change", [1, -1])
def test_line_that_changed_since_it_was_read_frees_and_promises_nothing(order, product, change):
    line = order.lines.get()
    cancel_quantities(order, {line.pk: 1})

    _change_cancelled(order, line, change)

    line.refresh_from_db()
    assert (stock(product), line.num_cancelled) == ((5, 1), 1)


def test_nothing_is_called_off_of_what_has_gone_out(order, product):
    dispatch_order(mark_order_paid(order))

    cancel_quantities(order, {order.lines.get().pk: 1})

    assert (stock(product), order.lines.get().num_cancelled) == ((3, 0), 0)


def test_order_of_which_nothing_is_left_to_send_does_not_go_out(order, product):
    mark_order_paid(order)
    cancel_quantities(order, {order.lines.get().pk: 2})

    with pytest.raises(InvalidOrderStatus):
        dispatch_order(order)

    assert (Order.objects.get().status, published("OrderDispatched")) == ("Paid", 0)


def test_cancelling_after_pieces_were_called_off_frees_the_rest_once(order, product):
    cancel_quantities(order, {order.lines.get().pk: 1})

    cancel_order(order)

    assert stock(product) == (5, 0)
    assert order.lines.get().allocations.count() == 0


def test_line_takes_no_status_of_its_own(order):
    line = order.lines.get()

    with pytest.raises(InvalidLineStatus):
        line.set_status("Cancelled")

    line.refresh_from_db()
    assert line.status == "Pending payment"


def test_handler_refuses_parcels_and_money_past_the_services(order):
    handler, lines = EventHandler(user=StaffFactory()), list(order.lines.all())

    with pytest.raises(InvalidShippingEvent):
        handler.handle_shipping_event(order, None, lines, [2])
    with pytest.raises(InvalidShippingEvent):
        handler.consume_stock_allocations(order)
    with pytest.raises(InvalidPaymentEvent):
        handler.handle_payment_event(order, None, 5)

    assert (order.shipping_events.count(), order.payment_events.count()) == (0, 0)
    assert order.lines.get().num_allocated == 2


@pytest.mark.parametrize("status", ["Authorised", "Pending payment", "Dispatched", "Refunded", ""])
def test_handler_gives_no_status_that_the_table_does_not_let_by_hand(order, status):
    with pytest.raises(ChangeRefusedError):
        EventHandler(user=StaffFactory()).handle_order_status_change(order, status)

    assert (Order.objects.get().status, order.notes.count()) == ("Pending payment", 0)
