"""How patient the client is, whom it asks, and what Stripe's errors are in our words."""

import pytest
import stripe
from requests import Session

from shop.breakers import is_open
from shop.deadlines import page
from shop.payments.gateways import GatewayRefusedError, GatewayUnreachableError
from shop.payments.stripe.client import RETRIES, GuardedHTTPClient, stripe_client, translated_errors

pytestmark = pytest.mark.django_db


def told(client):
    requestor = client._requestor
    return (
        requestor._options.max_network_retries,
        requestor._client.seconds,
        requestor.base_addresses["api"],
        requestor._client.provider,
    )


def test_page_asks_once_and_a_job_again(settings):
    settings.KILN_STRIPE_SECRET_KEY, settings.KILN_STRIPE_API_BASE = "sk_test_x", "http://127.0.0.1:9"
    settings.KILN_PAGE_PATIENCE_SECONDS, settings.KILN_STRIPE_TIMEOUT = 3, 17
    whom = ("http://127.0.0.1:9", "stripe:127.0.0.1:9")

    job = told(stripe_client())
    with page():
        here = told(stripe_client())

    assert (job, here) == ((RETRIES, 17, *whom), (0, 3, *whom))


def test_stripe_itself_is_asked_where_no_address_is_set(settings):
    settings.KILN_STRIPE_SECRET_KEY, settings.KILN_STRIPE_API_BASE = "sk_test_x", ""

    assert told(stripe_client())[2] == "https://api.stripe.com"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (stripe.APIConnectionError("away"), GatewayUnreachableError),
        (stripe.RateLimitError("many", http_status=429), GatewayUnreachableError),
        (stripe.StripeError("what"), GatewayUnreachableError),
        (stripe.APIError("ill", http_status=500), GatewayUnreachableError),
        (stripe.APIError("ill", http_status=503), GatewayUnreachableError),
        (stripe.IdempotencyError("busy", http_status=409), GatewayUnreachableError),
        (stripe.APIError("no", http_status=499), GatewayRefusedError),
        (stripe.CardError("no", "", "card_declined", http_status=402), GatewayRefusedError),
        (stripe.InvalidRequestError("no", "", code="resource_missing", http_status=404), GatewayRefusedError),
        (stripe.InvalidRequestError("no", "", http_status=400), GatewayRefusedError),
    ],
)
def test_error_says_whether_anybody_knows_what_was_done(error, kind):
    with pytest.raises((GatewayUnreachableError, GatewayRefusedError)) as raised, translated_errors():
        raise error

    is_silent = isinstance(error, (stripe.APIConnectionError, stripe.RateLimitError))
    assert (type(raised.value), raised.value.code) == (kind, "" if is_silent else error.code or "")


class Answer:
    """An answer of the network with this status."""

    headers: dict[str, str] = {}
    content = b"{}"

    def __init__(self, status):
        self.status_code = status


@pytest.mark.parametrize(("status", "is_left_alone"), [(499, False), (500, True), (503, True)])
def test_provider_that_is_not_well_is_left_alone_and_its_answer_told(
    settings, monkeypatch, status, is_left_alone
):
    monkeypatch.setattr(Session, "request", lambda *_args, **_kwargs: Answer(status))
    client = GuardedHTTPClient(f"stripe:{status}", 5)

    said = [
        client.request("get", "http://127.0.0.1:9/", {})[1] for _time in range(settings.KILN_BREAKER_FAILURES)
    ]

    assert (set(said), is_open(f"stripe:{status}")) == ({status}, is_left_alone)
