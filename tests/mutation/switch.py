"""What an instrumented module calls: lets one mutant at a time come true, and notes which sites a test reached."""

import functools
from collections.abc import Callable
from typing import Any

REACHED: set[str] = set()
_active: tuple[str, str] = ("", "")


def activate(site: str, variant: str) -> None:
    """Turn one mutant on, in this process, until another is turned on."""
    global _active  # noqa: PLW0603
    _active = (site, variant)


def condition(site: str, value: Any) -> Any:
    """Return the value of a condition, or the constant that the active mutant puts in its place."""
    REACHED.add(site)
    if _active[0] == site:
        return _active[1] == "true"
    return value


def compare(site: str, left: Any, operator: str, right: Any) -> Any:
    """Compare; the active mutant moves the boundary (`<` to `<=` and so on)."""
    REACHED.add(site)
    strict = operator in "<>" if _active[0] != site else operator not in "<>"
    if operator[0] == "<":
        return left < right if strict else left <= right
    return left > right if strict else left >= right


def lookups(site: str, **given: Any) -> dict[str, Any]:
    """Return the look-ups of a query, without the one that the active mutant drops."""
    REACHED.add(site)
    if _active[0] == site:
        given.pop(_active[1], None)
    return given


def decorator(site: str, wrap: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Apply a decorator in such a way that the active mutant can do without it."""

    def apply(function: Any) -> Any:
        wrapped = wrap(function)

        @functools.wraps(wrapped)
        def call(*args: Any, **kwargs: Any) -> Any:
            REACHED.add(site)
            return (function if _active[0] == site else wrapped)(*args, **kwargs)

        return call

    return apply
