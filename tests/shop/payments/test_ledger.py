import pytest

from shop.events.models import Event
from shop.payments.card import CardPayment
from shop.payments.gateways import RefundFact
from shop.payments.ledger import book_payment, book_refund
from shop.payments.models import PaymentAttempt, Refund
from shop.payments.refunds import request_refund
from shop.payments.services import check_payment, start_payment
from shop.payments.states import RefundState
from shop.payments.stripe.gateway import StripeGateway
from tests.shop.payments.kit import confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


@pytest.mark.parametrize(("capture", "state"), [("automatic", "succeeded"), ("manual", "authorised")])
def test_old_news_do_not_take_a_payment_back(order, simulator, settings, capture, state):
    settings.KILN_STRIPE_CAPTURE = capture
    attempt, old = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    book_payment(attempt, StripeGateway().status(attempt.reference))

    book_payment(attempt, old)

    assert PaymentAttempt.objects.get().state == state


def test_webhook_of_a_refund_that_overtakes_its_answer_finds_it_by_its_key(order, simulator, settings):
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    check_payment(order)
    base = settings.KILN_STRIPE_API_BASE
    settings.KILN_STRIPE_API_BASE = "http://127.0.0.1:9"
    refund = request_refund(order, key="a", extra=5)[0]
    settings.KILN_STRIPE_API_BASE = base
    told = StripeGateway().refund(refund)

    book_refund(told)
    book_refund(told, refund=refund)

    assert [(row.state, row.reference) for row in Refund.objects.all()] == [("succeeded", told.reference)]
    assert Event.objects.filter(name="OrderRefunded").count() == 1


def test_refund_that_fails_afterwards_is_no_refund_any_more(order, simulator):
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    check_payment(order)
    refund = request_refund(order, key="a", extra=5)[0]
    assert order.sources.get().amount_refunded == 5

    fact = RefundFact(
        state=RefundState.FAILED, amount=refund.amount, currency="EUR", reference=refund.reference
    )
    book_refund(fact, refund=refund)

    assert order.sources.get().amount_refunded == 0
    assert request_refund(order, key="b", extra=19)[0].state == "succeeded"
