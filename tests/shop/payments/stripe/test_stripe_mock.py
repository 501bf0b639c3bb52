"""Every request Kiln can send to Stripe, checked against Stripe's own description by stripe-mock."""

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from shop.payments.card import CardPayment
from shop.payments.refunds import request_refund
from shop.payments.services import cancel, capture, check_payment, start_payment
from shop.payments.stripe.account import read_account
from shop.payments.stripe.cards import (
    create_setup_secret,
    customer_for,
    delete_card,
    delete_customer,
    saved_cards,
)
from shop.payments.stripe.gateway import StripeGateway
from tests.demo_server import free_port
from tests.shop.factories import UserFactory
from tests.shop.payments.kit import confirm, order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]
SOURCES = Path(__file__).resolve().parents[4] / "shop/payments"
CALL = re.compile(r"\.v1\.([a-z_.]+)\(")
ID = re.compile(r"/(pi|ch|re|dp|cus|pm|seti)_[A-Za-z0-9]+")


def calls_in_the_code():
    """Name every call that the code makes, as `refunds.create`."""
    text = "".join(path.read_text() for path in (SOURCES / "stripe").glob("*.py"))
    return set(CALL.findall(text))


def send_everything(simulator, settings):
    """Have the gateway make each of its calls, in the ways in which it makes them."""
    user, gateway = UserFactory(), StripeGateway()
    read_account()
    order = order_by(CardPayment(), user=user)
    attempt, _fact = start_payment(order, CardPayment())
    gateway.create_setup_intent(attempt.reference, keep=True)
    gateway.create_setup_intent(attempt.reference, keep=False)
    confirm(simulator, attempt.reference, setup_future_usage="on_session")
    check_payment(order)
    refund = request_refund(order, key="a", extra=5)[0]
    gateway.refund_status(refund.reference)
    gateway.refunds_of(attempt.reference)
    gateway.dispute_status(simulator.browser.act("dispute", order.charges.get().reference)["id"])
    list(gateway.events_since(timezone.now() - timedelta(days=1)))
    settings.KILN_STRIPE_CAPTURE = "manual"
    for end in (capture, cancel):
        held = order_by(CardPayment())
        reference = start_payment(held, CardPayment())[0].reference
        confirm(simulator, reference)
        end(check_payment(held))
    create_setup_secret(user)
    assert delete_card(user, saved_cards(user)[0].reference)
    delete_customer(customer_for(user))


def kind_of(verb, path):
    """Name a request without its ids."""
    return verb, ID.sub("/ID", path.partition("?")[0])


def test_no_call_of_the_code_is_left_out(simulator, settings):
    send_everything(simulator, settings)

    assert len({kind_of(verb, path) for verb, path, _body in simulator.api.seen}) == len(calls_in_the_code())


def test_simulator_is_asked_by_the_same_code_as_stripe():
    text = "".join(path.read_text() for path in SOURCES.rglob("*.py") if "simulator" not in str(path))

    assert "import stripe_simulator" not in text
    assert "config.demo.stripe_simulator" not in text


@pytest.fixture(scope="module")
def stripe_mock():
    """Stripe's own stub, where it is on this machine: on the path, in Go's folder, or named by STRIPE_MOCK."""
    found = os.environ.get("STRIPE_MOCK") or shutil.which("stripe-mock")
    if found is None and shutil.which("go"):
        folder = subprocess.run(["go", "env", "GOPATH"], capture_output=True, text=True, check=False)
        beside = Path(folder.stdout.strip()) / "bin" / "stripe-mock"
        found = str(beside) if beside.exists() else None
    if found is None:
        pytest.skip("stripe-mock is not here: go install github.com/stripe/stripe-mock@latest")
    port = free_port()
    server = subprocess.Popen(
        [found, "-http-port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def ask(base, verb, path, body):
    request = urllib.request.Request(
        base + path,
        data=body.encode() if verb == "POST" else None,
        method=verb,
        headers={
            "Authorization": "Bearer sk_test_123",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def test_stripes_own_description_accepts_every_request(simulator, settings, stripe_mock):
    send_everything(simulator, settings)
    sent = list(dict.fromkeys(simulator.api.seen))

    answers = {request: ask(stripe_mock, *request) for request in sent}

    assert {request: answer for request, answer in answers.items() if answer[0] != 200} == {}


def test_stripes_own_description_refuses_what_is_wrong(stripe_mock):
    status, why = ask(stripe_mock, "POST", "/v1/payment_intents", "amount=ten&currency=eur")

    assert (status, "amount" in why) == (400, True)
