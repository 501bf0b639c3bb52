"""What led to an event: carried from whoever acts by itself to everything that follows from it.

    with caused_by([*causes, rule.pk]):
        add_tag(customer, "VIP", by=None)   # the events of this, and what their subscribers publish, carry it

The numbers are those of rules (`crm_core.automation`), which are not started again by what they caused.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_causes: ContextVar[tuple[int, ...]] = ContextVar("event_causes", default=())


def current_causes() -> tuple[int, ...]:
    """Return what leads to whatever is published now, the first first."""
    return _causes.get()


@contextmanager
def caused_by(causes: Iterable[int]) -> Iterator[None]:
    """Have what is published inside carry these causes."""
    token = _causes.set(tuple(causes))
    try:
        yield
    finally:
        _causes.reset(token)
