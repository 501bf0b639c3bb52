"""Money that goes back and the parcel: what is refunded does not leave, what is left does, once."""

from decimal import Decimal

import pytest
from oscar.apps.order.exceptions import InvalidOrderStatus

from config.demo.stripe_simulator.intents import capture_intent
from shop.events.models import Event
from shop.fulfilment.services import dispatch
from shop.mail.models import Mail
from shop.notifications.subscribers import on_shipment_shipped
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.exceptions import RefundRefusedError
from shop.payments.gateways import RefundData
from shop.payments.ledger import book_refund
from shop.payments.manual_payments import book_transfer, mark_as_paid
from shop.payments.models import Charge, Refund
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from shop.payments.services import cancel, check_payment, start_payment
from shop.payments.states import RefundState
from tests.crm_core.factories import staff_with
from tests.shop.factories import ProductFactory
from tests.shop.payments.kit import confirm, order_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return ProductFactory(price="10.00", num_in_stock=7)


@pytest.fixture
def order(product):
    """Five pieces of 10.00, paid by transfer."""
    order = order_by(BankTransfer(), lines=[(product, 5)])
    book_transfer(order, amount=order.total_incl_tax, reference="all")
    return order


def stock(product):
    record = product.stockrecords.get()
    level = record.levels.get()
    assert (level.on_hand, level.allocated) == (record.num_in_stock, record.num_allocated)
    return record.num_in_stock, record.num_allocated


def published(name):
    return [event.payload for event in Event.objects.filter(name=name)]


def pieces(order, number, **more):
    return request_refund(order, pieces={order.lines.get().pk: number}, **{"key": f"k{number}", **more})


def test_refunded_pieces_do_not_leave(order, product):
    pieces(order, 3)
    pieces(order, 3)
    assert stock(product) == (7, 2)

    dispatch(Order.objects.get())

    assert stock(product) == (5, 0)
    on_shipment_shipped(type("Told", (), {"shipment_id": order.shipments.get().pk}))
    mail = Mail.objects.get(kind="order-dispatch")
    assert ("2 ×" in mail.text, "5 ×" in mail.text) == (True, False)
    assert ("2 ×" in mail.html, "5 ×" in mail.html) == (True, False)


def test_wholly_refunded_order_cannot_be_sent_and_frees_its_pieces_once(order, product):
    request_refund(order, key="all", extra=order.total_incl_tax)

    found = Order.objects.get()
    assert (found.status, stock(product)) == ("Cancelled", (7, 0))
    with pytest.raises(InvalidOrderStatus):
        dispatch(found)
    request_refund(found, key="all", extra=order.total_incl_tax)
    cancel(Order.objects.get())
    assert (stock(product), len(published("OrderCancelled"))) == ((7, 0), 1)
    assert Refund.objects.count() == 1


def test_order_of_which_all_pieces_go_back_piece_by_piece_is_called_off(order, product):
    pieces(order, 3)
    assert Order.objects.get().status == "Paid"

    pieces(order, 2)

    assert (Order.objects.get().status, stock(product)) == ("Cancelled", (7, 0))


def test_part_that_goes_back_without_pieces_leaves_the_parcel_whole(order, product):
    request_refund(order, key="a", extra=Decimal(5))

    dispatch(Order.objects.get())

    assert (Order.objects.get().status, stock(product)) == ("Dispatched", (2, 0))


def test_refund_after_the_parcel_went_out_changes_neither_status_nor_stock(order, product):
    dispatch(Order.objects.get())

    request_refund(order, key="all", pieces={order.lines.get().pk: 5})

    assert (Order.objects.get().status, stock(product)) == ("Dispatched", (2, 0))
    assert published("OrderCancelled") == []


def test_part_payment_that_goes_back_leaves_the_order_waiting(product):
    order = order_by(BankTransfer(), lines=[(product, 5)])
    book_transfer(order, amount=Decimal(10), reference="part")

    request_refund(order, key="a", extra=Decimal(10))

    assert (Order.objects.get().status, stock(product)) == ("Pending payment", (7, 5))


