from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.events.models import Event
from shop.mail.models import Mail
from shop.notifications.order_mail import WAIT_FOR_PAYMENT, send_due_confirmations
from shop.notifications.subscribers import (
    on_order_authorised,
    on_order_cancelled,
    on_order_changed,
    on_order_dispatched,
    on_order_paid,
    on_order_placed,
    on_order_refunded,
    on_payment_failed,
    on_payment_received,
    on_promise_moved,
)
from shop.order.events import (
    OrderAuthorised,
    OrderCancelled,
    OrderChanged,
    OrderDispatched,
    OrderPaid,
    OrderPlaced,
)
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.partner.models import StockRecord
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.events import OrderRefunded, PaymentFailed, PaymentReceived
from shop.payments.gateways import ChargeData, PaymentData
from shop.payments.ledger import book_payment
from shop.payments.manual_payments import book_transfer, mark_as_paid, write_off
from shop.payments.models import Charge, PaymentAttempt
from shop.payments.refunds import request_refund
from shop.payments.states import AttemptState, ChargeState
from shop.stock.events import PromiseMoved
from shop.stock.models import BackorderPromise
from shop.stock.services import change_policy
from shop.trade_credit.on_account import OnAccount
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def kinds():
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def test_who_could_not_pay_is_told_once_however_often_they_try():
    order = OrderFactory(guest_email="ada@example.com")

    for charge in (1, 2):
        on_payment_failed(PaymentFailed(order_id=order.pk, charge_id=charge))

    assert kinds() == ["order-payment-problem"]


def test_a_failure_heard_of_after_the_order_was_cancelled_is_not_told():
    order = OrderFactory(guest_email="ada@example.com")
    Order.objects.update(status=CANCELLED)

    on_payment_failed(PaymentFailed(order_id=order.pk, charge_id=1))

    assert kinds() == []


def test_each_refund_is_told_once():
    order = order_by(BankTransfer(), lines=[(ProductFactory(price="10.00"), 3)])
    book_transfer(order, amount=Decimal("30.00"), reference="first")
    refunds = [*request_refund(order, key="a", extra=Decimal("12.00"))]
    refunds += request_refund(order, key="b", extra=Decimal("3.00"))

    for refund in [*refunds, *refunds]:
        on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=refund.pk))

    assert kinds() == ["order-refund", "order-refund"]


@pytest.mark.parametrize(
    ("subscriber", "event", "kind"),
    [
        (on_order_placed, OrderPlaced, "order-confirmation"),
        (on_order_cancelled, OrderCancelled, "order-cancellation"),
        (on_order_dispatched, OrderDispatched, "order-dispatch"),
    ],
)
def test_mail_is_about_the_order_of_the_event(subscriber, event, kind):
    orders = [OrderFactory(guest_email=f"buyer{number}@example.com") for number in range(3)]

    for _delivery in range(2):
        subscriber(event(order_id=orders[1].pk))

    assert list(Mail.objects.values_list("kind", "to")) == [(kind, "buyer1@example.com")]


HEARD = {
    "OrderPlaced": (on_order_placed, OrderPlaced),
    "OrderAuthorised": (on_order_authorised, OrderAuthorised),
    "PaymentReceived": (on_payment_received, PaymentReceived),
    "OrderPaid": (on_order_paid, OrderPaid),
}


def hear():
    """Deliver what was published, in its order, each twice."""
    for event in Event.objects.order_by("pk"):
        if event.name in HEARD:
            subscriber, kind = HEARD[event.name]
            for _delivery in range(2):
                subscriber(kind(**event.payload))


def pay_by_card(order, *, amount=None, state=AttemptState.SUCCEEDED):
    """Book what the provider says of a card payment of an order."""
    amount = order.total_incl_tax if amount is None else amount
    attempt, _is_new = PaymentAttempt.objects.get_or_create(
        order=order,
        defaults={"method": "card", "key": order.number, "amount": order.total_incl_tax, "currency": "EUR"},
    )
    captured = amount if state == AttemptState.SUCCEEDED else Decimal(0)
    charge_state = ChargeState.SUCCEEDED if captured else ChargeState.AUTHORISED
    charge = ChargeData(
        reference=f"ch_{order.number}", amount=amount, amount_captured=captured, state=charge_state
    )
    book_payment(attempt, PaymentData(reference=f"pi_{order.number}", state=state, charges=[charge]))


WAYS = {
    "a transfer": (BankTransfer, lambda order: book_transfer(order, amount=Decimal(24), reference="a")),
    "noted by hand": (BankTransfer, mark_as_paid),
    "on account": (OnAccount, lambda order: book_transfer(order, amount=Decimal(24), reference="a")),
    "by hand, on account": (OnAccount, mark_as_paid),
}


@pytest.mark.parametrize("way", WAYS)
def test_payment_that_comes_later_is_told_once_by_whatever_way_it_came(way):
    method, pay = WAYS[way]
    order = order_by(method(), lines=[(ProductFactory(price="24.00"), 1)])
    hear_placed(order)

    pay(order)
    hear()

    assert kinds() == ["order-confirmation", "order-payment"]
    text = Mail.objects.get(kind="order-payment").text
    assert f"We have received €24.00 for your order {order.number}. Nothing more is due." in text


def hear_placed(order):
    on_order_placed(OrderPlaced(order_id=order.pk))


def test_card_payment_is_told_by_the_confirmation_alone():
    order = order_by(CardPayment(), lines=[(ProductFactory(price="24.00"), 1)])
    hear_placed(order)
    assert kinds() == []

    pay_by_card(order)
    hear()

    assert kinds() == ["order-confirmation"]
    assert "It is paid." in Mail.objects.get().text


