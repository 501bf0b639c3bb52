"""Every view of the site as it is mounted: where, under which name, and what it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver

WORDS = {"number": "K-1", "uidb64": "x", "token": "y", "format": "csv", "action": "delete", "name": "orders"}


@dataclass(frozen=True, kw_only=True)
class Route:
    """`pattern` is the whole address as it is written in the URL maps, without a language before it."""

    pattern: str
    name: str
    view: Any

    @property
    def path(self) -> str:
        """An address that the pattern takes, with arguments made up."""
        text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: WORDS.get(m[1], "1"), self.pattern)
        text = re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: WORDS.get(m[2], "1"), text)
        return "/" + re.sub(r"[\^$?\\]|\([^)]*\)", "", text).replace("//", "/")


def routes() -> list[Route]:
    """List all of them in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: Any, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, here, inner)
        else:
            yield Route(pattern=here, name=":".join([*namespaces, pattern.name or ""]), view=pattern.callback)
