"""What is sent to Stripe, and which of its refusals are told on."""

from decimal import Decimal

import pytest

from shop.payments.card import CardPayment
from shop.payments.gateways import GatewayRefusedError
from shop.payments.models import GatewayCustomer
from shop.payments.services import start_payment
from shop.payments.stripe.gateway import StripeGateway, _minor
from tests.shop.factories import UserFactory
from tests.shop.payments.kit import confirm, order_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(order, simulator, settings):
    """A payment of 24.00 EUR that is held."""
    settings.KILN_STRIPE_CAPTURE = "manual"
    reference = start_payment(order, CardPayment())[0].reference
    confirm(simulator, reference)
    return reference


def test_payment_of_a_user_is_under_their_name_and_a_guests_under_none(simulator):
    user = UserFactory()
    owners = []
    for buyer in (user, None):
        attempt = start_payment(order_by(CardPayment(), user=buyer), CardPayment())[0]
        owners.append(simulator.store.objects["payment_intent"][attempt.reference].get("customer"))

    assert owners == [GatewayCustomer.objects.get(user=user).reference, None]


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [("capture", "void", "succeeded"), ("void", "capture", "cancelled")],
)
def test_payment_that_moved_on_tells_how_it_stands(reference, first, then, state):
    gateway = StripeGateway()
    getattr(gateway, first)(reference)

    assert getattr(gateway, then)(reference).state == state


@pytest.mark.parametrize(("work", "word"), [("capture", "capture"), ("void", "cancel")])
def test_other_refusals_are_told_on(reference, simulator, work, word):
    """Stripe knows the key by another request: it refuses, though the payment can be read."""
    simulator.store.keys[f"{reference}-{word}"] = {"digest": "other", "at": 10**12, "answer": None}

    with pytest.raises(GatewayRefusedError):
        getattr(StripeGateway(), work)(reference)

    assert StripeGateway().status(reference).state == "authorised"


@pytest.mark.parametrize(("keep", "usage"), [(True, "on_session"), (False, None)])
def test_card_is_kept_when_the_buyer_says_so(order, simulator, keep, usage):
    reference = start_payment(order, CardPayment())[0].reference
    StripeGateway().create_setup_intent(reference, keep=not keep)

    StripeGateway().create_setup_intent(reference, keep=keep)

    assert (simulator.store.objects["payment_intent"][reference].get("setup_future_usage") or None) == usage


@pytest.mark.parametrize(
    ("base", "key", "page"),
    [
        ("http://127.0.0.1:1", "sk_live_x", "http://127.0.0.1:1/#pi_1"),
        ("", "sk_test_x", "https://dashboard.stripe.com/test/payments/pi_1"),
        ("", "rk_test_x", "https://dashboard.stripe.com/test/payments/pi_1"),
        ("", "sk_live_x", "https://dashboard.stripe.com/payments/pi_1"),
    ],
)
def test_page_of_a_payment(settings, base, key, page):
    settings.KILN_STRIPE_API_BASE, settings.KILN_STRIPE_SECRET_KEY = base, key

    assert StripeGateway().dashboard_url("pi_1") == page


def test_amount_is_sent_in_the_units_of_its_currency():
    assert [_minor(Decimal(amount), code) for amount, code in (("12.34", "EUR"), ("12", "JPY"))] == [1234, 12]


@pytest.mark.parametrize(("amount", "currency"), [("0.005", "EUR"), ("12.50", "JPY")])
def test_amount_that_would_be_rounded_is_not_sent(amount, currency):
    with pytest.raises(GatewayRefusedError, match=currency):
        _minor(Decimal(amount), currency)
