"""Every screen of the back office that a link leads to, each once."""

import json
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

START = "/cms/"
# What leaves the back office, hands out files, or shows Wagtail's own handbook of parts.
PASSED_OVER = ("/cms/logout", "/cms/login", "/cms/sprite", "/cms/jsi18n", "/cms/styleguide", "/cms/api/")
#: Two rows of one kind look alike; another choice of columns or order, too.
TELLING = ("report_type", "export", "voucher_set")


def screens(client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """Yield the address and the answer of each screen, following links from the start page on."""
    waiting, seen = [START], set()
    while waiting:
        address = waiting.pop(0)
        kind = _kind_of(address)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        response = client.get(address)
        if response.status_code in {301, 302}:
            waiting.append(urljoin(address, response["Location"]))
            continue
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        yield address, response
        page = BeautifulSoup(response.content, "html.parser")
        waiting += [urljoin(address, link["href"]) for link in page.select("a[href]")]
        waiting += [urljoin(address, part) for part in _menu_of(page)]


def _kind_of(address: str) -> object:
    """Name the view of an address; None for one that is not walked."""
    parts = urlsplit(address)
    if not parts.path.startswith(START) or parts.path.startswith(PASSED_OVER) or "export=" in parts.query:
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    asked = [pair for pair in parts.query.split("&") if pair.split("=")[0] == "report_type"]
    name = match.kwargs.get("name", "") if "settings" in match.route or "setup" in match.route else ""
    return match.route, match.view_name, name, *asked


def _menu_of(page: BeautifulSoup) -> Iterator[str]:
    """Yield the addresses of the menu, which Wagtail's own script draws from data."""
    for data in page.select("script#wagtail-sidebar-props"):
        yield from _urls_in(json.loads(data.string or "{}"))


def _urls_in(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _urls_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _urls_in(value)
    elif isinstance(data, str) and data.startswith(START):
        yield data
