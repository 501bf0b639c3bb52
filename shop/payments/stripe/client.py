"""The one place that makes a Stripe client, and turns Stripe's errors into ours."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import TypeAlias
from urllib.parse import urlsplit

import requests
import stripe
from django.conf import settings
from django.utils.translation import gettext as _
from stripe import StripeClient

from shop.breakers import ProviderUnavailableError, call_provider, forbid_transaction
from shop.configuration.queries import stripe_keys
from shop.deadlines import is_page
from shop.json_types import JsonObject
from shop.payments.gateways import GatewayRefusedError, GatewayUnreachableError

# Repeats are safe: every call that changes something has an idempotency key. A page asks once.
RETRIES = 2
CONFLICT, SERVER_ERROR = HTTPStatus.CONFLICT, HTTPStatus.INTERNAL_SERVER_ERROR

#: A body, a status and headers.
Answer: TypeAlias = tuple[object, int, Mapping[str, str]]


def stripe_client() -> StripeClient:
    """Return the client of the settings' keys; raises CalledInTransactionError inside a transaction."""
    forbid_transaction()
    return _client(
        stripe_keys().secret,
        settings.KILN_STRIPE_API_BASE,
        0 if is_page() else RETRIES,
        settings.KILN_PAGE_PATIENCE_SECONDS if is_page() else settings.KILN_STRIPE_TIMEOUT,
    )


@cache
def _client(key: str, base: str, retries: int, seconds: float) -> StripeClient:
    return StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        max_network_retries=retries,
        http_client=GuardedHTTPClient(f"stripe:{urlsplit(base).netloc}", seconds),
    )


class _ServerError(Exception):
    """Stripe answered that it cannot answer (5xx); the answer itself is told all the same."""

    def __init__(self, response: Answer) -> None:
        super().__init__(str(response[1]))
        self.response = response


class GuardedHTTPClient(stripe.RequestsClient):
    """Stripe's own HTTP client, behind the breaker and with a limit for the whole question."""

    def __init__(self, provider: str, seconds: float) -> None:
        # One session for all threads, for its open connections; cookies would be shared, so none are kept.
        session = requests.Session()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        super().__init__(timeout=seconds, session=session)
        self.provider, self.seconds = provider, seconds

    def request(  # type: ignore[override]  # as in the class above, which the base class' own type forgot
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: object = None
    ) -> Answer:
        """Send one request. Raises stripe.APIConnectionError."""

        def send(_seconds: float) -> Answer:
            response = super(GuardedHTTPClient, self).request(method, url, headers, post_data)
            if response[1] >= SERVER_ERROR:
                raise _ServerError(response)
            return response

        try:
            return call_provider(self.provider, send, patience=self.seconds)
        except _ServerError as error:
            return error.response
        except ProviderUnavailableError as error:
            # Who was left alone will be so a moment later, too.
            raise stripe.APIConnectionError(str(error), should_retry=error.is_asked) from error


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise our errors instead of Stripe's."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        said = _("Stripe does not answer right now. Please try again in a minute: nothing is done twice.")
        raise GatewayUnreachableError(said) from error
    except stripe.StripeError as error:
        # A 409 says that the same key is being worked on right now, a 5xx that Stripe does not know.
        unsure = (
            error.http_status is None or error.http_status >= SERVER_ERROR or error.http_status == CONFLICT
        )
        kind = GatewayUnreachableError if unsure else GatewayRefusedError
        raise kind(error.user_message or str(error), code=str(error.code or "")) from error


def to_plain(thing: stripe.StripeObject) -> JsonObject:
    """Turn an object of Stripe's library into plain dicts and lists."""
    return dict(thing.to_dict())
