"""Ask the site as one of four visitors and keep what it answered; nothing that is asked stays done."""

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client
from django.utils import translation

from tests.shop.factories import StaffFactory

VISITORS = ("stranger", "buyer", "partner", "staff")
# What a stranger with the source in hand writes where an id, a number, a name or a place is asked for.
HOSTILE = (
    *("\0", "1\0", "0", "-1", str(2**31), str(2**63), "9" * 30, "9" * 5000, "-" + "9" * 30, "٣", "²"),
    *("1e30", "1e999999", "NaN", "Infinity", "on", "😀", "a" * 3000, "%", "'\"><", "//evil.example"),
    *("2026-02-30", "9999-12-31", "0000-00-00", "0001-01-01", "\\ud83d", "[]", "{}", "null", "1,2;3"),
)
# The names that views read from queries, beside those of the forms on their pages.
QUERY = (
    *("p", "page", "q", "sort", "order", "ordering", "sort_by", "dir", "next", "from", "to", "date_from"),
    *(
        "date_to",
        "price",
        "status",
        "form",
        "tag",
        "before",
        "sku",
        "id",
        "pk",
        "export",
        "format",
        "category",
    ),
    *("glaze", "rating", "in_stock", "sent", "view", "product", "variant", "quantity", "number", "warehouse"),
    *("stock", "locale", "collection_id", "tags", "usage_count", "w", "content_type", "multiple"),
)


class _Forms(HTMLParser):
    """Collect the forms of a page: method, action and the names of their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "form":
            self.forms.append(((given.get("method") or "get").upper(), given.get("action") or "", {}))
        elif tag in {"input", "select", "textarea", "button"} and self.forms and name:
            self.forms[-1][2].setdefault(name, given.get("value") or "")


@dataclass
class Asking:
    """Counts the answers by status; `failed` has what ended in an error, with the error."""

    cookies: dict[str, dict[str, str]]
    statuses: Counter = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def ask(self, visitor: str, method: str, path: str, data: dict[str, str] | None = None) -> Any:
        """Ask once and take back whatever it did; None when the site broke."""
        client, response = Client(), None
        client.cookies.load(self.cookies[visitor])
        translation.deactivate()
        with contextlib.suppress(_UndoneError), transaction.atomic():
            try:
                with transaction.atomic():
                    response = _send(client, method, path, urlencode(data or {}))
                status = response.status_code
            except Exception as error:  # noqa: BLE001 - every error is a finding
                status = 500
                shown = {name: value[:40] for name, value in (data or {}).items()}
                self.failed.append(f"{visitor} {method} {path[:120]!r} {shown}: {error!r:.200}")
            raise _UndoneError
        self.statuses[status] += 1
        return response


class _UndoneError(Exception):
    """Rolls back what a request did."""


def _send(client: Client, method: str, path: str, data: str) -> Any:
    if method == "POST":
        response = client.generic(method, path, data, content_type="application/x-www-form-urlencoded")
    else:
        response = client.generic(method, path, QUERY_STRING=data)
    if response.streaming:
        list(response.streaming_content)
    return response


def forms_in(response: Any) -> list[tuple[str, str, dict[str, str]]]:
    """List the forms of an answer that is a page: method, action, fields."""
    if response is None or response.streaming or "html" not in response.get("Content-Type", ""):
        return []
    parser = _Forms()
    parser.feed(response.content.decode("utf-8", "replace"))
    return parser.forms


def cookies_of(world: Any) -> dict[str, dict[str, str]]:
    """Log everybody in once; returns the cookies of each visitor."""
    cookies: dict[str, dict[str, str]] = {"stranger": {}}
    for name, user in (("buyer", world.buyer), ("partner", world.member.user), ("staff", StaffFactory())):
        client = Client()
        client.force_login(user)
        cookies[name] = {key: morsel.value for key, morsel in client.cookies.items()}
    return cookies
