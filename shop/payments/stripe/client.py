"""The one place that makes a Stripe client, and turns Stripe's errors into ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import Any

import stripe
from django.conf import settings
from stripe import StripeClient

from shop.payments.gateways import GatewayRefusedError, GatewayUnreachableError, forbid_transaction

# Repeats are safe: every call that changes something has an idempotency key.
RETRIES = 2
CONFLICT, SERVER_ERROR = HTTPStatus.CONFLICT, HTTPStatus.INTERNAL_SERVER_ERROR


def stripe_client() -> StripeClient:
    """Return the client of the settings' keys; raises CalledInTransactionError inside a transaction."""
    forbid_transaction()
    return _client(settings.KILN_STRIPE_SECRET_KEY, settings.KILN_STRIPE_API_BASE)


@cache
def _client(key: str, base: str) -> StripeClient:
    return StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=settings.KILN_STRIPE_TIMEOUT),
    )


@contextmanager
def our_errors() -> Iterator[None]:
    """Raise our errors instead of Stripe's."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise GatewayUnreachableError(str(error)) from error
    except stripe.StripeError as error:
        # A 409 says that the same key is being worked on right now, a 5xx that Stripe does not know.
        unsure = (
            error.http_status is None or error.http_status >= SERVER_ERROR or error.http_status == CONFLICT
        )
        kind = GatewayUnreachableError if unsure else GatewayRefusedError
        raise kind(error.user_message or str(error), code=str(error.code or "")) from error


def plain(thing: Any) -> dict[str, Any]:
    """Turn an object of Stripe's library into plain dicts and lists."""
    return dict(thing.to_dict())
