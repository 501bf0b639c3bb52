"""Room on the interpreter's stack, so that deep calls do not ask the system for memory again and again."""

from collections.abc import Callable
from types import FunctionType
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

#: Words of a frame so large that its chunk of the stack (1 MiB) has room for all that it calls.
FRAME_WORDS = 70_000


def with_room(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that calls this one above a frame of its own, large enough for a whole page.

    CPython keeps frames in chunks of 16 KiB. A call across the end of one maps new memory and gives it back
    as it returns, until gh-142183 is mended; middleware and nested templates are deep enough to do that tens
    of thousands of times in one page, a fifth of its processor time. Effects: 1 MiB of addresses while the
    call lasts, of which only what is used becomes memory.
    """

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    named = cast("FunctionType", call)
    named.__code__ = named.__code__.replace(co_stacksize=FRAME_WORDS)
    return call
