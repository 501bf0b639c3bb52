"""The simulator on a port of its own, and orders to be paid."""

import threading

import pytest
from django.conf import settings as django_settings

from shop.payments.card import CardPayment
from shop.payments.simulator.server import Simulator
from tests.shop.payments.kit import order_by

SECRET = "whsec_test"


@pytest.fixture(scope="session")
def simulator_server():
    server = Simulator(port=0, secret_key="sk_test_x", webhook_url="", webhook_secret=SECRET)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def simulator(simulator_server, settings):
    """Stripe's stand-in with the settings that lead to it, and well behaved."""
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    settings.KILN_STRIPE_PUBLISHABLE_KEY = "pk_test_x"
    settings.KILN_STRIPE_WEBHOOK_SECRET = SECRET
    settings.KILN_STRIPE_API_BASE = simulator_server.base
    settings.KILN_STRIPE_JS_URL = f"{simulator_server.base}/stripe.js"
    store = simulator_server.store
    with store.lock:
        for things in store.objects.values():
            things.clear()
        store.keys.clear()
        store.behaviour.clear()
        simulator_server.courier.sent = 0
        simulator_server.api.seen.clear()
    assert django_settings.KILN_STRIPE_CAPTURE == "automatic"
    return simulator_server


@pytest.fixture
def order(db):
    """An order of 24.00 EUR that waits to be paid by card."""
    return order_by(CardPayment())
