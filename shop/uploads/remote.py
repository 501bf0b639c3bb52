"""Pictures fetched from an address that somebody else named: from public servers only, within limits.

The name is looked up once, every address behind it must be a public one, and the connection goes to that
very address: a name that leads elsewhere a moment later leads nowhere. Each redirect is looked at anew.
What comes back passes the gate for pictures like any upload.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from shop.uploads.errors import RefusedUploadError
from shop.uploads.limits import PICTURE_BYTES
from shop.uploads.pictures import clean_picture

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 3
CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 3.0, 5.0, 30.0
CHUNK = 1 << 16
LONGEST_URL = 1000
REDIRECTS = {301, 302, 303, 307, 308}
OK = 200
# Networks that count as public but carry addresses of any other inside: NAT64, 6to4, Teredo; and the old
# site-local ones, which some houses still use inside.
CARRIERS = tuple(
    ipaddress.ip_network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10")
)

Resolver = Callable[[str, int], list[str]]


def check_url(url: str) -> SplitResult:
    """Return the parts of a picture's address. Raises RefusedUploadError for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RefusedUploadError(_("This is not the URL of an image.")) from None
    is_plain = url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if parts.scheme not in PORTS or not parts.hostname or not is_plain:
        raise RefusedUploadError(_("This is not the URL of an image."))
    if parts.username is not None or port not in {None, *PORTS.values()}:
        raise RefusedUploadError(_("URLs with a user name or a custom port are not fetched."))
    return parts


def public_addresses(host: str, port: int) -> list[str]:
    """Look a name up. Raises RefusedUploadError when any address behind it is not of the public internet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RefusedUploadError(_("The server %(host)s does not exist.") % {"host": host[:80]}) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(map(is_public, addresses)):  # guard: remote-public
        raise RefusedUploadError(_("%(host)s is not a public server.") % {"host": host[:80]})
    return addresses


def is_public(address: str) -> bool:
    """Say whether an address is of the public internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in CARRIERS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


@dataclass(frozen=True, kw_only=True)
class PictureFetcher:
    """Fetches pictures. `resolve` names the addresses that may be asked, `port` a port for all."""

    resolve: Resolver = public_addresses
    most_bytes: int = PICTURE_BYTES
    seconds: float = ALL_SECONDS
    port: int = 0

    def fetch(self, url: str) -> SimpleUploadedFile:
        """Return the picture at an address, encoded anew. Raises RefusedUploadError with the reason."""
        ends_at = monotonic() + self.seconds
        for _step in range(MOST_REDIRECTS + 1):
            parts = check_url(url)
            try:
                answer = self._ask(parts, ends_at)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise RefusedUploadError(
                    _("%(host)s does not answer.") % {"host": (parts.hostname or "")[:80]}
                ) from error
            if isinstance(answer, bytes):
                name = parts.path.rsplit("/", 1)[-1] or "picture"
                return clean_picture(SimpleUploadedFile(name, answer), most_bytes=self.most_bytes)
            url = urljoin(url, answer)
        raise RefusedUploadError(_("Too many redirects."))

    def _ask(self, parts: SplitResult, ends_at: float) -> bytes | str:
        """Return the body of an answer, or the address it leads on to."""
        host, is_safe = parts.hostname or "", parts.scheme == "https"
        port = self.port or parts.port or PORTS[parts.scheme]
        address = self.resolve(host, port)[0]
        with socket.create_connection((address, port), timeout=CONNECT_SECONDS) as plain:
            plain.settimeout(READ_SECONDS)
            sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if is_safe else plain
            connection = http.client.HTTPConnection(host, port, timeout=READ_SECONDS)
            connection.sock = sock
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            target = quote(target, safe="/?&=%:;+,@~!$'()*")
            connection.request(
                "GET", target, headers={"Host": parts.netloc, "User-Agent": "Kiln", "Accept": "image/*"}
            )
            with connection.getresponse() as response:
                if response.status in REDIRECTS and (place := response.getheader("Location")):
                    return place
                if response.status != OK:
                    raise RefusedUploadError(
                        _("%(host)s answers %(status)d.") % {"host": host[:80], "status": response.status}
                    )
                return self._body(response, ends_at)

    def _body(self, response: http.client.HTTPResponse, ends_at: float) -> bytes:
        body = bytearray()
        while chunk := response.read1(CHUNK):
            body += chunk
            if len(body) > self.most_bytes:
                raise RefusedUploadError(
                    _("The image is larger than %(most)d MB.") % {"most": self.most_bytes >> 20}
                )
            if monotonic() > ends_at:
                raise RefusedUploadError(_("The image takes too long to arrive."))
        return bytes(body)
