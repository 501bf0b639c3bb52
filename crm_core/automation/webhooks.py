"""Calling a server that staff named: over https, to public addresses only, signed.

The name is looked up once and every address behind it must be public; the connection goes to that very
address, so a name that leads elsewhere a moment later leads nowhere. A redirect is an answer like any other
that is not 2xx: it is not followed. The signature is HMAC SHA-256, with the secret of the endpoint, of
"<timestamp>.<body>"; it stands with the timestamp in `Kiln-Signature: t=...,v1=...`. `Kiln-Delivery` is the
same at each attempt, so that the receiver can leave out what it has had.
"""

import hashlib
import hmac
import http.client
import json
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import time
from typing import cast
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm_core.automation.models import WebhookEndpoint
from shop.breakers import call_provider
from shop.configuration.fields import Secret
from shop.uploads.errors import RefusedUploadError
from shop.uploads.remote import public_addresses

CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 3.0, 5.0, 10.0
HTTPS = 443
PORTS = frozenset({None, HTTPS, 8443})
LONGEST_URL = 500
#: So much of an answer is read.
MOST_READ = 1 << 12
Resolver = Callable[[str, int], list[str]]


class WebhookError(Exception):
    """The server did not take it; it is tried again."""


def check_address(url: str) -> None:
    """Refuse what is no https address of a public server, without asking it. Raises ValidationError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValidationError(_("This is not a web address.")) from None
    if parts.scheme != "https" or not parts.hostname or not url.isprintable() or len(url) > LONGEST_URL:
        raise ValidationError(_("The address begins with https://"))
    if parts.username is not None or port not in PORTS:
        raise ValidationError(_("An address with a user name or a custom port is not called."))


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Posts to servers. `resolve` names the addresses that may be asked; `port`, `context` are for tests."""

    resolve: Resolver = public_addresses
    port: int = 0
    context: ssl.SSLContext | None = None

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send a body; returns the status. Raises WebhookError."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = self.port or parts.port or HTTPS
        try:
            address = self.resolve(host, port)[0]
        except RefusedUploadError as error:
            raise WebhookError(str(error)) from error
        target = quote(
            (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/?&=%:;+,@~!$'()*"
        )
        try:
            with socket.create_connection((address, port), timeout=CONNECT_SECONDS) as plain:
                plain.settimeout(READ_SECONDS)
                context = self.context or ssl.create_default_context()
                with context.wrap_socket(plain, server_hostname=host) as sock:
                    return self._send(sock, host, port, target, body, {**headers, "Host": parts.netloc})
        except (OSError, http.client.HTTPException) as error:
            raise WebhookError(f"{host}: {error}") from error

    @staticmethod
    def _send(
        sock: ssl.SSLSocket, host: str, port: int, target: str, body: bytes, headers: Mapping[str, str]
    ) -> int:
        connection = http.client.HTTPConnection(host, port, timeout=READ_SECONDS)
        connection.sock = sock
        connection.request("POST", target, body=body, headers=dict(headers))
        with connection.getresponse() as response:
            response.read(MOST_READ)
            return response.status


CALLER = Caller()


def signature(secret: str, body: bytes, *, at: int) -> str:
    """Sign a body as of a moment (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def call_webhook(
    endpoint: WebhookEndpoint, *, delivery: str, body: Mapping[str, object], caller: Caller | None = None
) -> int:
    """Call an endpoint; returns the status. Raises WebhookError where it was not taken.

    Never inside a transaction. Who did not answer a few times is left alone for a while (`shop.breakers`).
    """
    check_address(endpoint.url)
    content = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Kiln",
        "Kiln-Delivery": delivery,
        "Kiln-Signature": signature(cast("Secret", endpoint.secret).reveal(), content, at=int(time())),
    }
    sender = caller or CALLER
    status = call_provider(
        f"webhook-{endpoint.pk}",
        lambda _seconds: sender.post(endpoint.url, content, headers),
        patience=ALL_SECONDS,
    )
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise WebhookError(_("%(name)s answers %(status)d.") % {"name": endpoint.name, "status": status})
    return status
