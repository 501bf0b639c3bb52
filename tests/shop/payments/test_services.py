import pytest
from django.db import transaction
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.breakers import CalledInTransactionError
from shop.events.models import Event
from shop.fulfilment.services import dispatch
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.exceptions import NotPayableError
from shop.payments.gateways import GatewayRefusedError, GatewayUnreachableError
from shop.payments.models import Charge, PaymentAttempt, Refund
from shop.payments.queries import balance_of, open_attempt_of
from shop.payments.services import cancel, capture, check_payment, choose_method, start_payment
from shop.payments.stripe.gateway import StripeGateway
from tests.shop.factories import UserFactory
from tests.shop.payments.kit import confirm, order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


def published(name):
    return Event.objects.filter(name=name).count()


def begin(order):
    attempt, fact = start_payment(order, CardPayment())
    return attempt, fact


def test_payment_is_begun_once_with_the_orders_number_as_key(order, simulator):
    first, fact = begin(order)
    second, again = begin(Order.objects.get(pk=order.pk))

    assert first == second
    assert (first.key, first.state, first.amount) == (order.number, "waiting", order.total_incl_tax)
    assert fact.secret == again.secret != ""
    intent = simulator.store.objects["payment_intent"][first.reference]
    assert (intent["amount"], intent["currency"], intent["metadata"]["order"]) == (2400, "eur", order.number)


def test_paid_order_is_booked_once_however_often_it_is_looked_at(order, simulator):
    attempt, _fact = begin(order)
    confirm(simulator, attempt.reference)

    for _look in range(3):
        check_payment(Order.objects.get(pk=order.pk))

    order.refresh_from_db()
    assert (order.status, order.paid_at is None) == ("Paid", False)
    charge = Charge.objects.get()
    assert (charge.amount_captured, charge.label, charge.state) == (
        order.total_incl_tax,
        "Visa •••• 4242",
        "succeeded",
    )
    assert order.sources.get().amount_debited == order.total_incl_tax
    assert published("OrderPaid") == 1


def test_declined_card_is_told_and_another_pays_the_same_intent(order, simulator):
    attempt, _fact = begin(order)
    confirm(simulator, attempt.reference, "pm_card_chargeDeclined")
    check_payment(order)
    check_payment(order)
    assert published("PaymentFailed") == 1
    assert (order.charges.get().state, order.charges.get().error) == ("failed", "Your card was declined.")

    confirm(simulator, attempt.reference)
    assert check_payment(order).status == "Paid"

    assert PaymentAttempt.objects.count() == 1
    assert balance_of(order).kept == order.total_incl_tax


def test_held_amount_is_collected_at_dispatch(order, simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    attempt, _fact = begin(order)
    confirm(simulator, attempt.reference)
    assert check_payment(order).status == "Authorised"
    assert balance_of(order).received == 0

    dispatched = dispatch(Order.objects.get(pk=order.pk))

    assert (dispatched.status, dispatched.paid_at is None) == ("Dispatched", False)
    assert balance_of(order).received == order.total_incl_tax
    assert (published("OrderPaid"), published("OrderDispatched")) == (1, 1)


def test_dispatch_is_refused_when_the_hold_has_lapsed(order, simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    attempt, _fact = begin(order)
    confirm(simulator, attempt.reference)
    check_payment(order)
    StripeGateway().void(attempt.reference)

    with pytest.raises(InvalidOrderStatus):
        dispatch(Order.objects.get(pk=order.pk))

    assert Order.objects.get().status == "Pending payment"
    assert published("OrderDispatched") == 0


def test_capture_without_a_hold_changes_nothing(order):
    assert capture(order).status == "Pending payment"


def test_unpaid_order_is_cancelled_and_cannot_be_paid_any_more(order, simulator):
    attempt, _fact = begin(order)

    cancel(order)

    assert Order.objects.get().status == "Cancelled"
    assert simulator.store.objects["payment_intent"][attempt.reference]["status"] == "canceled"
    with pytest.raises(NotPayableError):
        begin(Order.objects.get())


def test_paid_order_is_cancelled_and_its_money_goes_back(order, simulator):
    attempt, _fact = begin(order)
    confirm(simulator, attempt.reference)
    check_payment(order)

    cancel(Order.objects.get(pk=order.pk))
    cancel(Order.objects.get(pk=order.pk))

    refund = Refund.objects.get()
    assert (refund.state, refund.amount, refund.reference[:3]) == ("succeeded", order.total_incl_tax, "re_")
    assert order.sources.get().amount_refunded == order.total_incl_tax
    assert (published("OrderRefunded"), published("OrderCancelled")) == (1, 1)


def test_order_paid_in_the_last_moment_is_cancelled_with_a_refund(order, simulator):
    attempt, _fact = begin(order)
    confirm(simulator, attempt.reference)

    cancel(Order.objects.get(pk=order.pk))

    assert Order.objects.get().status == "Cancelled"
    assert Refund.objects.get().state == "succeeded"


def test_dispatched_order_is_not_cancelled_and_its_payment_is_left_alone(order, simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    attempt, _fact = begin(order)
    confirm(simulator, attempt.reference)
    check_payment(order)
    dispatch(Order.objects.get())

    with pytest.raises(InvalidOrderStatus):
        cancel(Order.objects.get())

    assert simulator.store.objects["payment_intent"][attempt.reference]["status"] == "succeeded"
    assert Refund.objects.count() == 0


def test_buyer_changes_to_bank_transfer_and_back(order, simulator):
    first, _fact = begin(order)

    choose_method(order, BankTransfer())

    assert order.sources.get().source_type.code == "bank-transfer"
    assert simulator.store.objects["payment_intent"][first.reference]["status"] == "canceled"
    second, _fact = begin(Order.objects.get())
    assert (second.key, open_attempt_of(order)) == (f"{order.number}-2", second)
    assert order.sources.get().source_type.code == "card"


def test_answer_that_is_lost_is_asked_for_again(order, simulator):
    simulator.store.behaviour["lost_answers"] = 1

    attempt, _fact = begin(order)

    assert attempt.reference.startswith("pi_")
    assert len(simulator.store.objects["payment_intent"]) == 1


def test_provider_that_does_not_answer_leaves_an_attempt_to_go_on_with(order, settings):
    base = settings.KILN_STRIPE_API_BASE
    settings.KILN_STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(GatewayUnreachableError):
        begin(order)
    assert (PaymentAttempt.objects.get().reference, PaymentAttempt.objects.get().state) == (None, "created")

    settings.KILN_STRIPE_API_BASE = base
    assert check_payment(order).status == "Pending payment"
    assert PaymentAttempt.objects.get().state == "waiting"


def test_provider_is_never_asked_inside_a_transaction(order):
    with transaction.atomic(), pytest.raises(CalledInTransactionError):
        begin(order)

    assert PaymentAttempt.objects.get().reference is None


def test_users_payment_is_made_under_the_users_name_at_stripe(simulator):
    user = UserFactory()
    order = order_by(CardPayment(), user=user)

    attempt, _fact = begin(order)

    customer = simulator.store.objects["payment_intent"][attempt.reference]["customer"]
    assert customer == user.gateway_customer.reference


def test_an_amount_that_would_be_rounded_is_not_sent_to_stripe(simulator):
    order = order_by(CardPayment())
    Order.objects.filter(pk=order.pk).update(currency="JPY", total_incl_tax="0.50")
    order.refresh_from_db()

    with pytest.raises(GatewayRefusedError, match=r"0\.50 JPY cannot be paid"):
        start_payment(order, CardPayment())
    assert len(simulator.store.objects["payment_intent"]) == 0
