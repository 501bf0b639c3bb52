"""Handing a mail to an SMTP server, with a word said just before it can no longer be taken back.

Up to the command DATA a server has nothing that it could deliver; once the mail's text is on its way,
only the server's answer says whether it took it. Between the two lies the one moment of which nobody
knows, if the line or the process breaks, whether the mail went out.
"""

import smtplib
from typing import Any

from django.core.mail.backends import smtp
from django.core.mail.message import EmailMessage


class _NotifyingClient:
    """An SMTP client that calls `before_data` when the server has accepted sender and recipient."""

    before_data: Any = None

    def data(self, msg: Any) -> Any:
        """Say so, then send the mail's text."""
        if self.before_data is not None:
            self.before_data()
        return super().data(msg)  # type: ignore[misc]


class _Plain(_NotifyingClient, smtplib.SMTP):
    pass


class _Encrypted(_NotifyingClient, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's, for a message with `before_submission`: it is called once, just before DATA."""

    #: `shop.mail.submission` need not say it earlier.
    says_before_handover = True

    @property
    def connection_class(self) -> Any:
        """The client for this kind of connection."""
        return _Encrypted if self.use_ssl else _Plain

    def _send(self, email_message: EmailMessage) -> bool:
        connection: Any = self.connection
        connection.before_data = getattr(email_message, "before_submission", None)
        return bool(super()._send(email_message))  # type: ignore[misc]
