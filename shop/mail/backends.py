"""The way out for mail that is not in the outbox: a page does not wait for a mail server.

The set-up's test mail and Wagtail's notices are sent while somebody waits for a page. They go through
the breaker and the page's patience (`shop.breakers`); the outbox does that for itself, in a worker.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.message import EmailMessage
from django.utils.module_loading import import_string

from shop.breakers import call_provider
from shop.configuration.queries import mail_server
from shop.deadlines import is_page
from shop.mail.sender import sender_address
from shop.mail.smtp import EmailBackend as SMTPBackend
from shop.mail.submission import PROVIDER, is_answer
from shop.transactions import after_commit, in_transaction


class EmailBackend(BaseEmailBackend):
    """Hands over to KILN_MAIL_BACKEND, on a page with its patience."""

    def __init__(self, fail_silently: bool = False, **kwargs: object) -> None:  # noqa: FBT001, FBT002 - Django's
        super().__init__(fail_silently=fail_silently)
        self.carrier = self.make_carrier(fail_silently=fail_silently, **kwargs)

    def make_carrier(self, **kwargs: object) -> Any:
        """Return the backend that hands mail over."""
        return import_string(settings.KILN_MAIL_BACKEND)(**kwargs)

    @property
    def says_before_handover(self) -> bool:
        """See `shop.mail.submission`."""
        return getattr(self.carrier, "says_before_handover", False)

    def open(self) -> Any:
        """Open the connection where there is one."""
        return self.carrier.open()

    def close(self) -> None:
        """Close it."""
        self.carrier.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send; on a page raises ProviderSilentError when it takes too long or did lately.

        What a page sends inside a transaction goes out after its commit; nobody hears of a failure then.
        """
        _name_sender(email_messages)

        def send(_seconds: float) -> int:
            return self.carrier.send_messages(email_messages) or 0

        def send_soon() -> int:
            return call_provider(
                PROVIDER, send, patience=settings.KILN_PAGE_PATIENCE_SECONDS, answers=[is_answer]
            )

        if not is_page():
            return send(0)
        if in_transaction():
            after_commit(send_soon)
            return len(email_messages)
        return send_soon()


class ConfiguredBackend(EmailBackend):
    """Hands over to the mail server that staff entered; without one into files below the var folder."""

    def make_carrier(self, **kwargs: Any) -> Any:
        """Read what staff entered, before a thread is begun."""
        server = mail_server()
        if server is None:
            return FileBackend(**kwargs)
        own = {
            "host": server.host,
            "port": server.port,
            "username": server.username,
            "password": server.password,
            "use_tls": server.use_tls,
            "use_ssl": server.use_ssl,
        }
        return SMTPBackend(**{**own, **kwargs})


def _name_sender(messages: Iterable[EmailMessage]) -> None:
    """Send what names no sender of its own in the shop's name."""
    for message in messages:
        if message.from_email == settings.DEFAULT_FROM_EMAIL:
            message.from_email = sender_address()
