"""A circuit breaker per provider: who did not answer a few times is left alone for a while.

What is known of a provider lies in the cache, so that all processes of a site share it (Redis, or
files on one machine). Settings: KILN_BREAKER_FAILURES in a row open it, for KILN_BREAKER_PAUSE_SECONDS;
then one question is tried while all others still go without.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from pybreaker import STATE_CLOSED, CircuitBreaker, CircuitBreakerError, CircuitBreakerStorage

from shop.deadlines import DeadlineExceededError, call_with_deadline, has_time
from shop.transactions import in_transaction

logger = logging.getLogger(__name__)
T = TypeVar("T")

STATE_SECONDS = 3600
# Longer than any single question waits.
TRIAL_SECONDS = 30


class ProviderUnavailableError(Exception):
    """The provider did not answer in time, or is left alone because it did not lately.

    `is_asked` False: it was not asked at all, so certainly nothing happened there.
    """

    def __init__(self, message: str, *, is_asked: bool) -> None:
        super().__init__(message)
        self.is_asked = is_asked


class CalledInTransactionError(RuntimeError):
    """A provider was asked inside a database transaction: a mistake in our code."""


def forbid_transaction() -> None:
    """Raise CalledInTransactionError inside a transaction.

    A slow provider must not hold a lock, and what it did cannot be rolled back.
    """
    if in_transaction():
        raise CalledInTransactionError("A provider is never asked inside a database transaction.")


# An error of this class, or for which this function says so, is an answer.
Answer = type[Exception] | Callable[[Exception], bool]


def call_provider(
    provider: str, call: Callable[[float], T], *, patience: float, answers: Iterable[Answer] = ()
) -> T:
    """Ask a provider through its breaker, for `patience` seconds at most (on a page for less).

    `call(seconds)` asks; it runs in a thread (see `shop.deadlines.within`). What it raises counts as a
    failure of the provider and is raised again, except for `answers`: errors by which it did answer.
    Raises ProviderSilentError, and CalledInTransactionError inside a transaction.
    """
    if not has_time():
        # Another server took the time: no failure of this one.
        raise ProviderUnavailableError("This page has waited long enough for other servers.", is_asked=False)
    return call_with_breaker(provider, lambda: call_with_deadline(patience, call), answers=answers)


def call_with_breaker(provider: str, call: Callable[[], T], *, answers: Iterable[Answer] = ()) -> T:
    """As `ask`, for what sets its own time-outs and must run where it is called (it uses the database)."""
    forbid_transaction()  # guard: no-provider-in-transaction
    trial = f"breaker:{provider}:trial"
    storage = CacheStorage(provider)
    # An object per question: pybreaker holds the lock of its object while it waits.
    breaker = CircuitBreaker(
        fail_max=settings.KILN_BREAKER_FAILURES,
        reset_timeout=settings.KILN_BREAKER_PAUSE_SECONDS,
        exclude=list(answers),
        state_storage=storage,
        name=provider,
        throw_new_error_on_trip=False,
    )
    is_trial = storage.state != STATE_CLOSED
    if is_trial and not cache.add(trial, 1, TRIAL_SECONDS):
        raise ProviderUnavailableError(f"{provider} is left alone for a while.", is_asked=False)
    try:
        return breaker.call(call)
    except CircuitBreakerError as error:
        raise ProviderUnavailableError(f"{provider} is left alone for a while.", is_asked=False) from error
    except DeadlineExceededError as error:
        logger.warning("%s: %s", provider, error)
        raise ProviderUnavailableError(f"{provider}: {error}", is_asked=True) from error
    finally:
        if is_trial:
            cache.delete(trial)


def is_open(provider: str) -> bool:
    """Tell whether a provider is left alone, or about to be tried again."""
    return CacheStorage(provider).state != STATE_CLOSED


class CacheStorage(CircuitBreakerStorage):
    """Where pybreaker keeps what it knows: in Django's cache, forgotten after an hour."""

    def _key(self, what: str) -> str:
        return f"breaker:{self.name}:{what}"

    @property
    def state(self) -> str:
        """`closed`, `open` or `half-open`."""
        return str(cache.get(self._key("state"), STATE_CLOSED))

    @state.setter
    def state(self, state: str) -> None:
        if state != self.state:
            logger.warning("Breaker of %s: %s.", self.name, state)
        cache.set(self._key("state"), state, STATE_SECONDS)

    @property
    def counter(self) -> int:
        """Failures in a row."""
        return int(cache.get(self._key("failures"), 0))

    def increment_counter(self) -> None:
        """Count a failure."""
        self._count("failures")

    def reset_counter(self) -> None:
        """Forget the failures."""
        cache.delete(self._key("failures"))

    @property
    def success_counter(self) -> int:
        """Successes in a row while it is tried again."""
        return int(cache.get(self._key("successes"), 0))

    def increment_success_counter(self) -> None:
        """Count a success."""
        self._count("successes")

    def reset_success_counter(self) -> None:
        """Forget the successes."""
        cache.delete(self._key("successes"))

    @property
    def opened_at(self) -> datetime | None:
        """Since when it has been open."""
        found: datetime | None = cache.get(self._key("opened"))
        return found

    @opened_at.setter
    def opened_at(self, moment: datetime) -> None:
        cache.set(self._key("opened"), moment, STATE_SECONDS)

    def _count(self, what: str) -> None:
        cache.add(self._key(what), 0, STATE_SECONDS)
        with suppress(ValueError):  # forgotten in between
            cache.incr(self._key(what))
