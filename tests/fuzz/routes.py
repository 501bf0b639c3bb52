"""Every address of the site with its parameters left open, from the URL map itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Route:
    """An address such as `/orders/{number}/`; `slots` are its parameters in order."""

    shape: str

    @property
    def slots(self) -> list[str]:
        """Name the parameters."""
        return SLOT.findall(self.shape)

    def address(self, values: dict[str, str], default: str = "1") -> str:
        """Fill the parameters in; what `values` does not know is `default`."""
        return SLOT.sub(lambda match: values.get(match[1], default), self.shape)


def routes() -> list[Route]:
    """List every route once, the patterns of Oscar, Wagtail and allauth among them."""
    return [Route(shape) for shape in sorted(set(_walk(get_resolver().url_patterns, "/")))]


def _walk(patterns: list[Any], above: str) -> Iterator[str]:
    for entry in patterns:
        here = above + _shape(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield here


def _shape(pattern: Any) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern))
    assert isinstance(pattern, RegexPattern)
    return _of_regex(str(pattern))


def _of_regex(regex: str) -> str:
    """Name each group and drop the signs of a regular expression."""
    text, depth, start, found = regex, 0, 0, ""
    for place, sign in enumerate(text):
        is_escaped = place > 0 and text[place - 1] == "\\"
        if sign == "(" and not is_escaped:
            depth, start = depth + 1, place if depth == 0 else start
        elif sign == ")" and not is_escaped:
            depth -= 1
            if depth == 0:
                name = re.match(r"\(\?P<(\w+)>", text[start:])
                found += "{" + (name[1] if name else "path") + "}"
        elif depth == 0:
            found += sign
    return re.sub(r"[\^$\\?*+]|\[[^\]]*\]", "", found)
