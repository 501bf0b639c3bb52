"""The way out for mail that is not in the outbox: a page does not wait for a mail server.

The set-up's test mail and Wagtail's notices are sent while somebody waits for a page. They go through
the breaker and the page's patience (`shop.breakers`); the outbox does that for itself, in a worker.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils.module_loading import import_string

from shop.breakers import call_provider, in_transaction
from shop.deadlines import is_page
from shop.mail.submission import PROVIDER, is_answer
from shop.transactions import after_commit


class EmailBackend(BaseEmailBackend):
    """Hands over to KILN_MAIL_BACKEND, on a page with its patience."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - Django's
        super().__init__(fail_silently=fail_silently)
        self.carrier = import_string(settings.KILN_MAIL_BACKEND)(fail_silently=fail_silently, **kwargs)

    @property
    def notifies_before_submission(self) -> bool:
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
