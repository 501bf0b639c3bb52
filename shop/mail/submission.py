"""Handing a written mail over to whoever carries it, and knowing afterwards what is known."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from requests.exceptions import ConnectionError as HTTPConnectionError, Timeout
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from shop.breakers import call_with_breaker
from shop.deadlines import DeadlineExceededError

PROVIDER = "mail"


class UncertainError(Exception):
    """The line broke while the mail was being handed over; it may have gone out."""


def submit(message: EmailMessage, *, before: Callable[[], None]) -> None:
    """Send a message; `before` is called just before it can no longer be taken back, and may raise.

    With SMTP that is right before its text is sent, with everything else before the call. Raises
    UncertainError when it broke after that without a clear answer; any other error means that the
    mail has not gone out. Goes through the breaker: ProviderSilentError when nobody was asked.
    """
    call_with_breaker(PROVIDER, lambda: _submit(message, before), answers=[is_answer])


def is_answer(error: BaseException) -> bool:
    """Tell whether a server that does not answer is not what an error is about."""
    return not any(isinstance(part, _SILENCE) for part in _parts_of(error))


# What a server that is away or silent looks like, by SMTP and by the providers' HTTP.
_SILENCE = (
    TimeoutError,
    ConnectionError,
    socket.gaierror,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    HTTPConnectionError,
    Timeout,
    DeadlineExceededError,
)


def _submit(message: EmailMessage, before: Callable[[], None]) -> None:
    is_on_its_way = False

    def say() -> None:
        nonlocal is_on_its_way
        before()
        is_on_its_way = True

    connection: Any = get_connection()
    connection.open()
    try:
        if getattr(connection, "says_before_handover", False):
            message.before_submission = say  # type: ignore[attr-defined]
        else:
            say()
        connection.send_messages([message])
    except Exception as error:
        if is_on_its_way and not _was_refused(error):
            raise UncertainError(f"{type(error).__name__}: {error}") from error
        raise
    finally:
        # What a server says to our goodbye changes nothing.
        with suppress(Exception):
            connection.close()


def _was_refused(error: BaseException) -> bool:
    """Tell whether an error says for certain that nothing was taken: an answer, or nobody to answer."""
    return any(
        isinstance(
            part,
            smtplib.SMTPResponseException
            | smtplib.SMTPRecipientsRefused
            | ConnectionRefusedError
            | socket.gaierror
            # urllib3, below the providers' HTTP: the host was not reached.
            | NewConnectionError
            | ConnectTimeoutError,
        )
        # Providers (anymail): the answer's status.
        or isinstance(getattr(part, "status_code", None), int)
        for part in _parts_of(error)
    )


def _parts_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        part = waiting.pop()
        if isinstance(part, BaseException) and id(part) not in seen:
            seen.add(id(part))
            yield part
            waiting += [part.__cause__, part.__context__, getattr(part, "reason", None), *part.args]