def test_refused_refund_sends_its_pieces_after_all(order, product):
    refund = pieces(order, 3)[0]
    assert stock(product) == (7, 2)
    fact = RefundData(state=RefundState.FAILED, amount=refund.amount, currency="EUR")

    book_refund(fact, refund=refund)
    book_refund(fact, refund=refund)

    assert stock(product) == (7, 5)
    assert (balance_of(order).kept, Charge.objects.get().amount_refunded) == (50, 0)
    dispatch(Order.objects.get())
    assert stock(product) == (2, 0)


def test_news_of_a_refund_that_are_old_do_not_take_it_back(order):
    refund = request_refund(order, key="a", extra=Decimal(5))[0]
    done = RefundData(state=RefundState.SUCCEEDED, amount=refund.amount, currency="EUR", reference="re")
    old = RefundData(state=RefundState.PENDING, amount=refund.amount, currency="EUR", reference="re")

    for fact in (done, old, done):
        book_refund(fact, refund=refund)

    assert (Refund.objects.get().state, len(published("OrderRefunded"))) == ("succeeded", 1)


def test_refund_made_at_the_provider_counts_against_the_charge(order):
    charge = Charge.objects.get()
    fact = RefundData(
        state=RefundState.SUCCEEDED, amount=Decimal(45), currency="EUR", reference="re", charge="all"
    )

    book_refund(fact)
    book_refund(fact)

    charge.refresh_from_db()
    assert (charge.amount_refunded, balance_of(order).kept) == (45, 5)
    with pytest.raises(RefundRefusedError):
        request_refund(order, key="a", extra=Decimal(6))


def test_who_may_not_send_money_back_sends_none(order):
    packer = staff_with("order.change_order", "order.dispatch_order", "payments.add_charge")

    with pytest.raises(InvalidOrderStatus):
        request_refund(order, key="a", extra=Decimal(5), by=packer)
    with pytest.raises(InvalidOrderStatus):
        cancel(order, by=packer)

    assert (Refund.objects.count(), Order.objects.get().status) == (0, "Paid")


def test_card_charged_in_the_last_moment_is_not_sent_back_by_who_may_not(simulator):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)

    with pytest.raises(InvalidOrderStatus):
        cancel(Order.objects.get(), by=staff_with("order.change_order"))

    assert (Refund.objects.count(), Order.objects.get().status) == (0, "Paid")


def test_charge_of_a_method_that_is_gone_goes_back_by_hand(order):
    Charge.objects.update(method="cheque")

    refund = request_refund(order, key="a", extra=Decimal(5))[0]

    assert refund.state == "pending"


@pytest.mark.parametrize("parts", [{"extra": Decimal(-1)}, {"extra": Decimal(-5), "shipping": Decimal(5)}])
def test_negative_parts_do_not_hide_in_a_refund(order, parts):
    line = order.lines.get().pk
    Order.objects.update(shipping_incl_tax=5)

    with pytest.raises(RefundRefusedError):
        request_refund(order, key="a", pieces={line: 2}, **parts)

    assert (Refund.objects.count(), order.lines.get().num_cancelled) == (0, 0)


def test_collected_part_is_shown_and_the_rest_is_due(simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    order = order_by(CardPayment(), lines=[(ProductFactory(price="100.00"), 1)])
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    check_payment(order)
    with simulator.store.lock:
        intent = simulator.store.objects["payment_intent"][attempt.reference]
        capture_intent(simulator.store, intent, {"amount_to_capture": 8000})

    found = check_payment(Order.objects.get())

    assert (found.status, found.paid_at, balance_of(found).outstanding) == ("Pending payment", None, 20)
    with pytest.raises(InvalidOrderStatus):
        dispatch(Order.objects.get())
    again, _fact = start_payment(Order.objects.get(), CardPayment())
    assert (again.amount, again.key) == (20, f"{order.number}-2")
    mark_as_paid(Order.objects.get())
    assert (Order.objects.get().status, balance_of(order).received) == ("Paid", 100)
