"""Parts of the frame that are the same on every page of a language, rendered once in this process.

They hold as long as what they were made from (`shop.configuration.memory`): a change of menu, category,
shop's name or setting is on the next page.
"""

from collections.abc import Callable, Hashable
from threading import Lock

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from shop.configuration.memory import shared_version

MOST = 200
_kept: dict[Hashable, SafeString] = {}
_lock = Lock()


def fragment(name: str, *parts: Hashable, render: Callable[[], SafeString]) -> SafeString:
    """Return a fragment by name, language and `parts`; rendered where this version has none yet."""
    key = (name, get_language(), parts, shared_version())
    found = _kept.get(key)
    if found is None:
        found = render()
        with _lock:
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = found
    return found
