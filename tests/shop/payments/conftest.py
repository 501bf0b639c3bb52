"""The simulator on a port of its own, and orders to be paid."""

import os
import threading

import pytest
from django.conf import settings as django_settings

from config.demo.stripe_simulator.server import Simulator
from shop.payments.card import CardPayment
from tests.shop.payments.kit import order_by

SECRET = "whsec_test"


@pytest.fixture(scope="session")
def simulator_server():
    """Return what gives the server of this process: a fork (`tests.mutation`) has no thread of its parent's."""
    servers = {}

    def server_here():
        pid = os.getpid()
        if pid not in servers:
            server = Simulator(port=0, secret_key="sk_test_x", webhook_url="", webhook_secret=SECRET)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            servers[pid] = server
        return servers[pid]

    yield server_here
    if server := servers.get(os.getpid()):
        server.shutdown()
        server.server_close()


@pytest.fixture
def simulator(simulator_server, settings):
    """Stripe's stand-in with the settings that lead to it, and well behaved."""
    server = simulator_server()
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    settings.KILN_STRIPE_PUBLISHABLE_KEY = "pk_test_x"
    settings.KILN_STRIPE_WEBHOOK_SECRET = SECRET
    settings.KILN_STRIPE_API_BASE = server.base
    settings.KILN_STRIPE_JS_URL = f"{server.base}/stripe.js"
    store = server.store
    with store.lock:
        for things in store.objects.values():
            things.clear()
        store.keys.clear()
        store.behaviour.clear()
        server.courier.sent = 0
        server.api.seen.clear()
    assert django_settings.KILN_STRIPE_CAPTURE == "automatic"
    return server


@pytest.fixture
def order(db):
    """An order of 24.00 EUR that waits to be paid by card."""
    return order_by(CardPayment())
