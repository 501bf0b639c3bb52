"""Stripe takes connections and says nothing: pages answer, once asked, and nothing is done twice."""

import time

import pytest
from django.urls import reverse

from shop.order.models import Order
from shop.payments.models import GatewayCustomer, PaymentAttempt
from shop.payments.reconciliation import reconcile
from shop.payments.services import check_payment
from tests.shop.factories import UserFactory
from tests.shop.payments.kit import confirm, events, post_webhook
from tests.shop.silent_server import SilentServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator", "site")]

PATIENCE = 0.5
# A page is made in some time of its own, on a machine that does other things, too.
BOUND = PATIENCE + 2.5


@pytest.fixture(params=["silent", "drip"])
def silent(request, settings, simulator):
    """Stripe's address leads to somebody who never answers, or never ends the answer."""
    settings.KILN_PAGE_PATIENCE_SECONDS = PATIENCE
    with SilentServer(drip=request.param == "drip") as server:
        settings.KILN_STRIPE_API_BASE = server.base
        yield server


@pytest.fixture
def buyer(client, order):
    """A user who placed the order and keeps cards at Stripe."""
    user = UserFactory()
    Order.objects.filter(pk=order.pk).update(user=user)
    GatewayCustomer.objects.create(user=user, reference="cus_1")
    client.force_login(user)
    client.get(reverse("catalogue:index"))
    return client


def timed(call, *args, **kwargs):
    began = time.monotonic()
    response = call(*args, **kwargs)
    return response, time.monotonic() - began


@pytest.mark.parametrize("name", ["cards", "card-add"])
def test_card_pages_wait_no_longer_say_so_and_offer_to_try_again(buyer, silent, name):
    response, seconds = timed(buyer.get, reverse(f"payments:{name}"))

    assert (response.status_code, silent.connections) == (200, 1)
    assert seconds < BOUND
    assert response.context["is_unreachable"] is True
    assert f'href="{reverse(f"payments:{name}")}">Try again</a>' in response.content.decode()


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_deleting_a_card_answers_too(buyer, silent, method):
    response, seconds = timed(getattr(buyer, method), reverse("payments:card-delete", args=["pm_1"]))

    assert (response.status_code, silent.connections) == (200, 1)
    assert seconds < BOUND
    assert response.context["is_unreachable"] is True


def test_pay_page_says_so_and_offers_to_try_again(buyer, order, silent):
    response, seconds = timed(buyer.get, reverse("checkout:pay", args=[order.number]))

    assert (response.status_code, silent.connections) == (200, 1)
    assert seconds < BOUND
    assert response.context["is_unreachable"] is True
    assert "Try again" in response.content.decode()
    attempt = PaymentAttempt.objects.get()
    assert (attempt.key, attempt.reference, attempt.state) == (order.number, None, "created")


@pytest.mark.parametrize(
    ("name", "method"), [("pay-prepare", "post"), ("pay-return", "get"), ("pay-method", "post")]
)
def test_every_step_of_a_payment_answers(buyer, order, settings, simulator, name, method):
    buyer.get(reverse("checkout:pay", args=[order.number]))
    settings.KILN_PAGE_PATIENCE_SECONDS = PATIENCE
    with SilentServer() as server:
        settings.KILN_STRIPE_API_BASE = server.base
        address = reverse(f"checkout:{name}", args=[order.number])
        response, seconds = timed(getattr(buyer, method), address, {"method": "bank-transfer"})

    assert (response.status_code in (200, 302), server.connections) == (True, 1)
    assert seconds < BOUND
    order.refresh_from_db()
    assert order.status == "Pending payment"
    assert order.sources.get().source_type.code == "card"


def test_after_some_failures_pages_do_not_wait_at_all(buyer, silent, settings):
    for _time in range(3):
        buyer.get(reverse("payments:cards"))
    assert silent.connections == 3

    settings.KILN_PAGE_PATIENCE_SECONDS = 30.0
    for _time in range(5):
        response, seconds = timed(buyer.get, reverse("payments:cards"))
        assert (response.status_code, response.context["is_unreachable"]) == (200, True)
        assert seconds < BOUND
    assert silent.connections == 3


def test_webhook_is_asked_to_come_again(client, order, simulator, settings):
    client.force_login(UserFactory())
    attempt = PaymentAttempt.objects.create(
        order=order, method="card", key=order.number, amount=order.total_incl_tax, currency="EUR"
    )
    check_payment(order)
    attempt.refresh_from_db()
    confirm(simulator, attempt.reference)
    base, settings.KILN_PAGE_PATIENCE_SECONDS = settings.KILN_STRIPE_API_BASE, PATIENCE
    event = events(simulator, "payment_intent.succeeded")[0]
    with SilentServer() as server:
        settings.KILN_STRIPE_API_BASE = server.base
        response, seconds = timed(post_webhook, client, simulator, event)
    assert (response.status_code, server.connections) == (503, 1)
    assert seconds < BOUND

    settings.KILN_STRIPE_API_BASE = base
    assert post_webhook(client, simulator, event).status_code == 200
    assert Order.objects.get().status == "Paid"


def test_an_answer_that_came_too_late_is_found_again_under_its_key(
    client, order, simulator, settings, monkeypatch
):
    session = client.session
    session["checkout_order_id"] = order.pk
    session.save()
    settings.KILN_PAGE_PATIENCE_SECONDS = PATIENCE
    api = type(simulator.api)
    answer = api.call

    def late(self, *args, **kwargs):
        made = answer(self, *args, **kwargs)
        time.sleep(1.2)
        return made

    monkeypatch.setattr(api, "call", late)
    response = client.get(reverse("checkout:pay", args=[order.number]))
    assert response.context["is_unreachable"] is True
    time.sleep(1)
    monkeypatch.setattr(api, "call", answer)
    assert (PaymentAttempt.objects.get().reference, len(simulator.store.objects["payment_intent"])) == (
        None,
        1,
    )

    PaymentAttempt.objects.update(created_at=order.date_placed.replace(year=2020))
    reconcile()

    attempt = PaymentAttempt.objects.get()
    assert attempt.state == "waiting"
    assert list(simulator.store.objects["payment_intent"]) == [attempt.reference]