def test_confirmation_that_is_late_says_paid_and_no_second_mail_does():
    order = order_by(BankTransfer())
    book_transfer(order, amount=order.total_incl_tax, reference="a")

    hear_placed(order)
    hear()

    assert kinds() == ["order-confirmation"]


def test_held_money_is_confirmed_and_its_collection_told(settings):
    order = order_by(CardPayment())
    pay_by_card(order, state=AttemptState.AUTHORISED)
    hear()

    assert kinds() == ["order-confirmation"]
    assert "Your payment is authorised; we charge it when the order ships." in Mail.objects.get().text

    pay_by_card(order)
    hear()
    assert kinds() == ["order-confirmation", "order-payment"]


def test_who_leaves_the_payment_open_gets_the_confirmation_after_a_while():
    order = order_by(CardPayment())
    hear_placed(order)
    soon = order.date_placed + WAIT_FOR_PAYMENT

    assert send_due_confirmations(now=soon - timedelta(seconds=1)) == 0
    assert [send_due_confirmations(now=soon) for _run in range(2)] == [1, 0]
    assert "is still to be paid. You can pay here:" in Mail.objects.get().text

    pay_by_card(order)
    hear()
    assert kinds() == ["order-confirmation", "order-payment"]


def test_who_chooses_another_way_than_online_is_told_how_to_pay_at_once():
    order = order_by(CardPayment())
    hear_placed(order)
    order.sources.update(source_type=BankTransfer().source_type())

    assert send_due_confirmations(now=order.date_placed) == 1
    assert "Please transfer the amount" in Mail.objects.get().text


def test_nothing_is_caught_up_on_after_days():
    order = order_by(CardPayment())

    assert send_due_confirmations(now=order.date_placed + timedelta(days=2)) == 0


def test_part_of_the_money_is_told_with_what_is_still_due():
    order = order_by(BankTransfer(), lines=[(ProductFactory(price="24.00"), 1)])
    hear_placed(order)

    book_transfer(order, amount=Decimal(10), reference="a")
    hear()
    book_transfer(order, amount=Decimal(14), reference="b")
    hear()

    texts = list(Mail.objects.filter(kind="order-payment").order_by("pk").values_list("text", flat=True))
    assert [("€10.00" in text, "€14.00 is still due." in text) for text in texts] == [
        (True, True),
        (False, False),
    ]
    assert "We have received €24.00" in texts[1]
    assert "Please transfer the amount" in texts[0]


def test_part_heard_of_when_the_rest_has_come_is_not_told_by_itself():
    order = order_by(BankTransfer(), lines=[(ProductFactory(price="24.00"), 1)])
    hear_placed(order)
    for number in (1, 2):
        book_transfer(order, amount=Decimal(12), reference=str(number))

    hear()

    assert kinds() == ["order-confirmation", "order-payment"]


def test_what_is_written_off_is_not_told_as_received():
    nothing, part = (order_by(BankTransfer(), guest_email=f"{n}@example.com") for n in "ab")
    for order in (nothing, part):
        hear_placed(order)
    book_transfer(part, amount=Decimal(20), reference="a")
    for order in (nothing, part):
        write_off(order, key="1", reason="rounding")

    hear()

    told = Mail.objects.filter(kind="order-payment")
    assert [(mail.to, "Nothing more is due." in mail.text) for mail in told] == [("b@example.com", True)]


def test_money_for_a_cancelled_order_promises_nothing():
    order = order_by(BankTransfer())
    Order.objects.update(status=CANCELLED)
    book_transfer(order, amount=Decimal(5), reference="a")

    on_payment_received(PaymentReceived(order_id=order.pk, charge_id=Charge.objects.get().pk))

    assert kinds() == []


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "zh-hans"), ("zh-hant", "zh-hant")])
def test_payment_is_told_in_the_readers_language(language, words):
    order = order_by(BankTransfer(), guest_email="ada@example.com")
    Order.objects.update(language=language)
    hear_placed(order)
    mark_as_paid(order)

    hear()

    mail = Mail.objects.get(kind="order-payment")
    assert (mail.language, f"/{words}/shop/checkout/order/" in mail.text) == (language, True)


def test_a_buyer_is_never_told_a_day_that_has_passed():
    bowl = ProductFactory(num_in_stock=0)
    record = StockRecord.objects.get(product=bowl)
    today = timezone.localdate()
    change_policy(record, policy="backorder", cap=5, promise_date=today + timedelta(days=9))
    order = order_by(BankTransfer(), lines=[(bowl, 1)])
    StockRecord.objects.update(promise_date=today - timedelta(days=2))

    for _time in range(2):
        on_promise_moved(PromiseMoved(stockrecord_id=record.pk, old_date="", new_date=""))

    assert [promise.promise_date for promise in BackorderPromise.objects.filter(line__order=order)] == [None]
    (letter,) = Mail.objects.filter(kind="promise-moved")
    assert "We cannot say yet when part of your order ships" in letter.text


def test_change_is_told_once_and_returns_are_told_by_others():
    order = OrderFactory()
    for kinds, change in ((["return"], 1), (["quantity"], 2), (["quantity"], 2)):
        on_order_changed(OrderChanged(order_id=order.pk, change_id=change, kinds=kinds))

    assert list(Mail.objects.values_list("kind", "key")) == [("order-change", f"order:{order.pk}:change:2")]
