"""Every address below `/cms/`, as it is mounted."""

import re

from django.urls import URLResolver, get_resolver

WORDS = {"number": "K-1", "uidb64": "x", "token": "y", "format": "csv", "action": "delete", "name": "orders"}
# What anybody who may enter sees of themselves, and what leaves.
OPEN = re.compile(
    r"cms/($|login/|logout/|account/|jsi18n/|sprite/|icons/|test404/|failwhale/|password_reset|\^\.\*)"
)


def addresses():
    """Yield (pattern, address) of every view of the back office, arguments filled in."""
    for pattern in sorted(set(_walk(get_resolver().url_patterns, ""))):
        if pattern.startswith("cms/") and not OPEN.match(pattern):
            yield pattern, "/" + _filled(pattern)


def _walk(patterns, prefix):
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here)
        else:
            yield here


def _filled(pattern):
    """Turn `products/<int:pk>/` and `(?P<slug>[\\w-]+)` into something that can be asked."""
    text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: WORDS.get(m[1], "1"), pattern)
    text = re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: WORDS.get(m[2], "1"), text)
    return re.sub(r"[\^$?\\]|\(\w*\)", "", text).replace("//", "/")
